import { defineMailModels, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { contains, getService, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const row = (name, values = {}) => ({
    key: name,
    question: { kind: "sender", address: `${name}@firm.example`, company_id: 1 },
    company: "Firm",
    kind: "sender",
    name,
    address: `${name}@firm.example`,
    emails: 5,
    route: {
        server_id: 3,
        server_name: "Main",
        email_from: `${name}@firm.example`,
        envelope_sender: "bounce@firm.example",
        reply_to: "",
        replaced: "",
    },
    bounce: { where: "database", text: "" },
    severity: "ok",
    verdict: "Sent as it is meant.",
    ...values,
});

async function open(rows, { context, ...values } = {}) {
    onRpc("mail.troubleshooting.senders", "matrix", () => ({
        rows,
        companies: [{ model: "res.company", id: 1, name: "Firm" }],
        servers: [
            { model: "ir.mail_server", id: 3, name: "Main" },
            { model: "ir.mail_server", id: 4, name: "Second" },
        ],
        hidden: 0,
        ...values,
    }));
    onRpc("mail.troubleshooting.senders", "decide", ({ args }) => {
        expect.step(args[0].address);
        return {
            ...row("x"),
            title: "X",
            steps: [],
            error: "",
            differs: false,
            message_id_domain: "",
        };
    });
    await start();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.who_sends",
        context: context || {},
    });
    await waitFor(".o_mail_troubleshooting_who_sends");
}

const names = () => queryAllTexts(".o_mail_troubleshooting_sender .btn-link");

test("the worst comes first, then the busiest", async () => {
    await open([
        row("few"),
        row("many", { emails: 9 }),
        row("bad", { severity: "warning", emails: 1 }),
        row("stopped", { severity: "error", route: null, emails: null }),
    ]);
    expect(names()).toEqual(["stopped", "bad", "many", "few"]);
    expect("h4").toHaveText("4 senders, 2 of them with a problem");
    expect(".o_mail_troubleshooting_company").toHaveCount(0);
});

test("a word and the switch leave out the others", async () => {
    await open([row("ada"), row("bea", { severity: "warning" })]);
    await contains("input[type=search]").edit("BEA main");
    expect(names()).toEqual(["bea"]);
    await contains("input[type=search]").edit("");
    await contains("#only_problems").click();
    expect(names()).toEqual(["bea"]);
    await contains("input[type=search]").edit("nobody");
    expect(".o_mail_troubleshooting_who_sends").toHaveText(/No matching senders/);
});

test("from a server's form, those who send through it", async () => {
    const second = { ...row("x").route, server_id: 4, server_name: "Second" };
    await open([row("ada"), row("bea", { route: second })], {
        context: { active_model: "ir.mail_server", active_id: 4 },
    });
    expect(names()).toEqual(["bea"]);
    await contains("select").select("0");
    expect(names()).toEqual(["ada", "bea"]);
});

test("a click opens the steps, whatever is clicked of the row", async () => {
    await open([row("ada")]);
    await contains("td[data-label=From]").click();
    await waitFor(".o_mail_troubleshooting_decision");
    expect.verifySteps(["ada@firm.example"]);
});

test("each company has a heading, and names are text", async () => {
    const companies = [
        { model: "res.company", id: 1, name: "Firm" },
        { model: "res.company", id: 2, name: "<b>Sister</b>" },
    ];
    await open([row("ada"), row("sue", { company: "<b>Sister</b>" })], { companies });
    expect(queryAllTexts(".o_mail_troubleshooting_company")).toEqual(["<b>Sister</b>", "Firm"]);
});

test("a hundred are shown, and the rest when somebody asks", async () => {
    await open(Array.from({ length: 120 }, (_, number) => row(`n${number}`)));
    expect(".o_mail_troubleshooting_sender").toHaveCount(100);
    await contains("button:contains(Show 20 more)").click();
    expect(".o_mail_troubleshooting_sender").toHaveCount(120);
});
