import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, getService, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";

import { finding, open, openTab, opened, overview, payload } from "./dashboard_helpers";

describe.current.tags("desktop");
defineMailModels();

test("findings stand in the order of the server", async () => {
    const findings = [finding({ id: 9, title: "B" }), finding({ id: 2, title: "A" })];
    await open(payload({ overview: overview(findings) }));
    expect(queryAllTexts(".o_mail_troubleshooting_finding h3 span.text-break")).toEqual(["B", "A"]);
});

/** How many elements of each finding match. */
const inFindings = (selector) =>
    queryAll(".o_mail_troubleshooting_finding").map(
        (card) => card.querySelectorAll(selector).length
    );

const isOpen = () =>
    queryAll(".o_mail_troubleshooting_fold").map((fold) => fold.getAttribute("aria-expanded"));

test("the first finding is unfolded, the others are a row with the button that helps first", async () => {
    await open(payload({ overview: overview([finding(), finding({ id: 8 })]) }));
    expect(isOpen()).toEqual(["true", "false"]);
    expect(inFindings("li")).toEqual([2, 0]);
    expect(inFindings("[data-button=activate].btn-primary")).toEqual([1, 0]);
    expect(inFindings("[data-main=activate].btn-secondary")).toEqual([0, 1]);
    await click("[data-finding='8'] .o_mail_troubleshooting_fold");
    await animationFrame();
    expect(inFindings("li")).toEqual([2, 2]);
    await click("[data-finding='7'] .o_mail_troubleshooting_fold");
    await animationFrame();
    expect(isOpen()).toEqual(["false", "true"]);
});

test("a row says for whom and for how long", async () => {
    mockDate("2020-01-01 10:32:00");
    const found = [
        finding({ waiting: 1, accepted: 7, failed: 24 }),
        finding({ id: 8, waiting: 1200 }),
        finding({ id: 9, accepted: 7, failed: 24, since: "2019-12-29 09:00:00" }),
    ];
    await open(payload({ overview: overview(found) }));
    expect(queryAllTexts(".o_mail_troubleshooting_scope")).toEqual([
        "1 recipient",
        "1,200 recipients",
        "7 of 31 accepted",
    ]);
    expect(queryAllTexts(".o_mail_troubleshooting_age")).toEqual(["32 min", "32 min", "3 days"]);
});

test("of many steps the first two are shown until all are asked for", async () => {
    const step = finding().steps[1];
    const steps = [...finding().steps, step, step];
    await open(payload({ overview: overview([finding({ steps })]) }));
    expect(inFindings("li")).toEqual([2]);
    await contains(".o_mail_troubleshooting_all:contains(All Steps)").click();
    expect(inFindings("li")).toEqual([4]);
    expect(".o_mail_troubleshooting_all").toHaveCount(0);
});

test("what one unfolds stays so when another finding comes before it", async () => {
    const data = payload({ overview: overview([finding(), finding({ id: 8 })]) });
    await open(data);
    await click("[data-finding='8'] .o_mail_troubleshooting_fold");
    data.overview.findings.unshift(finding({ id: 9 }));
    await advanceTime(61000);
    await animationFrame();
    expect(isOpen()).toEqual(["true", "false", "true"]);
});

test("a server's reply, effects and changes are text beside the explanation", async () => {
    const evidence = [
        { source: "reply.text", excerpt: "535 <b>no</b>" },
        { source: "ir.mail_server.write_date", excerpt: "8:31 PM: Acme Mail (Ada)" },
        { source: "ir.cron.active", excerpt: "False" },
    ];
    const also = ["3 emails wait", "No email today"];
    await open(payload({ overview: overview([finding({ evidence, also })]) }));
    expect(".o_mail_troubleshooting_reply b").toHaveCount(0);
    expect(".o_mail_troubleshooting_reply").toHaveProperty("textContent", "535 <b>no</b>");
    expect(".o_mail_troubleshooting_also").toHaveText(
        "Also seen as: 3 emails wait · No email today"
    );
    await click(".o_mail_troubleshooting_before summary:contains(1 recent change)");
    expect(".o_mail_troubleshooting_before li").toHaveText("8:31 PM: Acme Mail (Ada)");
    await click(".o_mail_troubleshooting_evidence summary");
    expect(queryAllTexts(".o_mail_troubleshooting_evidence dt")).toEqual(["ir.cron.active"]);
});

test("a diagnosis is copied as text, by support as well", async () => {
    const values = { waiting: 24, failed: 24, accepted: 7, also: ["3 emails wait"] };
    await open(payload({ is_administrator: false, overview: overview([finding(values)]) }));
    patchWithCleanup(navigator.clipboard, { writeText: (text) => expect.step(text) });
    await contains("button:contains(Copy Diagnosis)").click();
    expect.verifySteps([
        [
            "Error: The email queue is inactive",
            "Scheduled actions, since Jan 1, 2020, 11:00 AM",
            "Recipients not reached: 24",
            "7 of 31 emails accepted",
            "",
            "Emails wait.",
            "",
            "1. Activate it again.",
            "2. Wait.",
            "",
            "Also seen as: 3 emails wait",
            "",
            "ir.cron.active: <b>False</b>",
        ].join("\n"),
    ]);
});

test("an outgoing server is tested in its row, and the row says how it went", async () => {
    let answer = { ok: false, reply: "535 <b>no</b>", cause: { title: "Login rejected" } };
    onRpc("ir.mail_server", "troubleshooting_test_now", ({ args }) => {
        expect.step(args);
        return { seconds: 0.41, ...answer };
    });
    onRpc("mail.troubleshooting.checkup", "run", () => {
        expect.step("checked");
        return [];
    });
    const server = finding({ model: "ir.mail_server", res_id: 5 });
    await open(payload({ overview: overview([server]) }));
    const test = ".o_mail_troubleshooting_test";
    await contains(`${test} button:contains(Test Now)`).click();
    await waitFor(`${test} .alert-danger:contains(Login rejected)`);
    expect(`${test} .alert`).toHaveText(/\(0.4 s\)/);
    expect(`${test} pre`).toHaveProperty("textContent", "535 <b>no</b>");
    answer = { ok: true, reply: "", cause: false };
    await contains(`${test} button`).click();
    await waitFor(`${test} .alert-success`);
    expect(`${test} pre`).toHaveCount(0);
    expect.verifySteps([[5], [5], "checked"]);
});

test("support tests no server, and nothing but a server is tested", async () => {
    const data = payload({ overview: overview([finding()]) });
    await open(data);
    expect(".o_mail_troubleshooting_test").toHaveCount(0);
    data.overview.findings[0] = finding({ model: "ir.mail_server" });
    data.is_administrator = false;
    await contains(".o_mail_troubleshooting_refresh").click();
    expect(".o_mail_troubleshooting_test").toHaveCount(0);
});

test("what a cause means is shown to read", async () => {
    onRpc("mail.troubleshooting.cause", "web_read", ({ args }) => {
        expect.step(args[0]);
        const remedy_ids = [
            { id: 1, audience: "sender", name: "Ask." },
            { id: 2, audience: "administrator", name: "Enter the <b>password</b>." },
        ];
        const link_ids = [{ id: 1, name: "Help", url: "https://example.com" }];
        return [{ id: 4, name: "Login rejected", explanation: "No.", remedy_ids, link_ids }];
    });
    await open(payload({ overview: overview([finding({ cause: 4 })]) }));
    await contains(".o_mail_troubleshooting_meaning").click();
    expect(".modal-title").toHaveText("Login rejected");
    expect(queryAllTexts(".modal-body h4")).toEqual([
        "For administrators",
        "For the sender",
        "Read more",
    ]);
    expect(".modal li:first").toHaveText("Enter the <b>password</b>.");
    expect(".modal input, .modal textarea").toHaveCount(0);
    expect.verifySteps([[4]]);
});

test("what was fixed says who still waits, and sends to them again", async () => {
    mockDate("2020-01-01 10:32:00");
    const values = { fixed: "2020-01-01 10:30:00", fixed_by: "accepted", waiting: 23, cause: 4 };
    const fixed = [finding({ id: 9, model: "ir.mail_server", res_id: 5, ...values })];
    onRpc("mail.notification", "search", ({ args }) => {
        expect.step(args[0]);
        return [1, 2];
    });
    await open(payload({ overview: overview([finding()], { fixed }) }));
    const row = ".o_mail_troubleshooting_finding:last[data-fixed='1']";
    expect(`${row} .o_mail_troubleshooting_scope`).toHaveText("23 recipients still wait");
    expect(`${row} .o_mail_troubleshooting_age`).toHaveText("fixed 2 min. ago");
    expect(`${row} .fa-check-circle`).toHaveCount(1);
    getService("action").doAction = (action, options) =>
        expect.step([action, options.additionalContext]);
    await contains(`${row} .o_mail_troubleshooting_send_again`).click();
    expect.verifySteps([
        [
            ["notification_type", "=", "email"],
            ["failure_date", "!=", false],
            ["failure_cause_id", "=", 4],
            ["failure_server_ids", "in", [5]],
        ],
        [
            "mail_troubleshooting.action_send_again_notifications",
            { active_model: "mail.notification", active_ids: [1, 2] },
        ],
    ]);
});

test("notes stand folded in the last row", async () => {
    const note = (id, title) => finding({ id, title, severity: "info" });
    const found = [finding(), note(8, "A"), note(9, "B")];
    await open(payload({ overview: overview(found) }));
    const notes = ".o_mail_troubleshooting_notes";
    expect(`${notes} summary`).toHaveText("2 notes: A; B");
    expect(`${notes}`).not.toHaveAttribute("open");
    await click(`${notes} summary`);
    await click(`${notes} .o_mail_troubleshooting_fold:first`);
    await animationFrame();
    expect(`${notes} .o_mail_troubleshooting_unfolded`).toHaveCount(1);
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
    await openTab("snoozed");
    await contains(".o_mail_troubleshooting_fold").click();
    expect(".o_mail_troubleshooting_snoozed").toHaveText(
        "Snoozed until Jan 31, 2999: The provider moves us."
    );
    expect(".o_mail_troubleshooting_snooze").toHaveCount(0);
});

test("what was left has a tab of its own with its number, and can be shown again", async () => {
    onRpc("mail.troubleshooting.finding", "show_again", ({ args }) => {
        expect.step(args);
        return true;
    });
    const left = finding({ id: 9, title: "B", snoozed_until: "2999-01-31", more: 4 });
    await open(payload({ overview: overview([finding({ title: "A" }), left]) }));
    const tabs = ".o_mail_troubleshooting_tabs .nav-link";
    expect(queryAllTexts(tabs)).toEqual(["Issues (1)", "Charts", "Recent changes", "Snoozed (5)"]);
    expect(queryAllTexts(".o_mail_troubleshooting_finding h3 span.text-break")).toEqual(["A"]);
    await openTab("snoozed");
    expect(queryAllTexts(".o_mail_troubleshooting_finding h3 span.text-break")).toEqual(["B"]);
    expect(".o_mail_troubleshooting_finding .fa-clock-o").toHaveCount(1);
    await contains(".o_mail_troubleshooting_fold").click();
    await contains(".o_mail_troubleshooting_show_again").click();
    await waitFor(".o_mail_troubleshooting_said:contains(Shown again: B)");
    expect.verifySteps([[[9]]]);
});

test("support may not show again what was left", async () => {
    const left = finding({ snoozed_until: "2999-01-31" });
    await open(payload({ is_administrator: false, overview: overview([left]) }));
    expect(".o_mail_troubleshooting_nothing").toHaveText("All issues here are snoozed.");
    await openTab("snoozed");
    await contains(".o_mail_troubleshooting_fold").click();
    expect(".o_mail_troubleshooting_snoozed").toHaveCount(1);
    expect(".o_mail_troubleshooting_show_again").toHaveCount(0);
});

test("what is unfolded stays so when the page is read again by itself", async () => {
    await open(payload({ overview: overview([finding()]) }));
    await click(".o_mail_troubleshooting_evidence summary");
    await advanceTime(61000);
    await animationFrame();
    expect(".o_mail_troubleshooting_evidence").toHaveAttribute("open");
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
    await openTab("snoozed");
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
    data.verdict = { ...data.verdict, title: "Somebody else was faster" };
    await contains("[data-button=activate]").click();
    await contains(".modal-footer .btn-primary").click();
    await waitFor(".o_mail_troubleshooting_verdict:contains(Somebody else was faster)");
    expect(".o_mail_troubleshooting_said").toHaveText("");
    expect.verifyErrors(["away"]);
});
