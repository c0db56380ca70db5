import { start } from "@mail/../tests/mail_test_helpers";
import { FailureWizard } from "@mail_troubleshooting/failures/envelope/failure_wizard";
import { expect } from "@odoo/hoot";
import { click, edit, select, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, onRpc } from "@web/../tests/web_test_helpers";

export const CAUSE = {
    id: 3,
    code: "recipient_unknown",
    title: "This address does not exist",
    explanation: "The server has no such mailbox.",
    owner: "sender",
    owner_label: "The sender",
    sender_steps: ["Look at the address."],
    administrator_steps: ["Look at the other contacts."],
    links: [],
};

export const failure = (values) => ({
    id: 1,
    partner_id: 7,
    name: "Una",
    email: "una@x.example",
    may_edit: true,
    status: "exception",
    since: false,
    failed_on: false,
    fixed: false,
    diagnosis: "Cause: This address does not exist",
    tried: 0,
    attempts: [],
    permanent: true,
    why: "permanent",
    retry: false,
    cause: CAUSE,
    words: "",
    raw: "550 5.1.1 <b>User</b> unknown",
    suggestion: false,
    namesakes: [],
    asked: false,
    ...values,
});
export const temporary = (values) =>
    failure({ permanent: false, why: "temporary", retry: true, ...values });

export const payload = (values) => ({
    message: { id: 5, subject: "Hello", record_name: "", date: "2026-01-01 10:00:00" },
    may_retry: true,
    is_administrator: false,
    failures: [failure()],
    others: [],
    not_sent: { people: [], more: 0 },
    progress: { waiting: 0, due: 0 },
    questions: [],
    ...values,
});

export async function open(data) {
    onRpc("mail.troubleshooting.wizard", "suggest", () => false);
    onRpc("mail.troubleshooting.wizard", "open_message", () => data);
    await start();
    getService("dialog").add(FailureWizard, { messageId: 5 });
    await waitFor(".o_mail_troubleshooting_wizard");
}

export async function unfold() {
    await click(".o_mail_troubleshooting_details:first > summary");
    await animationFrame();
    await animationFrame();
}

export async function correct(address) {
    await click("#email_1");
    await edit(address);
    await animationFrame();
}

export const accepted = { state: "accepted", words: "", is_new: true };

export function catchResolve(answer = { retried: 1, ignored: 1, undo: "" }, outcomes = null) {
    onRpc("mail.troubleshooting.wizard", "resolve", ({ args }) => {
        expect.step(JSON.stringify(args));
        return answer;
    });
    onRpc("mail.troubleshooting.wizard", "outcomes", ({ args }) => {
        return outcomes ? outcomes(args) : args[1].map(() => accepted);
    });
}

export async function send() {
    await click(".o_mail_troubleshooting_send");
    await animationFrame();
    await animationFrame();
}

export async function choose(id, choice) {
    await click(`#choice_${id}`);
    await select(choice);
    await animationFrame();
}
