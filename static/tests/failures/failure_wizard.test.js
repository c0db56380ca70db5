import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { getMockEnv, onRpc } from "@web/../tests/web_test_helpers";

import {
    failure,
    temporary,
    payload,
    open,
    unfold,
    correct,
    catchResolve,
    send,
    choose,
} from "./failure_wizard_helpers";

describe.current.tags("desktop");
defineMailModels();

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
