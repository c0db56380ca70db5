import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import { finding, open, opened, overview, payload } from "./dashboard_helpers";

describe.current.tags("desktop");
defineMailModels();

test("findings stand in the order of the server", async () => {
    const findings = [finding({ id: 9, title: "B" }), finding({ id: 2, title: "A" })];
    await open(payload({ overview: overview(findings) }));
    expect(queryAllTexts(".o_mail_troubleshooting_finding h4 span.text-break")).toEqual(["B", "A"]);
});

/** How many elements of each finding match. */
const inFindings = (selector) =>
    queryAll(".o_mail_troubleshooting_finding").map(
        (card) => card.querySelectorAll(selector).length
    );

test("the first finding shows all steps, the others their first", async () => {
    await open(payload({ overview: overview([finding(), finding({ id: 8 })]) }));
    expect(inFindings("li")).toEqual([2, 1]);
    expect(inFindings("[data-button=activate]")).toEqual([1, 1]);
    await click(queryOne(".o_mail_troubleshooting_fold:contains(All 2 steps)"));
    await animationFrame();
    expect(inFindings("li")).toEqual([2, 2]);
    expect(inFindings(".o_mail_troubleshooting_fold[aria-expanded=true]")).toEqual([1, 1]);
});

test("a finding with one step has nothing to unfold", async () => {
    const look = { text: "Look.", button: "", label: "", preview: "", copy: "" };
    await open(payload({ overview: overview([finding(), finding({ id: 8, steps: [look] })]) }));
    expect(inFindings(".o_mail_troubleshooting_fold")).toEqual([1, 0]);
    const [, second] = queryAll(".o_mail_troubleshooting_finding");
    expect(queryOne("summary", { root: second })).toHaveText("Technical details");
});

test("what one unfolds stays so when another finding comes before it", async () => {
    const data = payload({ overview: overview([finding(), finding({ id: 8 })]) });
    await open(data);
    await click(queryOne(".o_mail_troubleshooting_fold:contains(All 2 steps)"));
    data.overview.findings.unshift(finding({ id: 9 }));
    await advanceTime(61000);
    await animationFrame();
    expect(inFindings("li")).toEqual([2, 1, 2]);
});

test("a finding is checked again by itself, by support as well", async () => {
    onRpc("mail.troubleshooting.checkup", "run", ({ args }) => {
        expect.step(args[0]);
        return args;
    });
    await open(payload({ is_administrator: false, overview: overview([finding()]) }));
    await click(".o_mail_troubleshooting_check_again");
    await waitFor(".o_mail_troubleshooting_said:contains(Checked just now: The email queue)");
    await waitFor(".o_mail_troubleshooting_still:contains(not fixed yet)");
    expect.verifySteps(["scheduled_action_inactive"]);
});

test("what was seen is shown as text", async () => {
    await open(payload({ overview: overview([finding()]) }));
    expect(".o_mail_troubleshooting_finding dd b").toHaveCount(0);
    expect(".o_mail_troubleshooting_finding dd").toHaveProperty("textContent", "<b>False</b>");
});

test("a button shows what it will do, and does it when that was confirmed", async () => {
    onRpc("mail.troubleshooting.finding", "apply", ({ args }) => {
        expect.step(`apply ${args}`);
        return false;
    });
    await open(payload({ overview: overview([finding()]) }));
    await contains("[data-button=activate]").click();
    expect(".modal-body").toHaveText("Sets it to active.");
    expect.verifySteps([]);
    await contains(".modal-footer .btn-primary").click();
    expect.verifySteps(["apply 7,activate"]);
    await waitFor(".o_mail_troubleshooting_said:contains(Done: Activate)");
});

test("a button that was not confirmed does nothing", async () => {
    onRpc("mail.troubleshooting.finding", "apply", () => expect.step("apply"));
    await open(payload({ overview: overview([finding()]) }));
    await contains("[data-button=activate]").click();
    await contains(".modal-footer .btn-secondary").click();
    expect.verifySteps([]);
});

test("a button that only opens something asks nothing", async () => {
    onRpc("mail.troubleshooting.finding", "apply", ({ args }) => {
        expect.step(`apply ${args}`);
        return false;
    });
    const look = { text: "Look.", button: "open", label: "Open it", preview: "", copy: "" };
    await open(payload({ overview: overview([finding({ steps: [look] })]) }));
    await contains("[data-button=open]").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["apply 7,open"]);
});

test("a text to copy is shown as text, to support too", async () => {
    const ask = { text: "Ask.", button: "", label: "", preview: "", copy: "<b>Hello</b>" };
    const findings = [finding({ steps: [ask] })];
    await open(payload({ is_administrator: false, overview: overview(findings) }));
    expect(".o_mail_troubleshooting_copy pre b").toHaveCount(0);
    expect(".o_mail_troubleshooting_copy pre").toHaveProperty("textContent", "<b>Hello</b>");
});

test("support reads the steps and has no buttons", async () => {
    await open(payload({ is_administrator: false, overview: overview([finding()]) }));
    expect(".o_mail_troubleshooting_finding li").toHaveCount(2);
    expect("[data-button]").toHaveCount(0);
    expect(".o_mail_troubleshooting_snooze").toHaveCount(0);
    expect(".o_mail_troubleshooting_ask").toHaveText(/^Only administrators can fix this/);
});

test("administrators are not told to ask an administrator", async () => {
    await open(payload({ overview: overview([finding()]) }));
    expect(".o_mail_troubleshooting_ask").toHaveCount(0);
});

test("a finding is left until a day, with a reason", async () => {
    mockDate("2019-03-11 12:00:00");
    onRpc("mail.troubleshooting.finding", "snooze", ({ args }) => {
        expect.step(args);
        return true;
    });
    await open(payload({ overview: overview([finding()]) }));
    await contains(".o_mail_troubleshooting_snooze").click();
    expect(".o_mail_troubleshooting_snooze_save").not.toBeEnabled();
    await contains(".modal textarea").edit("The provider moves us.");
    expect(".o_mail_troubleshooting_snooze_save").toBeEnabled();
    await contains(".o_mail_troubleshooting_snooze_save").click();
    expect.verifySteps([[[7], "2019-03-18", "The provider moves us."]]);
    expect(".modal").toHaveCount(0);
});

test("what was left says until when and why", async () => {
    const left = { snoozed_until: "2999-01-31", snooze_reason: "The provider moves us." };
    await open(payload({ overview: overview([finding(left)]) }));
    await click(".o_mail_troubleshooting_left summary");
    expect(".o_mail_troubleshooting_snoozed").toHaveText(
        "Snoozed until Jan 31, 2999: The provider moves us."
    );
    expect(".o_mail_troubleshooting_snooze").toHaveCount(0);
});

test("what was left stands folded behind the others with its number, and can be shown again", async () => {
    onRpc("mail.troubleshooting.finding", "show_again", ({ args }) => {
        expect.step(args);
        return true;
    });
    const left = finding({ id: 9, title: "B", snoozed_until: "2999-01-31", more: 4 });
    await open(payload({ overview: overview([finding({ title: "A" }), left]) }));
    const fold = ".o_mail_troubleshooting_left";
    expect(`${fold} summary`).toHaveText("Snoozed: 5");
    expect(`${fold} .o_mail_troubleshooting_finding`).toHaveCount(1);
    expect(".o_mail_troubleshooting_finding").toHaveCount(2);
    await click(`${fold} summary`);
    await click(`${fold} .o_mail_troubleshooting_show_again`);
    await waitFor(".o_mail_troubleshooting_said:contains(Shown again: B)");
    expect.verifySteps([[[9]]]);
});

test("support may not show again what was left", async () => {
    const left = finding({ snoozed_until: "2999-01-31" });
    await open(payload({ is_administrator: false, overview: overview([left]) }));
    expect(".o_mail_troubleshooting_show_again").toHaveCount(0);
    expect(".o_mail_troubleshooting_nothing").toHaveText("All issues here are snoozed.");
});

test("what is unfolded stays so when the page is read again by itself", async () => {
    await open(payload({ overview: overview([finding()]) }));
    await click(".o_mail_troubleshooting_finding summary");
    await advanceTime(61000);
    await animationFrame();
    expect(".o_mail_troubleshooting_finding details").toHaveAttribute("open");
});

test("of many findings of one kind the rest is in a list", async () => {
    mockDate("2019-03-11 12:00:00");
    await open(payload({ overview: overview([finding({ problem: 12, more: 97 })]) }));
    opened();
    await click(".o_mail_troubleshooting_more:contains(97 more like this)");
    expect.verifySteps([
        [
            "mail.troubleshooting.finding",
            [
                ["problem_id", "=", 12],
                ["area", "=", "scheduled_actions"],
                ["closed_date", "=", false],
                ["shown", "=", true],
                "|",
                ["snoozed_until", "=", false],
                ["snoozed_until", "<", "2019-03-11"],
            ],
        ],
    ]);
});

test("of those that were left the rest is in a list of those that were left", async () => {
    mockDate("2019-03-11 12:00:00");
    const left = finding({ problem: 12, more: 4, snoozed_until: "2999-01-31" });
    await open(payload({ overview: overview([left]) }));
    opened();
    await click(".o_mail_troubleshooting_left summary");
    await click(".o_mail_troubleshooting_more");
    expect.verifySteps([
        [
            "mail.troubleshooting.finding",
            [
                ["problem_id", "=", 12],
                ["area", "=", "scheduled_actions"],
                ["closed_date", "=", false],
                ["shown", "=", true],
                ["snoozed_until", ">=", "2019-03-11"],
            ],
        ],
    ]);
});

test("nothing is left until a day that is over", async () => {
    mockDate("2019-03-11 12:00:00");
    await open(payload({ overview: overview([finding()]) }));
    await contains(".o_mail_troubleshooting_snooze").click();
    await contains(".modal textarea").edit("The provider moves us.");
    const input = queryOne(".modal input[type=date]");
    for (const [day, isPossible] of [
        ["2019-03-11", false],
        ["2019-03-12", true],
    ]) {
        input.value = day;
        input.dispatchEvent(new Event("input"));
        await animationFrame();
        expect(queryOne(".o_mail_troubleshooting_snooze_save").disabled).toBe(!isPossible);
    }
});

test("a button that fails says nothing was done, and the page is read again", async () => {
    expect.errors(1);
    onRpc("mail.troubleshooting.finding", "apply", () => {
        throw new Error("away");
    });
    const data = payload({ overview: overview([finding()]) });
    await open(data);
    data.verdict = { severity: "error", title: "Somebody else was faster", finding: false };
    await contains("[data-button=activate]").click();
    await contains(".modal-footer .btn-primary").click();
    await waitFor(".o_mail_troubleshooting_verdict:contains(Somebody else was faster)");
    expect(".o_mail_troubleshooting_said").toHaveText("");
    expect.verifyErrors(["away"]);
});
