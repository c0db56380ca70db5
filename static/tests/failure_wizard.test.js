import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { FailureWizard } from "@mail_troubleshooting/failure_wizard/failure_wizard";
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CAUSE = {
    code: "recipient_unknown",
    title: "This address does not exist",
    explanation: "The server has no such mailbox.",
    owner: "sender",
    owner_label: "The sender",
    sender_steps: ["Look at the address."],
    administrator_steps: ["Look at the other contacts."],
    links: [],
};

const failure = (values) => ({
    id: 1,
    partner_id: 7,
    name: "Una",
    email: "una@x.example",
    may_edit: true,
    status: "exception",
    since: false,
    permanent: true,
    retry: false,
    cause: CAUSE,
    evidence: [],
    raw: "550 5.1.1 <b>User</b> unknown",
    ...values,
});

const payload = (values) => ({
    message: { id: 5, subject: "Hello", record_name: "", date: "2026-01-01 10:00:00" },
    may_retry: true,
    is_administrator: false,
    failures: [failure()],
    others: [],
    ...values,
});

async function open(data) {
    onRpc("mail.troubleshooting.wizard", "open_message", () => data);
    await start();
    getService("dialog").add(FailureWizard, { messageId: 5 });
    await waitFor(".o_mail_troubleshooting_wizard");
}

test("the toggle starts on only where trying again can help", async () => {
    await open(
        payload({ failures: [failure(), failure({ id: 2, permanent: false, retry: true })] })
    );
    expect("#again_1").not.toBeChecked();
    expect("#again_2").toBeChecked();
});

test("correcting the address switches trying again on, and taking it back off", async () => {
    await open(payload());
    await click("#email_1");
    await edit("una@y.example");
    await animationFrame();
    expect("#again_1").toBeChecked();
    await click("#email_1");
    await edit("una@x.example");
    await animationFrame();
    expect("#again_1").not.toBeChecked();
});

test("what a server said is shown as plain text", async () => {
    await open(payload());
    expect(queryOne(".o_mail_troubleshooting_raw").textContent).toBe(
        "550 5.1.1 <b>User</b> unknown"
    );
    expect(".o_mail_troubleshooting_raw b").toHaveCount(0);
});

test("Send & close retries whom the user chose, and ignores the others", async () => {
    onRpc("mail.troubleshooting.wizard", "resolve", ({ args }) => {
        expect.step(JSON.stringify(args));
        return { retried: 1, ignored: 1 };
    });
    await open(
        payload({ failures: [failure(), failure({ id: 2, permanent: false, retry: true })] })
    );
    await click(".o_mail_troubleshooting_send");
    await animationFrame();
    expect.verifySteps([JSON.stringify([5, [{ id: 2, email: false }], [1]])]);
    expect(".o_mail_troubleshooting_wizard").toHaveCount(0);
});

test("who may only look finds nothing to press but Close", async () => {
    await open(payload({ may_retry: false }));
    expect(queryAllTexts(".modal-footer button")).toEqual(["Close"]);
    expect("#again_1").toHaveCount(0);
    expect("#email_1").toHaveAttribute("readonly");
});

test("a message without failures says so", async () => {
    await open(payload({ failures: [] }));
    expect(".modal-title").toHaveText("Nothing failed any more");
});

test("what is no address cannot be sent to, and nothing says that it can", async () => {
    await open(payload());
    await click("#email_1");
    await edit("");
    await animationFrame();
    expect("#hint_1").toHaveText("This is not an email address yet.");
    expect(".o_mail_troubleshooting_send").toHaveAttribute("disabled");
    await click("#email_1");
    await edit("una@y.example");
    await animationFrame();
    expect(".o_mail_troubleshooting_send").not.toHaveAttribute("disabled");
});

test("who was too late is told so", async () => {
    onRpc("mail.troubleshooting.wizard", "resolve", () => ({ retried: 0, ignored: 0 }));
    await open(payload({ failures: [failure({ permanent: false, retry: true })] }));
    await click(".o_mail_troubleshooting_send");
    await waitFor(".o_notification:contains(Somebody else was faster)");
});
