import { defineMailModels, start, startServer } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryOne, waitForNone } from "@odoo/hoot-dom";
import { contains, getService, MockServer, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

describe.current.tags("desktop");
defineMailModels();

const mark = ".o_mail_troubleshooting_mark";
const count = `${mark} .o_mail_troubleshooting_mark_count`;

async function open(errors) {
    if (errors !== undefined) {
        patchWithCleanup(session, { mail_troubleshooting_errors: errors });
    }
    await startServer();
    await start();
}

/** What the server sends to administrators when checks found more or less. */
function tell(errors) {
    const [partner] = MockServer.env["res.partner"].read(MockServer.env.user.partner_id);
    MockServer.env["bus.bus"]._sendone(partner, "mail_troubleshooting/errors", { count: errors });
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
    expect(count).toHaveText("2");
    expect(`${mark} button`).toHaveAttribute("aria-label", "2 email issues");
    expect(`${mark} button`).toHaveAttribute("title", "2 email issues");
});

test("a single error is told as one", async () => {
    await open(1);
    expect(`${mark} button`).toHaveAttribute("aria-label", "1 email issue");
});

test("the mark does not look like unread messages", async () => {
    await open(2);
    expect(`${mark} .fa-envelope`).toHaveCount(0);
    expect(`${mark} .badge`).toHaveCount(0);
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
    expect(queryOne(count)).toHaveText("3");
    tell(0);
    await waitForNone(`${mark} button`);
});
