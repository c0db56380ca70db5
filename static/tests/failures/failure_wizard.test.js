import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { FailureWizard } from "@mail_troubleshooting/failures/envelope/failure_wizard";
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryOne, select, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { getMockEnv, getService, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const CAUSE = {
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

const failure = (values) => ({
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
const temporary = (values) =>
    failure({ permanent: false, why: "temporary", retry: true, ...values });

const payload = (values) => ({
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

async function open(data) {
    onRpc("mail.troubleshooting.wizard", "suggest", () => false);
    onRpc("mail.troubleshooting.wizard", "open_message", () => data);
    await start();
    getService("dialog").add(FailureWizard, { messageId: 5 });
    await waitFor(".o_mail_troubleshooting_wizard");
}

async function unfold() {
    await click(".o_mail_troubleshooting_details:first > summary");
    await animationFrame();
    await animationFrame();
}

async function correct(address) {
    await click("#email_1");
    await edit(address);
    await animationFrame();
}

const accepted = { state: "accepted", words: "", is_new: true };

function catchResolve(answer = { retried: 1, ignored: 1, undo: "" }, outcomes = null) {
    onRpc("mail.troubleshooting.wizard", "resolve", ({ args }) => {
        expect.step(JSON.stringify(args));
        return answer;
    });
    onRpc("mail.troubleshooting.wizard", "outcomes", ({ args }) => {
        return outcomes ? outcomes(args) : args[1].map(() => accepted);
    });
}

async function send() {
    await click(".o_mail_troubleshooting_send");
    await animationFrame();
    await animationFrame();
}

async function choose(id, choice) {
    await click(`#choice_${id}`);
    await select(choice);
    await animationFrame();
}

test("who can be reached by trying again starts on Try Again, who cannot on Keep for Later", async () => {
    await open(payload({ failures: [failure(), temporary({ id: 2 })] }));
    expect("#choice_1").toHaveValue("leave");
    expect("#choice_2").toHaveValue("again");
    expect("#note_1").toHaveText("Fix the cause first; sending again as is will fail.");
    expect("#note_2").toHaveText("Temporary: a retry can help.");
});

test("who may have got it already starts on Keep for Later, and is told why", async () => {
    await open(payload({ failures: [failure({ permanent: false, why: "uncertain" })] }));
    expect("#leave_1").toBeChecked();
    expect("#hint_1").toHaveText(/may have arrived.*second copy/);
});

test("correcting the address chooses Try Again, and taking it back leaves it", async () => {
    await open(payload());
    await correct("una@y.example");
    expect("#again_1").toBeChecked();
    await correct("una@x.example");
    expect("#leave_1").toBeChecked();
});

test("a near miss is put into the address by one click", async () => {
    await open(payload({ failures: [failure({ suggestion: "una@gmail.com" })] }));
    expect(".o_mail_troubleshooting_offers").toHaveText("Did you mean una@gmail.com? Use It");
    expect("#email_1").toHaveClass("o_mail_troubleshooting_wrong");
    await click(".o_mail_troubleshooting_use");
    await animationFrame();
    expect("#email_1").toHaveValue("una@gmail.com");
    expect("#again_1").toBeChecked();
    expect(".o_mail_troubleshooting_offers").toHaveCount(0);
});

test("another contact with the same name is offered to who may edit", async () => {
    await open(payload({ failures: [failure({ namesakes: ["una@z.example"] })] }));
    expect(".o_mail_troubleshooting_offers").toHaveText(
        "Another contact with this name: una@z.example"
    );
});

test("nothing is offered to who may not edit the contact", async () => {
    await open(payload({ failures: [failure({ namesakes: ["una@z.example"], may_edit: false })] }));
    expect(".o_mail_troubleshooting_offers").toHaveCount(0);
});

/** Browsers lay hidden elements out one by one when a dialog looks for its first button: slow with many recipients. */
test("what is folded is rendered once it is unfolded", async () => {
    await open(payload());
    expect(".o_mail_troubleshooting_details div").toHaveCount(0);
    await unfold();
    expect(".o_mail_troubleshooting_details div").not.toHaveCount(0);
});

test("what a server said is shown as plain text", async () => {
    await open(payload());
    await unfold();
    expect(queryOne(".o_mail_troubleshooting_raw").textContent).toBe(
        "550 5.1.1 <b>User</b> unknown"
    );
    expect(".o_mail_troubleshooting_raw b").toHaveCount(0);
});

test("words that Python printed are shown readable, the original behind a click", async () => {
    await open(
        payload({ failures: [failure({ words: "550 <i>No</i>", raw: "(550, b'<i>No</i>')" })] })
    );
    await unfold();
    expect(queryOne(".o_mail_troubleshooting_words").textContent).toBe("550 <i>No</i>");
    expect(queryOne("details details:not([open]) pre").textContent).toBe("(550, b'<i>No</i>')");
});

test("each try is listed with what came of it", async () => {
    const attempts = [
        {
            id: 2,
            date: "2026-01-02 10:00:00",
            outcome: "refused",
            label: "Rejected",
            words: "550 No",
        },
        { id: 1, date: "2026-01-01 10:00:00", outcome: "refused", label: "Rejected", words: "" },
    ];
    await open(
        payload({ failures: [failure({ attempts, tried: 2, since: "2026-01-01 10:00:00" })] })
    );
    await unfold();
    expect(".o_mail_troubleshooting_attempts li").toHaveCount(2);
    expect(".o_mail_troubleshooting_tried").toHaveText(/^2 attempts since/);
});

test("Send & close retries, ignores and leaves red as chosen", async () => {
    catchResolve();
    await open(payload({ failures: [failure(), temporary({ id: 2 }), failure({ id: 3 })] }));
    await choose(1, "ignore");
    expect(".o_mail_troubleshooting_summary").toHaveText(
        "1 to resend · 1 left as failed · 1 ignored"
    );
    await send();
    expect.verifySteps([JSON.stringify([5, [{ id: 2, email: false, uncertain: false }], [1]])]);
    await advanceTime(1500);
    expect(".o_mail_troubleshooting_wizard").toHaveCount(0);
});

test("with everybody left as they are there is nothing to send", async () => {
    await open(payload());
    expect(".o_mail_troubleshooting_send").toHaveAttribute("disabled");
});

test("Ignore all settles everybody", async () => {
    catchResolve({ retried: 0, ignored: 2, undo: "" });
    await open(payload({ failures: [failure(), temporary({ id: 2 })] }));
    await click(".o_mail_troubleshooting_ignore");
    await waitFor(".o_notification:contains(2 failures ignored)");
    expect.verifySteps([JSON.stringify([5, [], [1, 2]])]);
    expect(".o_notification button:contains(Undo)").toHaveCount(0);
});

test("who may only look finds nothing to press but Close", async () => {
    await open(payload({ may_retry: false }));
    expect(queryAllTexts(".modal-footer button")).toEqual(["Close"]);
    expect("#again_1").toHaveCount(0);
    expect("#email_1").toHaveAttribute("readonly");
});

test("a message without failures says so", async () => {
    await open(payload({ failures: [] }));
    expect(".modal-title").toHaveText("No failures left");
});

test("what is no address cannot be sent to, and nothing says that it can", async () => {
    await open(payload());
    await correct("");
    expect("#note_1").toHaveText("Enter a valid email address.");
    expect("#note_1").toHaveClass("text-danger");
    expect("#email_1").toHaveClass("o_mail_troubleshooting_wrong");
    expect("#email_1").toHaveAttribute("aria-invalid", "true");
    expect(".o_mail_troubleshooting_send").toHaveAttribute("disabled");
    await correct("una@y.example");
    expect(".o_mail_troubleshooting_send").not.toHaveAttribute("disabled");
});

test("who was too late is told so", async () => {
    const settled = { state: "settled", words: "", is_new: false };
    catchResolve({ retried: 0, ignored: 0, undo: "" }, () => [settled]);
    await open(payload({ failures: [temporary()] }));
    await click(".o_mail_troubleshooting_send");
    await waitFor(".o_notification:contains(The others were already handled or deleted)");
    expect.verifySteps([JSON.stringify([5, [{ id: 1, email: false, uncertain: false }], []])]);
});

test("after a corrected address the open form is told to read again", async () => {
    catchResolve();
    await open(payload());
    getMockEnv().bus.addEventListener("MAIL_TROUBLESHOOTING:ADDRESS_CORRECTED", () =>
        expect.step("corrected")
    );
    await correct("una@y.example");
    await send();
    expect.verifySteps([
        JSON.stringify([5, [{ id: 1, email: "una@y.example", uncertain: false }], []]),
        "corrected",
    ]);
});

test("Control and Enter send as chosen", async () => {
    catchResolve();
    await open(payload({ failures: [temporary()] }));
    await click("label[for=ignore_1]");
    await animationFrame();
    expect("#ignore_1").toBeChecked();
    await press(["control", "Enter"]);
    await animationFrame();
    expect.verifySteps([JSON.stringify([5, [], [1]])]);
});

test("Escape closes and changes nothing", async () => {
    catchResolve();
    await open(payload({ failures: [temporary()] }));
    await press("Escape");
    await animationFrame();
    expect(".o_mail_troubleshooting_wizard").toHaveCount(0);
    expect.verifySteps([]);
});

test("an administrator is asked once, with a sentence of one's own", async () => {
    onRpc("mail.troubleshooting.question", "ask", ({ args }) => {
        expect.step(JSON.stringify(args));
        return { date: "2026-01-01 10:00:00", before: false };
    });
    await open(payload({ failures: [failure(), failure({ id: 2 })] }));
    await click(".o_mail_troubleshooting_ask button:first");
    await waitFor(".o_mail_troubleshooting_ask textarea");
    await click(".o_mail_troubleshooting_ask textarea");
    await edit("Please.");
    await click(".o_mail_troubleshooting_ask button.btn-primary");
    await waitFor(".o_mail_troubleshooting_ask:contains(The administrators were asked on)");
    expect.verifySteps([JSON.stringify([5, 3, "Please."])]);
    expect(".o_mail_troubleshooting_ask button").toHaveCount(0);
});

test("administrators are not offered to ask themselves, and read what was asked", async () => {
    const question = { id: 1, name: "Aldo", sentence: "<b>!</b>", date: "2026-01-01 10:00:00" };
    await open(payload({ is_administrator: true, questions: [question] }));
    expect(".o_mail_troubleshooting_ask").toHaveCount(0);
    expect(".alert-info").toHaveText(/^Aldo asked on .*: “<b>!<\/b>”$/);
});

test("what the message waits for is said in sentences", async () => {
    const progress = {
        waiting: 2,
        due: 1,
        since: "2026-01-01 10:00:00",
        queue_active: false,
        scheduled: "2026-01-01 11:00:00",
        is_throttled: true,
        retry: "2026-01-01 12:00:00",
    };
    const others = [{ id: 9, name: "Ada", status: "sent", label: "Accepted by the server" }];
    await open(payload({ progress, others }));
    for (const words of [
        "Accepted by the server for one recipient.",
        "Waiting since",
        "The email queue is inactive",
        "Personal mail servers are throttled",
        "Next automatic retry",
    ]) {
        expect(`.o_mail_troubleshooting_progress:contains(${words})`).toHaveCount(1);
    }
});

test("who was never tried is named with the reason", async () => {
    const people = [{ name: "Ines", reason: "Notified in Odoo, not by email" }];
    await open(payload({ not_sent: { people, more: 3 } }));
    await click(".o_mail_troubleshooting_not_sent summary");
    await animationFrame();
    expect(queryAllTexts(".o_mail_troubleshooting_not_sent li")).toEqual([
        "Ines: Notified in Odoo, not by email",
        "And 3 more",
    ]);
});

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
