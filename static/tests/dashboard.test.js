import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, onRpc } from "@web/../tests/web_test_helpers";

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
    verdict: { severity: "ok", title: "Email is healthy", action: false },
    ...values,
});

async function open(data) {
    onRpc("mail.troubleshooting.dashboard", "payload", () => data);
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

test("the action of the verdict leads to the scheduled action", async () => {
    const verdict = { severity: "error", title: "Switched off", action: "activate_queue" };
    await open(payload({ verdict }));
    getService("action").doAction = (action) => expect.step(`${action.res_model} ${action.res_id}`);
    await click(".o_mail_troubleshooting_dashboard section .btn-primary");
    await animationFrame();
    expect.verifySteps(["ir.cron 3"]);
});
