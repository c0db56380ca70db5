import { defineMailModels, start, startServer } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryOne, waitForNone } from "@odoo/hoot-dom";
import { contains, getService, MockServer, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

describe.current.tags("desktop");
defineMailModels();

const mark = ".o_mail_troubleshooting_mark";

async function open(count) {
    if (count !== undefined) {
        patchWithCleanup(session, { mail_troubleshooting_errors: count });
    }
    await startServer();
    await start();
}

/** What the server sends to administrators when checks found more or less. */
function tell(count) {
    const [partner] = MockServer.env["res.partner"].read(MockServer.env.user.partner_id);
    MockServer.env["bus.bus"]._sendone(partner, "mail_troubleshooting/errors", { count });
}

test("who was not told a number has no mark", async () => {
    await open();
    expect(mark).toHaveCount(0);
});

test("no error shows nothing", async () => {
    await open(0);
    expect(`${mark} button`).toHaveCount(0);
});

test("errors show their number, which is said in words too", async () => {
    await open(2);
    expect(`${mark} .badge`).toHaveText("2");
    expect(`${mark} button`).toHaveAttribute("aria-label", "Email Troubleshooting: 2 errors");
});

test("the mark opens the dashboard", async () => {
    await open(1);
    getService("action").doAction = (action) => expect.step(action);
    await contains(`${mark} button`).click();
    expect.verifySteps(["mail_troubleshooting.action_dashboard"]);
});

test("the number follows what checks find, without a reload", async () => {
    await open(1);
    const { promise, resolve } = Promise.withResolvers();
    getService("bus_service").subscribe("mail_troubleshooting/errors", resolve);
    tell(3);
    await promise;
    await animationFrame();
    expect(queryOne(`${mark} .badge`)).toHaveText("3");
    tell(0);
    await waitForNone(`${mark} button`);
});
