import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { myFailuresItem } from "@mail_troubleshooting/failures/my_failures/my_failures";
import { MessagingMenu } from "@mail/core/public_web/messaging_menu";
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const row = (values) => ({
    id: 1,
    partner_id: 7,
    name: "Una",
    email: "una@x.example",
    message_id: 5,
    subject: "Hello <b>you</b>",
    author: "",
    model: "res.partner",
    res_id: 3,
    date: "2026-01-01 10:00:00",
    ...values,
});

const group = (values) => ({
    id: 3,
    code: "mailbox_full",
    title: "The mailbox is full",
    owner_label: "The recipient",
    step: "Wait.",
    fixed: false,
    may_try: true,
    count: 2,
    ids: [1, 2],
    rows: [row(), row({ id: 2, name: "Ugo" })],
    ...values,
});

const payload = (values) => ({
    groups: [group()],
    total: 2,
    more: false,
    models: [{ model: "res.partner", name: "Contact" }],
    may_see_everyone: false,
    ...values,
});

const MODEL = "mail.troubleshooting.my.failures";
const KEY = [5, 7, false];

async function open(data = payload(), params = {}) {
    onRpc(MODEL, "payload", ({ args }) => {
        expect.step(["payload", args[0].text, args[0].model].filter(Boolean).join(" "));
        return data;
    });
    await start();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.my_failures",
        params,
    });
    await waitFor(".o_mail_troubleshooting_my_failures");
    expect.verifySteps([["payload", params.model].filter(Boolean).join(" ")]);
}

test("causes are listed with their recipients, as plain text", async () => {
    await open();
    expect(queryAllTexts(".o_mail_troubleshooting_group strong")).toEqual(["Una", "Ugo"]);
    expect(".o_mail_troubleshooting_row b").toHaveCount(0);
    expect("h4").toHaveText("2 recipients not reached");
});

test("nothing that failed is good news, nothing that matches is not", async () => {
    await open(payload({ groups: [], total: 0 }));
    expect(".o_view_nocontent_smiling_face").toHaveText("All your emails were accepted.");
    await click("input[type=search]");
    await edit("x");
    await press("Enter");
    await animationFrame();
    expect(".o_view_nocontent_smiling_face").toHaveText("No matching failures.");
    expect.verifySteps(["payload x"]);
});

test("the messaging menu leads to the failures of its kind of document", async () => {
    await open(payload(), { model: "res.partner" });
    expect("select:first").toHaveValue("res.partner");
});

test("only who may see everybody's is asked whose", async () => {
    await open(payload({ may_see_everyone: true }));
    expect("#failures_of_everyone").not.toBeChecked();
});

test("Why? opens the wizard of that message", async () => {
    await open();
    onRpc("mail.troubleshooting.wizard", "open_message", ({ args }) => {
        expect.step(`wizard ${args[0]}`);
        return {
            message: { id: 5, subject: "", date: "2026-01-01 10:00:00" },
            may_retry: false,
            is_administrator: false,
            failures: [],
            others: [],
            not_sent: { people: [], more: 0 },
            progress: { waiting: 0, due: 0 },
            questions: [],
        };
    });
    await click(".o_mail_troubleshooting_why:first");
    await waitFor(".o_mail_troubleshooting_wizard");
    expect.verifySteps(["wizard 5"]);
});

test("the rest is tried once the server has accepted the first", async () => {
    onRpc(MODEL, "try_one", () => KEY);
    onRpc(MODEL, "outcome", () => ({ status: "sent", cause: "" }));
    onRpc(MODEL, "try_rest", ({ args }) => {
        expect.step(JSON.stringify(args));
        return { retried: 1, left: 0 };
    });
    await open();
    await click(".o_mail_troubleshooting_try_one");
    await waitFor(".o_mail_troubleshooting_try_rest");
    expect(".o_mail_troubleshooting_tried").toHaveText("Accepted by the server for Una.");
    await click(".o_mail_troubleshooting_try_rest");
    await waitFor(".o_mail_troubleshooting_tried:contains(Queued: 1.)");
    expect.verifySteps([JSON.stringify([KEY, [2]]), "payload"]);
});

test("who of the rest is left out is told with the reason", async () => {
    onRpc(MODEL, "try_one", () => KEY);
    onRpc(MODEL, "outcome", () => ({ status: "sent", cause: "" }));
    onRpc(MODEL, "try_rest", () => ({ retried: 1, left: 1, why: ["Odoo sends no email to Una."] }));
    await open();
    await click(".o_mail_troubleshooting_try_one");
    await waitFor(".o_mail_troubleshooting_try_rest");
    await click(".o_mail_troubleshooting_try_rest");
    await waitFor(
        ".o_mail_troubleshooting_tried:contains(decision: 1. Odoo sends no email to Una.)"
    );
    expect.verifySteps(["payload"]);
});

test("the rest stays where the first fails again", async () => {
    onRpc(MODEL, "try_one", () => KEY);
    onRpc(MODEL, "outcome", () => ({ status: "exception", cause: "The mailbox is full" }));
    await open();
    await click(".o_mail_troubleshooting_try_one");
    await waitFor(".o_mail_troubleshooting_tried:contains(Failed again for Una)");
    expect(".o_mail_troubleshooting_try_rest").toHaveCount(0);
    expect.verifySteps(["payload"]);
});

test("everybody has the entry in the menu of the user", async () => {
    const item = myFailuresItem({
        services: { action: { doAction: (action) => expect.step(action) } },
    });
    item.callback();
    expect.verifySteps(["mail_troubleshooting.action_my_failures"]);
});

// What the messaging menu does with an email failure, without a screen.
function menu(failure) {
    const called = {
        dropdown: { close: () => expect.step("closed") },
        action: { doAction: (action) => expect.step(`${action.tag} ${action.params.model}`) },
        env: {
            services: {
                dialog: { add: (_component, props) => expect.step(props) },
                orm: { call: (...args) => expect.step(args.slice(0, 2).join(".")) },
            },
        },
    };
    Object.setPrototypeOf(called, MessagingMenu.prototype);
    return {
        called,
        failure: { type: "email", resModel: "res.partner", modelName: "Contact", ...failure },
    };
}
const failed = (id) => ({ mail_message_id: { id, thread: { id } } });

test("in the messaging menu failures of one message open the wizard", async () => {
    const { called, failure } = menu({ notifications: [failed(5), failed(5)] });
    called.onClickFailure(failure);
    expect.verifySteps([{ messageId: 5 }, "closed"]);
});

test("in the messaging menu failures of several messages open my failures", async () => {
    const { called, failure } = menu({ notifications: [failed(5), failed(6)] });
    called.onClickFailure(failure);
    expect.verifySteps(["mail_troubleshooting.my_failures res.partner", "closed"]);
});

test("the messaging menu asks before it forgets all failures of a kind", async () => {
    await start(); // the words need their translations
    const { called, failure } = menu({ notifications: [failed(5)] });
    let dialog;
    called.env.services.dialog.add = (_component, props) => (dialog = props);
    called.cancelNotifications(failure);
    expect(dialog.body).toInclude("Contact");
    expect.verifySteps([]);
    dialog.confirm();
    expect.verifySteps(["res.partner.notify_cancel_by_type"]);
});

test("what was fixed says since when instead of what to do", async () => {
    await open(payload({ groups: [group({ fixed: "2026-01-01 10:00:00" })] }));
    expect(".o_mail_troubleshooting_fixed").toHaveText(
        /^Fixed (by your administrator )?on .*2026.*: send again\.$/
    );
    expect(".o_mail_troubleshooting_group:contains(Wait.)").toHaveCount(0);
});

test("of one recipient nobody is tried first", async () => {
    await open(payload({ groups: [group({ count: 1, ids: [1], rows: [row()] })], total: 1 }));
    expect(".o_mail_troubleshooting_try_one").toHaveText("Send Again");
});
