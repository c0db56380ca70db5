import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";

import {
    area,
    charts,
    finding,
    open,
    openCharts,
    openTab,
    opened,
    overview,
    payload,
    verdict,
} from "./dashboard_helpers";

describe.current.tags("desktop");
defineMailModels();

test("a healthy database shows no button and says what will come", async () => {
    await open(payload());
    expect(".o_mail_troubleshooting_verdict").toHaveText("Email works");
    expect(".o_mail_troubleshooting_dashboard section .btn-primary").toHaveCount(0);
    expect(".o_mail_troubleshooting_nothing").toHaveText(/^2 automatic checks found nothing wrong/);
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
    await openCharts(payload(), { failed: [cause("b", 10), cause("a", 5)] });
    await waitFor(".o_mail_troubleshooting_cause");
    expect(queryAllTexts(".o_mail_troubleshooting_cause strong")).toEqual(["b", "a"]);
    expect(".o_mail_troubleshooting_bar:first > span").toHaveAttribute("style", "width: 100%");
});

test("past failures that are being explained are said while it lasts", async () => {
    await openCharts(payload());
    await waitFor("h3:contains(Why emails failed)");
    expect(".o_mail_troubleshooting_backfill").toHaveCount(0);
});

test("how many past failures are explained is counted", async () => {
    await openCharts(payload({ backfill: { done: 20, total: 60 } }));
    await waitFor(".o_mail_troubleshooting_backfill");
    expect(".o_mail_troubleshooting_backfill").toHaveText(
        "Explaining past failures, newest first: 20 of 60."
    );
});

test("areas say in words how they are, and how many of what", async () => {
    const areas = [
        area({ code: "a", label: "A" }),
        area({ code: "b", label: "B", severity: "error", errors: 1, warnings: 2 }),
        area({ code: "c", label: "C", severity: "snoozed", snoozed: 1, until: "2999-12-02" }),
        area({ code: "d", label: "D", severity: "snoozed", snoozed: 3, until: "2999-12-02" }),
        area({ code: "e", label: "E", severity: "unknown" }),
        area({ code: "queue", label: "F", severity: "unknown" }),
        area({ code: "g", label: "G", severity: "info" }),
    ];
    const data = overview([], { areas });
    data.checks[0].checked = "2020-01-01 10:00:00";
    await open(payload({ overview: data }));
    expect(queryAllTexts(".o_mail_troubleshooting_areas span.small")).toEqual([
        "OK",
        "1 error, 2 warnings",
        "Snoozed until Dec 2",
        "3 snoozed until Dec 2",
        "Not checked yet",
        "Could not be checked",
        "OK",
    ]);
    expect("[data-area=c] .text-muted .fa-clock-o").toHaveCount(1);
});

test("what nobody checked is not called fine", async () => {
    const unknown = verdict({ severity: "unknown", title: "No check has run yet." });
    await open(payload({ verdict: unknown, overview: overview([], { checked: false }) }));
    expect(".o_mail_troubleshooting_nothing").toHaveText("Click Check Now to look at everything.");
});

test("an area shows its findings alone, and what is looked at", async () => {
    onRpc("mail.troubleshooting.checkup", "run", ({ args }) => {
        expect.step(args[0]);
        return args;
    });
    await open(payload({ overview: overview([finding()]) }));
    await click("[data-area=queue] button");
    await animationFrame();
    expect(".o_mail_troubleshooting_finding").toHaveCount(0);
    expect(".o_mail_troubleshooting_nothing").toHaveText("No issues here.");
    expect(".o_mail_troubleshooting_looked li").toHaveText(
        /^Age of the oldest queued email\s*not checked yet/
    );
    await click("[data-check=queue_age] button");
    await waitFor(".o_mail_troubleshooting_said:contains(Checked: Age of the oldest)");
    expect.verifySteps(["queue_age"]);
    await click("[data-area=queue] button");
    await animationFrame();
    expect(".o_mail_troubleshooting_finding").toHaveCount(1);
});

test("Check Now runs every check and says the result", async () => {
    onRpc("mail.troubleshooting.checkup", "run", ({ args }) => {
        expect.step(args[0]);
        return args;
    });
    await open(payload());
    await click(".o_mail_troubleshooting_check_now");
    await waitFor(".o_mail_troubleshooting_said:contains(Checked. Email works)");
    expect.verifySteps(["queue_age", "scheduled_action_inactive"]);
});

test("who presses a button has the focus there while it works, and cannot start it twice", async () => {
    let end;
    onRpc("mail.troubleshooting.checkup", "run", ({ args }) => {
        expect.step(args[0]);
        return new Promise((resolve) => {
            end = () => resolve(args);
        });
    });
    await open(payload({ overview: overview([finding()]) }));
    await click("[data-area=queue] button");
    await waitFor("[data-check=queue_age]");
    for (const [button, check] of [
        ["[data-check=queue_age] button", "queue_age"],
        [".o_mail_troubleshooting_check_now", "queue_age"],
    ]) {
        queryOne(button).focus();
        queryOne(button).click();
        await animationFrame();
        await animationFrame();
        expect(button).toBeFocused();
        expect(button).toHaveAttribute("aria-disabled", "true");
        queryOne(button).click();
        await animationFrame();
        expect.verifySteps([check]);
        end();
        await animationFrame();
    }
    expect.verifySteps(["scheduled_action_inactive"]);
    end();
    await waitFor(".o_mail_troubleshooting_said:contains(Checked. )");
});

test("who was not reached and emails without a message are counted and listed apart", async () => {
    mockDate("2019-03-31 12:00:00");
    await open(payload({ failed: 3, failed_alone: 2 }));
    opened();
    const since = ["failure_date", ">=", "2019-03-01 12:00:00"];
    await click("[data-figure=failed] .o_mail_troubleshooting_tile");
    await click(".o_mail_troubleshooting_alone:contains(+ 2 other emails)");
    expect.verifySteps([
        ["mail.notification", [["notification_type", "=", "email"], since]],
        ["mail.mail", [["is_notification", "=", false], since]],
    ]);
});

test("support reads how many emails without a message failed, and may not open them", async () => {
    const queue = { ...payload().queue, waiting: 3 };
    await open(payload({ is_administrator: false, failed_alone: 1, queue }));
    expect("[data-figure=waiting] .o_mail_troubleshooting_tile").not.toBeEnabled();
    expect("div.o_mail_troubleshooting_alone").toHaveText(/^\+ 1 other email/);
    expect("button.o_mail_troubleshooting_alone").toHaveCount(0);
});

test("a page that nobody looks at asks for nothing", async () => {
    await open(payload(), {}, {}, (call) => expect.step(call));
    await animationFrame();
    expect.verifySteps(["payload", "charts: share"]);
    patchWithCleanup(document, { visibilityState: "hidden" });
    await advanceTime(61000);
    expect.verifySteps([]);
});

test("what could not be looked at is said in its area", async () => {
    const data = payload({ overview: overview([]) });
    Object.assign(data.overview.checks[0], { checked: "2020-01-01 10:00:00", failed: true });
    await open(data);
    await click("[data-area=queue] button");
    await animationFrame();
    expect(".o_mail_troubleshooting_looked li").toHaveText(/check failed/);
});

test("the sentence leads to what it is about, unfolds it and has the focus there", async () => {
    const found = [finding({ id: 9, title: "A" }), finding({ title: "B" })];
    const worst = verdict({ severity: "error", title: "Email partly works: B", finding: 7 });
    await open(payload({ verdict: { ...worst, detail: "2 errors." }, overview: overview(found) }));
    expect(".o_mail_troubleshooting_detail").toHaveText("2 errors.");
    const row = "[data-finding='7'] .o_mail_troubleshooting_fold";
    expect(row).toHaveAttribute("aria-expanded", "false");
    await openTab("changes");
    await click(".o_mail_troubleshooting_start:contains(Start with the First)");
    await waitFor(`${row}[aria-expanded=true]`);
    await animationFrame();
    expect(row).toBeFocused();
});

test("what was put off is grey", async () => {
    const snoozed = verdict({ severity: "snoozed", title: "1 error is snoozed until Dec 2" });
    await open(payload({ verdict: snoozed }));
    expect("section[data-severity=snoozed] .fa-clock-o.text-muted").toHaveCount(1);
    expect(".o_mail_troubleshooting_start").toHaveCount(0);
});

test("four figures lead to their lists", async () => {
    mockDate("2019-03-31 12:00:00");
    const queue = { ...payload().queue, waiting: 3, oldest_due: "2019-03-31 11:55:00" };
    const checked = overview([], { checked: "2019-03-31 11:59:50" });
    await open(
        payload({ overview: checked, queue, failed: 1234, last_accepted: "2019-03-31 11:58:00" }),
        {
            share: { tried: 10000, accepted: 9999 },
        }
    );
    await waitFor("[data-figure=share]:contains(99.9)");
    expect(".o_mail_troubleshooting_checked").toHaveText("Checked just now");
    expect(queryAllTexts(".o_mail_troubleshooting_tile > :first-child")).toEqual([
        "1,234",
        "3",
        "99.9%",
        "2 min. ago",
    ]);
    expect(queryAllTexts(".o_mail_troubleshooting_tile > :last-child")).toEqual([
        "recipients not reached in 30 days",
        "in the email queue, the oldest due 5 min. ago",
        "accepted in 30 days",
        "last accepted email",
    ]);
    opened();
    for (const name of ["waiting", "share", "accepted"]) {
        await click(`[data-figure=${name}] button`);
    }
    expect.verifySteps([
        ["mail.mail", [["state", "=", "outgoing"]]],
        ["mail.troubleshooting.attempt", charts({}).attempts],
        ["mail.troubleshooting.attempt", [["outcome", "=", "accepted"]]],
    ]);
});

test("where nothing was sent there are no figures", async () => {
    await open(payload(), { share: { tried: 0, accepted: 0 } });
    await animationFrame();
    expect("[data-figure=share] .o_mail_troubleshooting_tile > :first-child").toHaveText("–");
    expect("[data-figure=accepted] .o_mail_troubleshooting_tile > :first-child").toHaveText(
        "Never"
    );
    for (const name of ["failed", "share", "accepted"]) {
        expect(`[data-figure=${name}] button`).not.toBeEnabled();
    }
});

test("a test is offered where there is something that sends it", async () => {
    const data = payload();
    await open(data);
    expect(".o_mail_troubleshooting_send_test").toHaveCount(0);
    data.can_send_test = true;
    await click(".o_mail_troubleshooting_refresh");
    await waitFor(".o_mail_troubleshooting_send_test:contains(Send a Test)");
    opened();
    await click(".o_mail_troubleshooting_find");
    expect.verifySteps([["mail.troubleshooting.attempt", []]]);
});
