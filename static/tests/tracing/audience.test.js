import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { contains, getService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const payload = (values) => ({
    name: "Lumber Lane",
    kind: 1,
    kinds: [
        { id: 1, name: "Discussions" },
        { id: 2, name: "Note" },
    ],
    people: [
        { id: 7, name: "<b>Ada</b>", email: "ada@lab.example", way: "email", why: "Follows" },
        { id: 8, name: "Bea", email: "", way: "none", why: "Archived contact" },
    ],
    more: 0,
    ...values,
});

async function open(params, data = payload()) {
    onRpc("mail.troubleshooting.audience", "documents", () => {
        expect.step("documents");
        return [{ model: "res.partner", name: "Contact" }];
    });
    onRpc("mail.troubleshooting.audience", "payload", ({ args }) => {
        expect.step(args);
        return data;
    });
    await start();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.audience",
        target: "new",
        params,
    });
    await waitFor(".o_mail_troubleshooting_audience");
}

test("a document that is given is shown at once, names as text", async () => {
    await open({ model: "res.partner", res_id: 5 });
    expect.verifySteps([["res.partner", 5, false]]);
    expect(".o_mail_troubleshooting_audience li b").toHaveCount(0);
    expect(queryAllTexts(".o_mail_troubleshooting_audience li .small")).toEqual([
        "By email: Follows",
        "Not notified: Archived contact",
    ]);
});

test("another kind of message is asked for", async () => {
    await open({ model: "res.partner", res_id: 5 });
    await contains(".o_mail_troubleshooting_kind").select("2");
    expect.verifySteps([
        ["res.partner", 5, false],
        ["res.partner", 5, 2],
    ]);
});

test("without a document one is chosen first", async () => {
    await open({});
    expect.verifySteps(["documents"]);
    expect(".o_mail_troubleshooting_audience p").toHaveText(/^Choose a document/);
    await contains(".o_mail_troubleshooting_audience select").select("res.partner");
    await waitFor(".o_record_autocomplete_with_caret, .o-autocomplete");
});

test("people who are not named are counted", async () => {
    await open({ model: "res.partner", res_id: 5 }, payload({ more: 12 }));
    expect(".o_mail_troubleshooting_audience").toHaveText(/And 12 more/);
    expect.verifySteps([["res.partner", 5, false]]);
});
