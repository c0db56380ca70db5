import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";

import { finding, open, opened, overview, payload } from "./dashboard_helpers";

describe.current.tags("desktop");
defineMailModels();

test("a healthy database shows no button and says what will come", async () => {
    await open(payload());
    expect(".o_mail_troubleshooting_verdict").toHaveText("Email is healthy");
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
        "Explaining past failures, newest first: 20 of 60."
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
    const verdict = { severity: "unknown", title: "No check has run yet.", finding: false };
    await open(payload({ verdict, overview: overview([], { checked: false }) }));
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
    await waitFor(".o_mail_troubleshooting_said:contains(Checked. Email is healthy)");
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
    await click(".o_mail_troubleshooting_tile:contains(Recipients not reached)");
    await click(".o_mail_troubleshooting_alone:contains(+ 2 other emails)");
    expect.verifySteps([
        ["mail.notification", [["notification_type", "=", "email"], since]],
        ["mail.mail", [["is_notification", "=", false], since]],
    ]);
});

test("support reads how many emails without a message failed, and may not open them", async () => {
    const queue = { ...payload().queue, waiting: 3 };
    await open(payload({ is_administrator: false, failed_alone: 1, queue }));
    expect(".o_mail_troubleshooting_tile:contains(Queued emails)").not.toBeEnabled();
    expect("div.o_mail_troubleshooting_alone").toHaveText(/^\+ 1 other email/);
    expect("button.o_mail_troubleshooting_alone").toHaveCount(0);
});

test("a page that nobody looks at asks for nothing", async () => {
    await open(payload(), {}, {}, (call) => expect.step(call));
    await animationFrame();
    expect.verifySteps(["payload", "charts: attempts", "charts: receivers", "charts: failures"]);
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
