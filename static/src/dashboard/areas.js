/** Shows Area and ShownCheck (services/dashboard/findings/overview.py). */

import { Component, useState } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { SEVERITIES } from "./severity";

/** The areas and how they are. One that is chosen shows what was looked at there; its findings alone stand below. */
export class Areas extends Component {
    static template = "mail_troubleshooting.Areas";
    static props = { overview: Object, area: String, onArea: Function, onChanged: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ running: "" });
    }

    severity(name) {
        return SEVERITIES[name];
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
        return this.props.overview.checks.filter((check) => check.area === this.props.area);
    }

    looked({ checked, failed }) {
        if (!checked) {
            return _t("not checked yet");
        }
        const values = { when: deserializeDateTime(checked).toRelative() };
        return failed ? _t("check failed %(when)s", values) : _t("checked %(when)s", values);
    }

    label(check) {
        return _t("Check now: %(what)s", { what: check.name });
    }

    async run(check) {
        // A button that is disabled loses the focus; these keep it.
        if (this.state.running) {
            return;
        }
        this.state.running = check.code;
        try {
            await this.orm.call("mail.troubleshooting.checkup", "run", [check.code]);
        } finally {
            this.state.running = "";
        }
        await this.props.onChanged(_t("Checked: %(what)s", { what: check.name }));
    }
}
