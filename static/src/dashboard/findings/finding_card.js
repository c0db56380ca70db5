/** Shows ShownFinding (services/dashboard/findings/shown.py). */

import { Component, useState } from "@odoo/owl";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { openRecord, openRecords } from "../records";
import { SEVERITIES } from "../severity";
import { SnoozeDialog } from "./snooze_dialog";

/**
 * One finding: what is wrong, since when, what helps, and for administrators the buttons that do it. The first one shows
 * all of its steps, the others their first, so that many findings can be overlooked.
 */
export class FindingCard extends Component {
    static template = "mail_troubleshooting.FindingCard";
    static components = { CopyButton };
    static props = {
        finding: Object,
        area: String,
        first: Boolean,
        isAdministrator: Boolean,
        onChanged: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({
            /** What the reader chose; until then the first card alone is open. */
            isOpen: null,
            checking: false,
            /** It was looked at again, and is still so. */
            isStill: false,
        });
    }

    get isOpen() {
        if (!this.folds) {
            return true;
        }
        return this.state.isOpen ?? (this.props.first && !this.props.finding.snoozed_until);
    }

    get steps() {
        const { steps } = this.props.finding;
        return this.isOpen ? steps : steps.slice(0, 1);
    }

    get folds() {
        return this.props.finding.steps.length > 1;
    }

    get foldLabel() {
        if (this.isOpen) {
            return _t("Show Less");
        }
        return _t("Show All %(count)s Steps", { count: this.props.finding.steps.length });
    }

    toggle() {
        this.state.isOpen = !this.isOpen;
    }

    get severity() {
        return SEVERITIES[this.props.finding.severity];
    }

    get since() {
        const { since } = this.props.finding;
        return _t("%(area)s: first seen %(when)s", {
            area: this.props.area,
            when: deserializeDateTime(since).toRelative(),
        });
    }

    get copied() {
        return _t("Copied");
    }

    style(step) {
        return step.preview && !this.props.finding.snoozed_until ? "btn-primary" : "btn-secondary";
    }

    get snoozed() {
        const { snoozed_until, snooze_reason } = this.props.finding;
        return _t("Snoozed until %(day)s: %(reason)s", {
            day: deserializeDate(snoozed_until).toLocaleString(luxon.DateTime.DATE_MED),
            reason: snooze_reason,
        });
    }

    /** Nothing is changed before its preview was read; what only opens something opens it. */
    onStep(step) {
        if (!step.preview) {
            return this.open(step);
        }
        this.dialog.add(ConfirmationDialog, {
            title: step.label,
            body: step.preview,
            confirmLabel: step.label,
            confirm: () => this.apply(step),
            cancel: () => {},
        });
    }

    async open(step) {
        const action = await this.press(step);
        if (action) {
            await this.action.doAction(action);
        }
    }

    press(step) {
        const ids = [this.props.finding.id];
        return this.orm.call("mail.troubleshooting.finding", "apply", [ids, step.button]);
    }

    async apply(step) {
        const { onChanged } = this.props;
        let action = false;
        let said = "";
        try {
            action = await this.press(step);
            said = _t("Done: %(what)s", { what: step.label });
        } finally {
            await onChanged(said);
        }
        if (action) {
            await this.action.doAction(action);
        }
    }

    /** Whether it is still so, for who has just mended it. */
    async checkAgain() {
        const { finding, onChanged } = this.props;
        // A button that is disabled loses the focus; this one keeps it.
        if (this.state.checking) {
            return;
        }
        Object.assign(this.state, { checking: true, isStill: false });
        try {
            await this.orm.call("mail.troubleshooting.checkup", "run", [finding.check]);
        } finally {
            this.state.checking = false;
        }
        await onChanged(_t("Checked just now: %(what)s", { what: finding.title }));
        // What is mended has left the page with its card.
        this.state.isStill = true;
    }

    onSnooze() {
        const { finding, onChanged } = this.props;
        this.dialog.add(SnoozeDialog, {
            title: finding.title,
            snooze: async (until, reason) => {
                await this.orm.call("mail.troubleshooting.finding", "snooze", [
                    [finding.id],
                    until,
                    reason,
                ]);
                await onChanged(_t("Snoozed: %(what)s", { what: finding.title }));
            },
        });
    }

    async showAgain() {
        const { finding, onChanged } = this.props;
        await this.orm.call("mail.troubleshooting.finding", "show_again", [[finding.id]]);
        await onChanged(_t("Shown again: %(what)s", { what: finding.title }));
    }

    get more() {
        return _t("%(count)s more like this", { count: this.props.finding.more });
    }

    openAll() {
        const { problem, area, snoozed_until } = this.props.finding;
        const today = luxon.DateTime.now().toISODate();
        const left = ["snoozed_until", ">=", today];
        return openRecords(this.action, this.props.area, "mail.troubleshooting.finding", [
            ["problem_id", "=", problem],
            ["area", "=", area],
            ["closed_date", "=", false],
            ["shown", "=", true],
            ...(snoozed_until
                ? [left]
                : ["|", ["snoozed_until", "=", false], ["snoozed_until", "<", today]]),
        ]);
    }

    openRecord() {
        const { model, res_id } = this.props.finding;
        return openRecord(this.action, model, res_id);
    }
}
