import { defineMailModels, start, startServer } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { contains, getService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const TESTS = "mail.troubleshooting.test.email";
const CAUSE = {
    code: "smtp_auth_failed",
    title: "The login was refused",
    step: "Enter the password again.",
};

async function open(tag, params = {}) {
    await startServer();
    await start();
    await getService("action").doAction({ type: "ir.actions.client", tag, params });
}

test("a server is tested when the dialog opens, and the step that failed is told", async () => {
    onRpc("ir.mail_server", "troubleshooting_test_now", ({ args }) => {
        expect.step(args[0]);
        return {
            ok: false,
            server: "Relay",
            seconds: 0.4,
            steps: [
                { code: "connection", title: "Connection", state: "ok", seconds: 0.1 },
                { code: "login", title: "Login", state: "failed", seconds: 0.3 },
            ],
            failed_step: "login",
            reply: "535 5.7.8 <b>No</b>",
            cause: CAUSE,
        };
    });
    await open("mail_troubleshooting.test_now", { server_id: 7 });
    await waitFor(".o_mail_troubleshooting_test li");
    expect(queryAllTexts(".o_mail_troubleshooting_test li")).toEqual([
        "Connection\n0.10 s",
        "Login\n0.30 s",
    ]);
    expect(".o_mail_troubleshooting_test pre").toHaveText("535 5.7.8 <b>No</b>");
    expect(".o_mail_troubleshooting_test").toHaveText(/Enter the password again\./);
    await contains(".modal-footer .btn-primary").click();
    expect.verifySteps([7, 7]);
});

test("a test email is sent from and to whom was chosen, and what cannot be known is said", async () => {
    onRpc(TESTS, "test_defaults", () => ({
        address: "ada@firm.example",
        sender: '"Ada" <ada@firm.example>',
        servers: [{ id: 3, name: "Relay" }],
    }));
    onRpc(TESTS, "send_test", ({ args }) => {
        expect.step(args);
        return 5;
    });
    onRpc(TESTS, "test_outcome", ({ args }) => {
        expect.step(args);
        return {
            state: "accepted",
            address: "bob@firm.example",
            server: "Relay",
            reply: "250 Ok",
            cause: false,
        };
    });
    await open("mail_troubleshooting.send_test");
    await contains("#o_mail_troubleshooting_test_to").edit("bob@firm.example");
    await contains("#o_mail_troubleshooting_test_server").select("3");
    await contains(".o_mail_troubleshooting_send_test").click();
    await waitFor(".o_mail_troubleshooting_test pre");
    expect.verifySteps([["bob@firm.example", '"Ada" <ada@firm.example>', 3], [5]]);
    expect(queryAllTexts(".o_mail_troubleshooting_test li")).toEqual([
        "Email created",
        "Server: Relay",
        "Accepted by the server",
    ]);
    expect(".o_mail_troubleshooting_test p").toHaveText(
        "Check the inbox and the spam folder of bob@firm.example. Odoo cannot see whether the email arrived there."
    );
});
