import { registry } from "@web/core/registry";

const verdict = (severity) => `[data-severity=${severity}] .o_mail_troubleshooting_verdict`;
const tab = (name) => `.o_mail_troubleshooting_tabs .nav-link[name=${name}]`;
const off = ".o_mail_troubleshooting_finding[data-code=email_queue_inactive]";
/** In the row, or in the steps where the row is unfolded. */
const activate = `${off} :is([data-main=activate], [data-button=activate])`;

registry.category("web_tour.tours").add("mail_troubleshooting_dashboard", {
    steps: () => [
        {
            content: "The verdict stands on top",
            trigger: verdict("error"),
        },
        {
            content: "The area is marked",
            trigger: "[data-area=scheduled_actions][data-severity=error]",
        },
        {
            content: "The verdict leads to the first issue",
            trigger: ".o_mail_troubleshooting_start",
            run: "click",
        },
        {
            content: "Which is unfolded",
            trigger:
                ".o_mail_troubleshooting_finding .o_mail_troubleshooting_fold[aria-expanded=true]",
        },
        {
            content: "One click mends it",
            trigger: activate,
            run: "click",
        },
        {
            content: "After the preview",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The finding is gone",
            trigger: `.o_mail_troubleshooting_dashboard:not(:has(${off}))`,
        },
        {
            content: "Charts have a tab",
            trigger: tab("charts"),
            run: "click",
        },
        {
            content: "Charts are there",
            trigger: ".o_mail_troubleshooting_chart canvas",
        },
        {
            content: "Check everything",
            trigger: ".o_mail_troubleshooting_check_now",
            run: "click",
        },
        {
            content: "The result is said",
            trigger: ".o_mail_troubleshooting_said:contains(Checked.)",
        },
        {
            content: "Open a cause",
            trigger: ".o_mail_troubleshooting_cause[data-cause=recipient_unknown]",
            run: "click",
        },
        {
            content: "The recipients are listed",
            trigger: ".o_list_view .o_data_row",
        },
    ],
});

registry.category("web_tour.tours").add("mail_troubleshooting_mark", {
    steps: () => [
        {
            content: "The mark has the number of errors",
            trigger: ".o_mail_troubleshooting_mark .o_mail_troubleshooting_mark_count",
        },
        {
            content: "And leads to the dashboard",
            trigger: ".o_mail_troubleshooting_mark button",
            run: "click",
        },
        {
            content: "One click mends the last error",
            trigger: activate,
            run: "click",
        },
        {
            content: "After the preview",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The mark is gone without a reload",
            trigger: "body:not(:has(.o_mail_troubleshooting_mark button))",
        },
    ],
});

registry.category("web_tour.tours").add("mail_troubleshooting_no_mark", {
    steps: () => [
        {
            content: "Others have no mark",
            trigger:
                "body:has(.o_menu_systray .o_user_menu):not(:has(.o_mail_troubleshooting_mark))",
        },
    ],
});

registry.category("web_tour.tours").add("mail_troubleshooting_dashboard_support", {
    steps: () => [
        {
            content: "Support sees the verdict",
            trigger: verdict("error"),
        },
        {
            content: "And the issue",
            trigger: `${off} .o_mail_troubleshooting_fold`,
            run() {
                const fold = document.querySelector(`${off} .o_mail_troubleshooting_fold`);
                if (fold.getAttribute("aria-expanded") === "false") {
                    fold.click();
                }
            },
        },
        {
            content: "And the steps, without buttons",
            trigger: `${off}:not(:has([data-button], [data-main], .o_mail_troubleshooting_snooze)) ol li`,
        },
        {
            content: "Charts have a tab",
            trigger: tab("charts"),
            run: "click",
        },
        {
            content: "Open the figures of a chart",
            trigger: "figure:has(.o_mail_troubleshooting_chart) summary",
            run: "click",
        },
        {
            content: "A bar leads to its attempts",
            trigger: "figure:has(.o_mail_troubleshooting_chart) tbody tr:last-child button",
            run: "click",
        },
        {
            content: "The attempts are listed",
            trigger: ".o_list_view .o_data_row",
        },
    ],
});
