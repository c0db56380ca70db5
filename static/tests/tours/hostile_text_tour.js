import { registry } from "@web/core/registry";

/** Nothing that a stranger wrote has become an element, has run, or has made the page wider than its window. */
function isInert() {
    if (window.hostile || document.querySelector("img[src='x'], .o_action_manager script")) {
        throw new Error("What a stranger wrote is more than text.");
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
        throw new Error(`The page is ${scrollWidth} wide and its window ${clientWidth}.`);
    }
}

function shows(name, root, before = []) {
    registry.category("web_tour.tours").add(`mail_troubleshooting_hostile_${name}`, {
        steps: () => [
            ...before,
            {
                content: "It is shown as it was written, and nothing happens",
                trigger: `${root}:contains(onerror=)`,
                run: isInert,
            },
        ],
    });
}

shows("dashboard", ".o_mail_troubleshooting_finding", [
    {
        content: "Look at the charts",
        trigger: ".o_mail_troubleshooting_tabs .nav-link[name=charts]",
        run: "click",
    },
    {
        content: "Unfold the figures of the receivers",
        trigger: "[data-chart=receivers] summary",
        run: "click",
    },
    {
        content: "They are named",
        trigger: "[data-chart=receivers]:contains(hostile)",
        run: isInert,
    },
    {
        content: "Back to the issues",
        trigger: ".o_mail_troubleshooting_tabs .nav-link[name=issues]",
        run: "click",
    },
    {
        content: "Unfold all of them",
        trigger: ".o_mail_troubleshooting_fold",
        run() {
            const folded = ".o_mail_troubleshooting_fold[aria-expanded=false]";
            document.querySelectorAll("details").forEach((one) => (one.open = true));
            document.querySelectorAll(folded).forEach((fold) => fold.click());
        },
    },
]);
shows("my_failures", ".o_mail_troubleshooting_group", [
    {
        content: "Which of them come first is left to chance: all failed in the same second",
        trigger: ".o_mail_troubleshooting_group button:contains(Show All)",
        run: "click",
    },
]);
shows("notifications", ".o_list_view");
shows("attempts", ".o_list_view");
shows("wizard", ".modal .o_mail_troubleshooting_recipient", [
    {
        content: "Open the message with markup in it",
        trigger: ".o-mail-Message:contains(About markup) .o-mail-Message-notification.text-danger",
        run: "click",
    },
]);
shows("alerts", ".o_list_view");
shows("channel", ".o-mail-Message");
shows("attempt_form", ".o_form_view");
shows("finding_form", ".o_form_view");
shows("mail_form", ".o_form_view", [
    {
        content: "The reason is on a page of its own",
        trigger: ".o_notebook .nav-link:contains(Failure Reason)",
        run: "click",
    },
]);
