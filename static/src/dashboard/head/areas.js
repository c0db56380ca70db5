/** Shows Area and ShownCheck (services/dashboard/findings/overview.py). */

import { Component, useState } from "@odoo/owl";

import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { ago } from "../moment";
import { SEVERITIES } from "../severity";
import { count } from "../words";

/** The areas and how they are. One that is chosen shows what was looked at there; its findings alone stand below. */
export class Areas extends Component {
    static template = "mail_troubleshooting.Areas";
    static props = { overview: Object, area: String, onArea: Function, onChanged: Function };

    setup() {
        this.orm = useService("orm");
        this.running = useState({ code: "" });
    }

    /** What is only worth knowing does not make an area bad. */
    severity({ severity }) {
        return SEVERITIES[severity === "info" ? "ok" : severity];
    }

    /** One row where they fit, else two that are even. */
    get columns() {
        const { length } = this.props.overview.areas;
        return length > 8 ? Math.ceil(length / 2) : length;
    }

    /** How many errors and warnings; without any, what else is known. */
    state({ code, severity, errors, warnings, snoozed, until }) {
        const found = [count.errors(errors), count.warnings(warnings)].filter(Boolean);
        if (found.length) {
            return found.join(", ");
        }
        if (severity === "snoozed") {
            const day = deserializeDate(until).toLocaleString({ day: "numeric", month: "short" });
            return snoozed === 1
                ? _t("Snoozed until %(day)s", { day })
                : _t("%(count)s snoozed until %(day)s", { count: snoozed, day });
        }
        if (severity === "unknown") {
            const isNew = this.checksOf(code).every((check) => !check.checked);
            return isNew ? _t("Not checked yet") : _t("Could not be checked");
        }
        return SEVERITIES.ok.word;
    }

    choose(code) {
        this.props.onArea(this.props.area === code ? "" : code);
    }

    get chosen() {
        return this.props.overview.areas.find((area) => area.code === this.props.area);
    }

    get title() {
        return _t("Checks: %(area)s", { area: this.chosen.label });
    }

    get checks() {
        return this.checksOf(this.props.area);
    }

    checksOf(area) {
        return this.props.overview.checks.filter((check) => check.area === area);
    }

    looked({ checked, failed }) {
        if (!checked) {
            return _t("not checked yet");
        }
        const values = { when: ago(checked) };
        return failed ? _t("check failed %(when)s", values) : _t("checked %(when)s", values);
    }

    label(check) {
        return _t("Check now: %(what)s", { what: check.name });
    }

    async run(check) {
        // A button that is disabled loses the focus; these keep it.
        if (this.running.code) {
            return;
        }
        this.running.code = check.code;
        try {
            await this.orm.call("mail.troubleshooting.checkup", "run", [check.code]);
        } finally {
            this.running.code = "";
        }
        await this.props.onChanged(_t("Checked: %(what)s", { what: check.name }));
    }
}
