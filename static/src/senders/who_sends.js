/** Shows Matrix (services/senders/decision/values.py). */

import { Component, onWillStart, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { SEVERITIES } from "../dashboard/severity";
import { DecisionDialog, MODEL } from "./decision_dialog";

/** More rows are shown when somebody asks for them. */
const MOST = 100;
const WORST_FIRST = ["error", "warning", "info", "ok"];
const PROBLEMS = ["error", "warning"];
const KINDS = {
    user: _t("User"),
    template: _t("Template"),
    mailing: _t("Mailing"),
    automatic: _t("Automatic"),
    sender: _t("Address"),
};

/** Everybody who sends emails: through which server, from which address, and where bounces go. */
export class WhoSends extends Component {
    static template = "mail_troubleshooting.WhoSends";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.display = { controlPanel: {} };
        const { active_model, active_id } = this.props.action.context || {};
        this.state = useState({
            data: null,
            text: "",
            server: active_model === "ir.mail_server" ? active_id : 0,
            problems: false,
            all: false,
        });
        onWillStart(async () => {
            this.state.data = await this.orm.call(MODEL, "matrix", []);
        });
    }

    /** Rows that are asked for, the worst first. */
    get rows() {
        const { data, text, server, problems } = this.state;
        const words = text.toLowerCase().split(/\s+/).filter(Boolean);
        const found = data.rows.filter(
            (row) =>
                (!server || row.route?.server_id === server) &&
                (!problems || PROBLEMS.includes(row.severity)) &&
                words.every((word) => this._searched(row).includes(word))
        );
        const rank = (row) => WORST_FIRST.indexOf(row.severity);
        return found.sort((a, b) => rank(a) - rank(b) || (b.emails || 0) - (a.emails || 0));
    }

    _searched({ company, name, address, route, verdict }) {
        const { server_name, email_from, envelope_sender } = route || {};
        return [company, name, address, server_name, email_from, envelope_sender, verdict]
            .join(" ")
            .toLowerCase();
    }

    /** All that is shown of them, found once each time: by company, only as many as are shown. */
    get shown() {
        const { rows } = this;
        const first = this.state.all ? rows : rows.slice(0, MOST);
        const names = [...new Set(first.map((row) => row.company))].sort();
        const groups = names.map((name) => ({
            name,
            rows: first.filter((row) => row.company === name),
        }));
        const more = formatInteger(rows.length - first.length);
        return {
            groups,
            heading: this.heading(rows),
            more: rows.length > first.length ? _t("Show %(count)s more", { count: more }) : "",
        };
    }

    heading(rows) {
        const bad = rows.filter((row) => PROBLEMS.includes(row.severity)).length;
        const count = formatInteger(rows.length);
        return bad
            ? _t("%(count)s senders, %(bad)s of them with a problem", {
                  count,
                  bad: formatInteger(bad),
              })
            : _t("%(count)s senders", { count });
    }

    get hidden() {
        const count = formatInteger(this.state.data.hidden);
        return _t("%(count)s more addresses that sent only few emails are not shown.", { count });
    }

    get isSeveral() {
        return this.state.data.companies.length > 1;
    }

    filter(values) {
        Object.assign(this.state, { all: false, ...values });
    }

    onServer(ev) {
        this.filter({ server: Number(ev.target.value) });
    }

    severity(row) {
        return SEVERITIES[row.severity];
    }

    kind(row) {
        return KINDS[row.kind];
    }

    emails(row) {
        if (row.emails === null || row.emails === false) {
            return "";
        }
        return row.emails === 1
            ? _t("1 email")
            : _t("%(count)s emails", { count: formatInteger(row.emails) });
    }

    openRow(row) {
        this.dialog.add(DecisionDialog, { question: row.question });
    }
}

registry.category("actions").add("mail_troubleshooting.who_sends", WhoSends);
