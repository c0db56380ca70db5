import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, getService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const payload = (values) => ({
    days: 30,
    is_administrator: true,
    queue: {
        waiting: 0,
        due: 0,
        oldest_due: false,
        cron_id: 3,
        cron_active: true,
        next_run: "2100-01-01 10:00:00",
        last_run: false,
    },
    causes: [],
    failed: 0,
    last_accepted: false,
    backfill: { done: 0, total: 0 },
    verdict: { severity: "ok", title: "Email is healthy", finding: false },
    overview: overview([]),
    ...values,
});

const overview = (findings, values) => ({
    areas: [
        { code: "queue", severity: "ok", label: "Email queue" },
        { code: "scheduled_actions", severity: "error", label: "Scheduled actions" },
    ],
    checks: ["queue_age", "scheduled_action_inactive"],
    checked: "2020-01-01 10:00:00",
    findings,
    ...values,
});

const finding = (values) => ({
    id: 7,
    code: "email_queue_inactive",
    area: "scheduled_actions",
    severity: "error",
    title: "The email queue is switched off",
    explanation: "Emails wait.",
    steps: [
        {
            text: "Switch it on again.",
            button: "activate",
            label: "Switch on",
            preview: "Sets it to active.",
            copy: "",
        },
        { text: "Wait.", button: "", label: "", preview: "", copy: "" },
    ],
    evidence: [{ source: "ir.cron.active", excerpt: "<b>False</b>" }],
    model: "ir.cron",
    res_id: 3,
    target: "Email queue",
    since: "2020-01-01 10:00:00",
    last_seen: "2020-01-01 10:00:00",
    snoozed_until: false,
    snooze_reason: "",
    ...values,
});

const charts = (days) => ({
    days,
    since: "2020-01-01 00:00:00",
    outcomes: { accepted: "Accepted by the server", refused: "Refused" },
    times: [
        { from: "2020-01-01 00:00:00", to: "2020-01-02 00:00:00", counts: { accepted: 3 } },
        {
            from: "2020-01-02 00:00:00",
            to: "2020-01-03 00:00:00",
            counts: { accepted: 1, refused: 2 },
        },
    ],
    causes: [{ id: 4, title: "Unknown address", count: 2 }],
    domains: [{ domain: "lab.example", counts: { accepted: 4, refused: 2 } }],
});

async function open(data) {
    onRpc("mail.troubleshooting.dashboard", "payload", () => data);
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => charts(args[0]));
    await start();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.dashboard",
    });
    await waitFor(".o_mail_troubleshooting_verdict");
}

test("a healthy database shows no button and says what will come", async () => {
    await open(payload());
    expect(".o_mail_troubleshooting_verdict").toHaveText("Email is healthy");
    expect(".o_mail_troubleshooting_dashboard section .btn-primary").toHaveCount(0);
    expect(".o_mail_troubleshooting_nothing").toHaveText(/^2 checks look at the areas above/);
    expect(".o_mail_troubleshooting_cause").toHaveCount(0);
});

test("causes stand in the order of the server, the bar of the first is full", async () => {
    const cause = (code, count) => ({ id: count, code, title: code, owner: "", step: "", count });
    await open(payload({ causes: [cause("b", 10), cause("a", 5)], failed: 15 }));
    expect(queryAllTexts(".o_mail_troubleshooting_cause strong")).toEqual(["b", "a"]);
    expect(".o_mail_troubleshooting_bar:first > span").toHaveAttribute("style", "width: 100%");
});

test("past failures that are being explained are said while it lasts", async () => {
    await open(payload());
    expect(".o_mail_troubleshooting_backfill").toHaveCount(0);
});

test("how many past failures are explained is counted", async () => {
    await open(payload({ backfill: { done: 20, total: 60 } }));
    expect(".o_mail_troubleshooting_backfill").toHaveText(
        "Past failures are being explained, newest first: 20 of 60."
    );
});

test("areas say in words how they are", async () => {
    await open(payload());
    const areas = ".o_mail_troubleshooting_areas";
    expect(queryAllTexts(`${areas} strong > :first-child`)).toEqual([
        "Email queue",
        "Scheduled actions",
    ]);
    expect(queryAllTexts(`${areas} span.text-muted`)).toEqual(["Healthy", "Error"]);
});

test("what nobody checked is not called fine", async () => {
    const verdict = { severity: "unknown", title: "Nothing has been checked yet.", finding: false };
    await open(payload({ verdict, overview: overview([], { checked: false }) }));
    expect(".o_mail_troubleshooting_nothing").toHaveText("Click Check Now to look at everything.");
});

test("findings stand in the order of the server", async () => {
    const findings = [finding({ id: 9, title: "B" }), finding({ id: 2, title: "A" })];
    await open(payload({ overview: overview(findings) }));
    expect(queryAllTexts(".o_mail_troubleshooting_finding h4 span.text-break")).toEqual(["B", "A"]);
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
    await waitFor(".o_mail_troubleshooting_said:contains(Done: Switch on)");
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
    expect(".o_mail_troubleshooting_snoozed").toHaveText(
        "Left until Jan 31, 2999: The provider moves us."
    );
    expect(".o_mail_troubleshooting_snooze").toHaveCount(0);
});

test("Check Now runs every check and says the result", async () => {
    onRpc("mail.troubleshooting.checkup", "run", ({ args }) => {
        expect.step(args[0]);
        return args;
    });
    await open(payload());
    await click(".o_mail_troubleshooting_check_now");
    await waitFor(".o_mail_troubleshooting_said:contains(Checked. Email is healthy)");
    expect.verifySteps(["queue_age", "scheduled_action_inactive"]);
});

test("what is unfolded stays so when the page is read again by itself", async () => {
    await open(payload({ overview: overview([finding()]) }));
    await click(".o_mail_troubleshooting_finding summary");
    await advanceTime(61000);
    await animationFrame();
    expect(".o_mail_troubleshooting_finding details").toHaveAttribute("open");
});

test("charts have their figures in a table, which leads to the attempts", async () => {
    await open(payload());
    await waitFor(".o_mail_troubleshooting_chart canvas");
    expect(".o_mail_troubleshooting_chart").toHaveCount(3);
    const cells = [...document.querySelectorAll("figure:first-of-type td.text-end")];
    expect(cells.slice(0, 4).map((cell) => cell.textContent)).toEqual(["3", "0", "1", "2"]);
    getService("action").doAction = (action) => expect.step([action.res_model, action.domain]);
    await click("figure:eq(2) summary");
    await click("figure:eq(2) tbody button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [
                ["date", ">=", "2020-01-01 00:00:00"],
                ["recipient_domain", "=", "lab.example"],
            ],
        ],
    ]);
});

test("another period asks for its figures", async () => {
    await open(payload());
    await waitFor(".o_mail_troubleshooting_chart");
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => {
        expect.step(args[0]);
        return charts(args[0]);
    });
    await contains("[data-days='7']").click();
    expect.verifySteps([7]);
    expect("[data-days='7']").toHaveAttribute("aria-pressed", "true");
});
