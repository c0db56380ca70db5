import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { contains, getService, onRpc } from "@web/../tests/web_test_helpers";

import { inTwoLines } from "@mail_troubleshooting/dashboard/chart";
import { router } from "@web/core/browser/router";

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

const bar = (day, counts) => ({
    from: `2020-01-0${day} 00:00:00`,
    to: `2020-01-0${day + 1} 00:00:00`,
    counts,
    waits: [1, 0, 0, 0, 2],
});
const SINCE = ["date", ">=", "2020-01-01 00:00:00"];
const FAILED_SINCE = ["failure_date", ">=", "2020-01-01 00:00:00"];

const charts = (filters, values) => ({
    filters: { days: 30, company: 0, server: 0, cause: 0, ...filters },
    choices: {
        company: [],
        server: [
            { id: 1, name: "Firm" },
            { id: 2, name: "<b>Other</b>" },
        ],
        cause: [{ id: 4, name: "Unknown address" }],
    },
    outcomes: { accepted: "Accepted by the server", refused: "Refused" },
    waits: [60, 900, 3600, 86400],
    attempts: [SINCE],
    failures: [FAILED_SINCE],
    failed: [],
    bounced: [0, 5],
    times: [bar(1, { accepted: 3 }), bar(2, { accepted: 1, refused: 2 })],
    causes: [{ id: 4, title: "Unknown address", count: 2 }],
    receivers: [
        {
            title: "Google",
            domains: ["gmail.com", "googlemail.com"],
            counts: { accepted: 4, refused: 2 },
        },
    ],
    hours: [{ id: 2, name: "Other", counts: [...Array(23).fill(0), 7] }],
    ...values,
});

async function open(data, figures = {}, address = {}) {
    onRpc("mail.troubleshooting.dashboard", "payload", () => data);
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => charts(args[0], figures));
    await start();
    Object.assign(router.current, address);
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
    const cause = (code, count) => ({
        id: count,
        code,
        title: code,
        owner: "",
        step: "",
        count,
        emails: 0,
    });
    await open(payload(), { failed: [cause("b", 10), cause("a", 5)] });
    await waitFor(".o_mail_troubleshooting_cause");
    expect(queryAllTexts(".o_mail_troubleshooting_cause strong")).toEqual(["b", "a"]);
    expect(".o_mail_troubleshooting_bar:first > span").toHaveAttribute("style", "width: 100%");
});

test("past failures that are being explained are said while it lasts", async () => {
    await open(payload());
    await waitFor("h3:contains(Why emails failed)");
    expect(".o_mail_troubleshooting_backfill").toHaveCount(0);
});

test("how many past failures are explained is counted", async () => {
    await open(payload({ backfill: { done: 20, total: 60 } }));
    await waitFor(".o_mail_troubleshooting_backfill");
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

const opened = () => {
    getService("action").doAction = (action) => expect.step([action.res_model, action.domain]);
};

test("charts have their figures in a table, which leads to the attempts", async () => {
    await open(payload());
    await waitFor(".o_mail_troubleshooting_chart canvas");
    expect(".o_mail_troubleshooting_chart").toHaveCount(4);
    const cells = [...document.querySelectorAll("[data-chart=times] td.text-end")];
    expect(cells.map((cell) => cell.textContent)).toEqual(["3", "0", "0", "1", "2", "5"]);
    opened();
    await click("[data-chart=receivers] summary");
    await click("[data-chart=receivers] tbody button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [SINCE, ["recipient_domain", "in", ["gmail.com", "googlemail.com"]]],
        ],
    ]);
});

test("an hour of a server leads to its attempts", async () => {
    await open(payload());
    await waitFor(".o_mail_troubleshooting_heat button");
    expect(".o_mail_troubleshooting_heat button").toHaveAttribute(
        "aria-label",
        /^Other, .*: 7 attempts$/
    );
    opened();
    await click(".o_mail_troubleshooting_heat button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [SINCE, ["mail_server_id", "=", 2], ["date.hour_number", "=", 23]],
        ],
    ]);
});

test("a cause leads to its recipients, with the same filters", async () => {
    const cause = { id: 4, code: "a", title: "A", owner: "", step: "", count: 3, emails: 1 };
    await open(payload(), { failed: [cause] });
    await waitFor(".o_mail_troubleshooting_cause");
    opened();
    await click(".o_mail_troubleshooting_cause");
    await click("button:contains(One of them is an email without a message)");
    expect.verifySteps([
        [
            "mail.notification",
            [["notification_type", "=", "email"], FAILED_SINCE, ["failure_cause_id", "=", 4]],
        ],
        [
            "mail.mail",
            [["is_notification", "=", false], FAILED_SINCE, ["failure_cause_id", "=", 4]],
        ],
    ]);
});

test("other filters ask for their figures, and stay when the page is read again", async () => {
    await open(payload());
    await waitFor(".o_mail_troubleshooting_chart");
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => {
        expect.step(args[0]);
        return charts(args[0]);
    });
    await contains("[data-days='90']").click();
    expect.verifySteps([{ days: 90, company: 0, server: 0, cause: 0 }]);
    expect("[data-days='90']").toHaveAttribute("aria-pressed", "true");
    expect("[data-filter=company]").toHaveCount(0);
    await contains("[data-filter=server]").select("2");
    expect.verifySteps([{ days: 90, company: 0, server: 2, cause: 0 }]);
    expect(router.current).toInclude(["days", 90]);
    expect(router.current).toInclude(["server", 2]);
    await advanceTime(61000);
    await animationFrame();
    expect("[data-days='90']").toHaveAttribute("aria-pressed", "true");
    await contains("button:contains(Refresh)").click();
    expect.verifySteps([{ days: 90, company: 0, server: 2, cause: 0 }]);
});

test("the filters of the address are taken", async () => {
    await open(payload(), {}, { days: 7, server: 2, cause: "all" });
    await waitFor(".o_mail_troubleshooting_chart");
    expect("[data-days='7']").toHaveAttribute("aria-pressed", "true");
    expect("[data-filter=server]").toHaveValue("2");
    expect("[data-filter=cause]").toHaveValue("0");
});

test("who comes back finds the filters in the address as well", async () => {
    await open(payload(), {}, { days: 7 });
    await waitFor(".o_mail_troubleshooting_chart");
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.dashboard",
    });
    await animationFrame();
    await getService("action").restore();
    await waitFor("[data-days='7'][aria-pressed=true]");
    await animationFrame();
    expect(router.current).toInclude(["days", 7]);
});

test("what was old is not called old once the server answers again", async () => {
    await open(payload());
    let fails = true;
    onRpc("mail.troubleshooting.dashboard", "payload", () => {
        if (fails) {
            throw new Error("away");
        }
        return payload();
    });
    await advanceTime(61000);
    await waitFor(".alert:contains(these figures may be old)");
    fails = false;
    await contains("button:contains(Refresh)").click();
    await animationFrame();
    expect(".alert").toHaveCount(0);
});

test("a long name beside a bar gets two lines, and an ellipsis where that is too short", () => {
    expect(inTwoLines("example.com", 20)).toEqual(["example.com"]);
    expect(inTwoLines("Your domain could not be verified", 20)).toEqual([
        "Your domain could",
        "not be verified",
    ]);
    expect(inTwoLines("a.very.long.domain.example.com", 12)).toEqual(["a.very.long…"]);
    expect(inTwoLines("One word or another, and so on", 10)).toEqual(["One word", "or anothe…"]);
});

test("the exact number of those who were not reached replaces the first one", async () => {
    const failed = [{ id: 4, code: "a", title: "A", owner: "", step: "", count: 7123, emails: 0 }];
    await open(payload({ failed: 5000, failed_or_more: true }), { failed });
    await waitFor(".o_mail_troubleshooting_tile:contains(7123)");
});

test("of many findings of one kind the rest is in a list", async () => {
    await open(payload({ overview: overview([finding({ problem: 12, more: 97 })]) }));
    opened();
    await click(".o_mail_troubleshooting_more:contains(And 97 more of this kind)");
    expect.verifySteps([
        [
            "mail.troubleshooting.finding",
            [
                ["problem_id", "=", 12],
                ["closed_date", "=", false],
                ["shown", "=", true],
            ],
        ],
    ]);
});

test("changes are read when they are unfolded, with the first failure among them", async () => {
    const row = {
        date: "2020-01-02 10:00:00",
        kind: "Mail Server",
        name: "<b>Firm</b>",
        user: "Ada",
        model: "ir.mail_server",
        id: 3,
        before: "",
        after: "",
        is_failure: false,
    };
    onRpc("mail.troubleshooting.changes", "timeline", () => {
        expect.step("timeline");
        const failure = { ...row, name: "Sign-in refused", id: false, is_failure: true };
        return { rows: [failure, row], is_more: false };
    });
    await open(payload());
    expect.verifySteps([]);
    await click(".o_mail_troubleshooting_changes summary");
    await waitFor(".o_mail_troubleshooting_changes li");
    expect.verifySteps(["timeline"]);
    expect("[data-failure='1'] button").toHaveCount(0);
    expect("[data-failure='1'] .fw-bold").toHaveText("First failure: Sign-in refused");
    expect("[data-failure='0'] button").toHaveText("Mail Server: <b>Firm</b>");
});
