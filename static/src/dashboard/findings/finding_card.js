/** Shows ShownFinding (services/dashboard/findings/shown.py). */

import { Component, useState } from "@odoo/owl";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { CopyButton } from "@web/core/copy_button/copy_button";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { ago, lasting, moment } from "../moment";
import { failuresOf, openFailures, openRecord, openRecords } from "../records";
import { SEVERITIES } from "../severity";
import { count } from "../words";
import { CauseDialog } from "./parts/cause_dialog";
import { REPLY, diagnosisText, isChange } from "./parts/diagnosis";
import { ServerTest } from "./parts/server_test";
import { SnoozeDialog } from "./parts/snooze_dialog";

/** Steps that are shown until all are asked for. */
const FIRST_STEPS = 2;
/** Recipients that are sent to again at once. */
const MOST = 2000;

/** One finding in a row: what is wrong, for whom and since when, and the button that helps first. Unfolded, all of it. */
export class FindingCard extends Component {
    static template = "mail_troubleshooting.FindingCard";
    static components = { CopyButton, ServerTest };
    static props = {
        finding: Object,
        area: String,
        isFirst: Boolean,
        isOpen: Boolean,
        isAdministrator: Boolean,
        onToggle: Function,
        onChanged: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({
            /** All steps are asked for. */
            all: false,
            checking: false,
            /** It was looked at again, and is still so. */
            isStill: false,
        });
    }

    get look() {
        const { fixed, severity, snoozed_until } = this.props.finding;
        if (fixed) {
            return { ...SEVERITIES.ok, word: _t("Fixed") };
        }
        return snoozed_until ? SEVERITIES.snoozed : SEVERITIES[severity];
    }

    /** The button that helps first. */
    get mainStep() {
        const { fixed, snoozed_until, steps } = this.props.finding;
        const isDone = fixed || snoozed_until || !this.props.isAdministrator;
        return isDone ? null : steps.find((step) => step.button);
    }

    /** Who and how many, as far as it is known. */
    get scope() {
        const { accepted, failed, fixed, waiting } = this.props.finding;
        if (waiting) {
            return fixed ? count.waiting(waiting) : count.recipients(waiting);
        }
        const values = { accepted, tried: accepted + failed };
        return failed ? _t("%(accepted)s of %(tried)s accepted", values) : "";
    }

    /** For how long it lasts, or since when it is over. */
    get age() {
        const { fixed, since } = this.props.finding;
        if (!fixed) {
            return lasting(since);
        }
        return _t("fixed %(when)s", { when: ago(fixed) });
    }

    get began() {
        const when = moment(this.props.finding.since).toLocaleString(luxon.DateTime.DATETIME_MED);
        return _t("Since %(when)s", { when });
    }

    get steps() {
        const { steps } = this.props.finding;
        return this.hidesSteps ? steps.slice(0, FIRST_STEPS) : steps;
    }

    get hidesSteps() {
        const { fixed, steps } = this.props.finding;
        return !fixed && !this.state.all && steps.length > FIRST_STEPS;
    }

    get also() {
        const titles = this.props.finding.also.join(" · ");
        return _t("Also seen as: %(titles)s", { titles });
    }

    get reply() {
        return this.props.finding.evidence.find((one) => one.source === REPLY)?.excerpt;
    }

    get changes() {
        return this.props.finding.evidence.filter(isChange);
    }

    get changesLabel() {
        const { length } = this.changes;
        return length === 1
            ? _t("1 recent change")
            : _t("%(count)s recent changes", { count: length });
    }

    get evidence() {
        return this.props.finding.evidence.filter((one) => one.source !== REPLY && !isChange(one));
    }

    /** An outgoing server that the reader may open can be tested by the reader as well, and so can the default one. */
    get isServer() {
        const { code, fixed, model } = this.props.finding;
        const isDefault = !model && code === "emails_fail_at_a_server";
        return this.props.isAdministrator && !fixed && (isDefault || model === "ir.mail_server");
    }

    get diagnosis() {
        return diagnosisText(this.props.finding, this.props.area);
    }

    get copied() {
        return _t("Copied");
    }

    get snoozed() {
        const { snoozed_until, snooze_reason } = this.props.finding;
        return _t("Snoozed until %(day)s: %(reason)s", {
            day: deserializeDate(snoozed_until).toLocaleString(luxon.DateTime.DATE_MED),
            reason: snooze_reason,
        });
    }

    /** What is sent again is shown first; where nobody is found, the list says so. */
    async sendAgain() {
        const domain = failuresOf(this.props.finding);
        const ids = await this.orm.search("mail.notification", domain, { limit: MOST });
        if (!ids.length) {
            return openFailures(this.action, this.props.finding.title, domain);
        }
        return this.action.doAction("mail_troubleshooting.action_send_again_notifications", {
            additionalContext: { active_model: "mail.notification", active_ids: ids },
            onClose: () => this.props.onChanged(),
        });
    }

    openCause() {
        const { cause } = this.props.finding;
        this.dialog.add(CauseDialog, { cause });
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

    /** The others of its kind, that no row stands for. */
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
