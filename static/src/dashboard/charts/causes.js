import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { isNarrowed } from "../filters";
import { openFailedEmails, openFailures } from "../records";

/** Recipients who were not reached, by cause, with who must act. */
export class Causes extends Component {
    static template = "mail_troubleshooting.Causes";
    static props = {
        /** What the charts show: rows, and the domain of the failures behind them. */
        data: Object,
        backfill: Object,
        isAdministrator: Boolean,
    };

    setup() {
        this.action = useService("action");
    }

    get nothing() {
        if (isNarrowed(this.props.data.filters)) {
            return _t("No failures match the filters in this period.");
        }
        return _t(
            "No failures in the last %(days)s days. New failures are explained here, by cause.",
            { days: this.props.data.filters.days }
        );
    }

    get explaining() {
        const { done, total } = this.props.backfill;
        return _t("Explaining past failures, newest first: %(done)s of %(total)s.", {
            done,
            total,
        });
    }

    note(cause) {
        return cause.step
            ? _t("%(owner)s: %(step)s", { owner: cause.owner, step: cause.step })
            : cause.owner;
    }

    width(cause) {
        return Math.max(2, Math.round((100 * cause.count) / this.props.data.failed[0].count));
    }

    alone(cause) {
        if (cause.emails === 1) {
            return _t("One of them is an email without a message (e.g. a password reset)");
        }
        return _t("%(count)s of them are emails without a message (e.g. password resets)", {
            count: cause.emails,
        });
    }

    domain(cause) {
        return [...this.props.data.failures, ["failure_cause_id", "=", cause.id]];
    }

    open(cause) {
        if (cause.emails === cause.count && this.props.isAdministrator) {
            return this.openAlone(cause);
        }
        return openFailures(this.action, cause.title, this.domain(cause));
    }

    openAlone(cause) {
        return openFailedEmails(this.action, cause.title, this.domain(cause));
    }
}
