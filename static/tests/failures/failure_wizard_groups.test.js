import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { FailureWizard } from "@mail_troubleshooting/failures/envelope/failure_wizard";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { getService, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";

import {
    CAUSE,
    failure,
    temporary,
    payload,
    open,
    unfold,
    correct,
    accepted,
    catchResolve,
    send,
    choose,
} from "./failure_wizard_helpers";

describe.current.tags("desktop");
defineMailModels();

// ------------------------------------------------------------
// Recipients with the same cause
// ------------------------------------------------------------

const FULL = { ...CAUSE, id: 4, code: "mailbox_full", title: "Mailbox full", owner: "recipient" };

test("recipients with the same cause share its explanation, what to fix oneself stands first", async () => {
    await open(
        payload({
            failures: [
                temporary({ id: 2, name: "Fay", cause: FULL }),
                failure({ id: 3, name: "Gil" }),
                temporary({ id: 4, name: "Hal", cause: FULL }),
            ],
            others: [{ id: 9, name: "Ada", status: "sent", label: "Accepted by the server" }],
        })
    );
    expect(".modal-title").toHaveText("3 of 4 recipients were not reached");
    expect(queryAllTexts(".o_mail_troubleshooting_title")).toEqual([
        "This address does not exist",
        "Mailbox full 2",
    ]);
    expect(queryAllTexts("[data-cause=mailbox_full] .o_mail_troubleshooting_name")).toEqual([
        "Fay",
        "Hal",
    ]);
});

test("one choice covers all of a cause, and each can still be chosen for itself", async () => {
    await open(payload({ failures: [failure(), failure({ id: 2 }), failure({ id: 3 })] }));
    await click("label[for=ignore_group_3]");
    await animationFrame();
    expect(".o_mail_troubleshooting_summary").toHaveText(
        "0 to resend · 0 left as failed · 3 ignored"
    );
    await choose(2, "again");
    expect(".o_mail_troubleshooting_summary").toHaveText(
        "1 to resend · 0 left as failed · 2 ignored"
    );
    expect("input[name=choice_group_3]:checked").toHaveCount(0);
});

test("what was fixed since is chosen, and says since when", async () => {
    const fixed = { why: "fixed", fixed: "2026-01-01 10:00:00", retry: true };
    await open(payload({ failures: [failure(fixed)] }));
    expect("#again_1").toBeChecked();
    expect("#hint_1").toHaveText(/^Fixed by your administrator on .*2026.*: send again\.$/);
    expect(".o_mail_troubleshooting_cause .badge").toHaveText("Fixed");
});

// ------------------------------------------------------------
// The address
// ------------------------------------------------------------

test("what stands there and is no address is red at once", async () => {
    await open(payload({ failures: [failure({ email: "una" })] }));
    expect("#email_1").toHaveClass("o_mail_troubleshooting_wrong");
    expect("#note_1").toHaveText("Enter a valid email address.");
});

test("a typo is caught while it is typed, and one click takes what was meant", async () => {
    onRpc("mail.troubleshooting.wizard", "open_message", () => payload());
    onRpc("mail.troubleshooting.wizard", "suggest", ({ args }) => {
        expect.step(args[0]);
        return "una@gmail.com";
    });
    await start();
    getService("dialog").add(FailureWizard, { messageId: 5 });
    await waitFor(".o_mail_troubleshooting_wizard");
    await correct("una@gmial.com");
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps(["una@gmial.com"]);
    expect("#email_1").toHaveClass("o_mail_troubleshooting_wrong");
    await click(".o_mail_troubleshooting_use");
    await animationFrame();
    expect("#email_1").toHaveValue("una@gmail.com");
    expect("#again_1").toBeChecked();
    expect(".o_mail_troubleshooting_use").toHaveCount(0);
});

// ------------------------------------------------------------
// What came of it
// ------------------------------------------------------------

test("each recipient shows what came of it, and the dialog stays where not all are reached", async () => {
    const answers = [
        accepted,
        { state: "rejected", words: "550 <b>No</b>", is_new: true },
        { state: "waiting", words: "", is_new: false },
    ];
    let waits = true;
    catchResolve({ retried: 3, ignored: 0, undo: "" }, ([, rows]) =>
        rows.length === 3 ? answers : [waits ? answers[2] : accepted]
    );
    await open(payload({ failures: [1, 2, 3].map((id) => temporary({ id })) }));
    await send();
    expect.verifySteps([
        JSON.stringify([5, [1, 2, 3].map((id) => ({ id, email: false, uncertain: false })), []]),
    ]);
    expect(queryAllTexts(".o_mail_troubleshooting_outcome")).toEqual([
        "Accepted by the server",
        "Rejected: 550 <b>No</b>",
        "Waiting in the queue",
    ]);
    expect(".o_mail_troubleshooting_summary").toHaveText(
        "1 accepted by the server · 1 failed again · 1 waiting in the queue"
    );
    expect(queryAllTexts(".modal-footer button")).toEqual(["Close"]);
    waits = false;
    await advanceTime(3000);
    await animationFrame();
    expect(".o_mail_troubleshooting_summary").toHaveText(
        "2 accepted by the server · 1 failed again"
    );
    await advanceTime(5000);
    expect(".o_mail_troubleshooting_wizard").toHaveCount(1);
});

test("while it is sent it says how far it is, and the old failure is not taken for a new one", async () => {
    const sent = new Deferred();
    onRpc("mail.troubleshooting.wizard", "resolve", () => sent);
    onRpc("mail.troubleshooting.wizard", "outcomes", () => [
        accepted,
        { state: "rejected", words: "550 before", is_new: false },
    ]);
    await open(payload({ failures: [temporary(), temporary({ id: 2 })] }));
    await send();
    expect(queryAllTexts(".o_mail_troubleshooting_outcome")).toEqual(["Sending…", "Sending…"]);
    await advanceTime(1000);
    await animationFrame();
    expect(queryAllTexts(".o_mail_troubleshooting_outcome")).toEqual([
        "Accepted by the server",
        "Sending…",
    ]);
    expect(".o_mail_troubleshooting_summary").toHaveText("Sending: 1 of 2 done");
});

test("ignoring can be undone after the dialog was closed", async () => {
    catchResolve({ retried: 0, ignored: 1, undo: "receipt" });
    onRpc("mail.troubleshooting.wizard", "undo_ignore", ({ args }) => {
        expect.step(args[0]);
        return { restored: 1, asked: 1 };
    });
    await open(payload());
    await click(".o_mail_troubleshooting_ignore");
    await waitFor(".o_notification:contains(One failure ignored)");
    expect(".o_mail_troubleshooting_wizard").toHaveCount(0);
    expect.verifySteps([JSON.stringify([5, [], [1]])]);
    await click(".o_notification button:contains(Undo)");
    await waitFor(".o_notification:contains(One failure is back)");
    expect.verifySteps(["receipt"]);
});

test("what is known of a failure can be copied for support", async () => {
    patchWithCleanup(navigator.clipboard, { writeText: (text) => expect.step(text) });
    await open(payload());
    await unfold();
    await click(".o_mail_troubleshooting_copy");
    await waitFor(".o_notification:contains(The text was copied)");
    expect.verifySteps(["Cause: This address does not exist"]);
});

test("steps that only one recipient of a cause has stand beside that one", async () => {
    const own = { ...CAUSE, sender_steps: ["Did you mean gmail.com?", ...CAUSE.sender_steps] };
    await open(payload({ failures: [failure({ cause: own }), failure({ id: 2 })] }));
    expect(queryAllTexts(".o_mail_troubleshooting_steps li")).toEqual(["Look at the address."]);
    await unfold();
    expect(queryAllTexts("li .o_mail_troubleshooting_steps li")).toEqual([
        "Did you mean gmail.com?",
    ]);
});
