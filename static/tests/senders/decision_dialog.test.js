import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import {
    contains,
    getService,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

describe.current.tags("desktop");
defineMailModels();

const decision = (values) => ({
    question: { kind: "user", id: 7 },
    title: "Emails that <b>Ada</b> writes in Firm",
    route: {
        server_id: 3,
        server_name: "Main",
        email_from: '"Ada" <notifications@firm.example>',
        envelope_sender: "bounce@firm.example",
        reply_to: "catchall@firm.example",
        replaced: '"Ada" <ada@far.example>',
    },
    message_id_domain: "firm.example",
    bounce: { where: "database", text: "" },
    steps: [
        {
            code: "server_without_filter",
            about: "server",
            text: "Main takes every sender.",
            record: { model: "ir.mail_server", id: 3, name: "Main" },
            proven: true,
        },
        {
            code: "reply_catchall",
            about: "reply_to",
            text: "Replies come back.",
            record: null,
            proven: false,
        },
    ],
    differs: false,
    error: "",
    severity: "info",
    verdict: "Recipients see another address.",
    ...values,
});

async function open(data, action = {}) {
    onRpc("mail.troubleshooting.senders", "decide", ({ args }) => {
        expect.step(args[0]);
        return data;
    });
    await start();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.decision",
        target: "new",
        ...action,
    });
    await waitFor(".o_mail_troubleshooting_decision");
}

const ofUser = { context: { active_model: "res.users", active_id: 7 } };

test("what Odoo decides, what it replaced, and why", async () => {
    await open(decision(), ofUser);
    expect.verifySteps([{ kind: "user", id: 7 }]);
    expect(".modal-title").toHaveText("Emails that <b>Ada</b> writes in Firm");
    expect("[data-fact=from] s").toHaveText('"Ada" <ada@far.example>');
    expect("[data-fact=envelope_sender]").toHaveText("bounce@firm.example");
    expect(".alert").toHaveCount(0);
    expect(queryAllTexts("[data-step] .small")).toEqual([
        "Tried: without it Odoo decides otherwise.",
    ]);
    expect("[data-severity=info] .fa").toHaveAttribute("aria-label", "Information");
});

test("a step opens the record that decides", async () => {
    mockService("action", {
        doAction(action) {
            if (action.type === "ir.actions.act_window") {
                expect.step(`${action.res_model} ${action.res_id}`);
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await open(decision(), ofUser);
    await contains("[data-step] .btn-link").click();
    expect.verifySteps([{ kind: "user", id: 7 }, "ir.mail_server 3"]);
    expect(".o_mail_troubleshooting_decision").toHaveCount(0);
});

test("where Odoo sends nothing it says why", async () => {
    await open(
        decision({ route: null, steps: [], error: "No sender.", severity: "error" }),
        ofUser
    );
    expect(".o_mail_troubleshooting_decision").toHaveText(/No sender\./);
    expect("[data-fact]").toHaveCount(0);
    expect("ol").toHaveCount(0);
    expect.verifySteps([{ kind: "user", id: 7 }]);
});

test("where the steps do not explain it, that is said", async () => {
    await open(decision({ differs: true }), ofUser);
    expect(".alert").toHaveText(/^Odoo decides otherwise here/);
    expect.verifySteps([{ kind: "user", id: 7 }]);
});

test("a server whose name is nobody's business is left out", async () => {
    const { route } = decision();
    await open(decision({ route: { ...route, server_name: "" } }), ofUser);
    expect("[data-fact=server]").toHaveCount(0);
    expect.verifySteps([{ kind: "user", id: 7 }]);
});

test("a template is asked about as a template", async () => {
    await open(decision(), { context: { active_model: "mail.template", active_id: 4 } });
    expect.verifySteps([{ kind: "template", id: 4 }]);
});

test("it is copied as text", async () => {
    patchWithCleanup(browser.navigator.clipboard, { writeText: (text) => expect.step(text) });
    await open(decision(), ofUser);
    await contains(".o_mail_troubleshooting_copy").click();
    const [, text] = [
        { kind: "user", id: 7 },
        [
            "Emails that <b>Ada</b> writes in Firm",
            "Recipients see another address.",
            "",
            "Outgoing server: Main",
            'From: "Ada" <notifications@firm.example> (instead of "Ada" <ada@far.example>)',
            "Bounces go to (Return-Path): bounce@firm.example",
            "Replies go to (Reply-To): catchall@firm.example",
            "Domain of the Message-Id: firm.example",
            "",
            "1. Main takes every sender.",
            "2. Replies come back.",
        ].join("\n"),
    ];
    expect.verifySteps([{ kind: "user", id: 7 }, text]);
});
