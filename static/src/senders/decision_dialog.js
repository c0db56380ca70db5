/** Shows Decision (services/senders/decision/values.py). */

import { Component, onWillStart, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

import { openRecord } from "../dashboard/records";
import { SEVERITIES } from "../dashboard/severity";

export const MODEL = "mail.troubleshooting.senders";
/** What can be asked about a record, by its model. */
export const KINDS = {
    "res.users": "user",
    "mail.template": "template",
    "mailing.mailing": "mailing",
    "mail.mail": "email",
};

/** Says which server an email would take, its addresses, and step by step why. */
export class DecisionDialog extends Component {
    static template = "mail_troubleshooting.DecisionDialog";
    static components = { Dialog };
    static props = { close: Function, question: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ data: null });
        onWillStart(async () => {
            this.state.data = await this.orm.call(MODEL, "decide", [this.props.question]);
        });
    }

    get severity() {
        return SEVERITIES[this.state.data.severity];
    }

    /** What Odoo decides, by name; what was replaced is named too. */
    get facts() {
        const { route, message_id_domain } = this.state.data;
        if (!route) {
            return [];
        }
        return [
            { code: "server", name: _t("Outgoing server"), value: route.server_name },
            { code: "from", name: _t("From"), value: route.email_from, was: route.replaced },
            {
                code: "envelope_sender",
                name: _t("Bounces go to (Return-Path)"),
                value: route.envelope_sender,
            },
            {
                code: "reply_to",
                name: _t("Replies go to (Reply-To)"),
                value: route.reply_to || route.email_from,
            },
            {
                code: "message_id",
                name: _t("Domain of the Message-Id"),
                value: message_id_domain,
            },
        ].filter((fact) => fact.value);
    }

    open(record) {
        this.props.close();
        return openRecord(this.action, record.model, record.id);
    }

    /** All of it as text, for a ticket. */
    get text() {
        const { title, verdict, error, steps } = this.state.data;
        const lines = [title, [verdict, error].filter(Boolean).join(" "), ""];
        for (const { name, value, was } of this.facts) {
            const instead = was && _t("(instead of %(address)s)", { address: was });
            lines.push([`${name}:`, value, instead].filter(Boolean).join(" "));
        }
        steps.forEach(({ text }, index) => lines.push(`${index ? "" : "\n"}${index + 1}. ${text}`));
        return lines.join("\n");
    }

    async copy() {
        await browser.navigator.clipboard.writeText(this.text);
        this.notification.add(_t("Copied."), { type: "success" });
    }
}

/** The question about the record that a button stands on; without one about the user's own emails. */
function questionOf({ params, context }) {
    if (params?.kind) {
        return params;
    }
    const kind = KINDS[context?.active_model];
    return kind ? { kind, id: context.active_id } : { kind: "user", id: user.userId };
}

/** Opens the dialog above whatever is on the screen. */
export function openDecision(env, action) {
    env.services.dialog.add(DecisionDialog, { question: questionOf(action) });
}

registry.category("actions").add("mail_troubleshooting.decision", openDecision);
