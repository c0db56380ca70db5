/** Shows figures of Payload (services/dashboard/payload.py) and Share (services/dashboard/charts.py). */

import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";

import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";

import { EVERYTHING } from "../filters";
import { ago } from "../moment";
import { openAttempts, openFailedEmails, openFailures, openRecord, openRecords } from "../records";

const { DateTime } = luxon;

/** Four figures, each of which leads to the records behind it. */
export class Figures extends Component {
    static template = "mail_troubleshooting.Figures";
    static props = {
        data: Object,
        version: Number,
        /** `{ failed, alone, domain }` of who was not reached, where all were counted. */
        counted: { type: [Object, { value: null }] },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ share: null, attempts: [] });
        // The page does not wait for this: it counts everything of a month.
        onMounted(() => this.load());
        onWillUpdateProps((next) => {
            if (next.version !== this.props.version) {
                this.load();
            }
        });
    }

    async load() {
        const asked = this.orm.silent.call("mail.troubleshooting.dashboard", "charts", [
            { ...EVERYTHING },
            ["share"],
        ]);
        const { share, attempts } = await asked.catch(() => ({ share: null, attempts: [] }));
        Object.assign(this.state, { share, attempts });
    }

    get figures() {
        return [this.failed, this.waiting, this.share, this.accepted];
    }

    get failed() {
        const { days, failed, failed_or_more } = this.props.data;
        const more = _t("more than %(count)s", { count: formatInteger(failed) });
        const all = this.props.counted?.failed;
        const isUncounted = failed_or_more && all === undefined;
        return {
            name: "failed",
            value: isUncounted ? more : formatInteger(failed_or_more ? all : failed),
            label:
                failed === 1
                    ? _t("recipient not reached in %(days)s days", { days })
                    : _t("recipients not reached in %(days)s days", { days }),
            open: failed && (() => this.openFailed()),
        };
    }

    get waiting() {
        const { queue, is_administrator } = this.props.data;
        return {
            name: "waiting",
            value: formatInteger(queue.waiting),
            label: this.waitingNote,
            open: is_administrator && (queue.waiting || queue.cron_id) && (() => this.openQueue()),
        };
    }

    /** The age of the oldest, or when the queue runs next. */
    get waitingNote() {
        const { cron_active, next_run, oldest_due } = this.props.data.queue;
        if (oldest_due) {
            return _t("in the email queue, the oldest due %(when)s", { when: ago(oldest_due) });
        }
        if (!cron_active) {
            return _t("in the email queue, which is inactive");
        }
        return deserializeDateTime(next_run) <= DateTime.now().plus({ minutes: 1 })
            ? _t("in the email queue, next run due now")
            : _t("in the email queue, next run %(when)s", { when: ago(next_run) });
    }

    get share() {
        const { share } = this.state;
        const { days } = this.props.data;
        return {
            name: "share",
            value: share?.tried ? percent(share.accepted / share.tried) : "–",
            label: _t("accepted in %(days)s days", { days }),
            open:
                share?.tried &&
                (() => openAttempts(this.action, _t("Attempts"), this.state.attempts)),
        };
    }

    get accepted() {
        const { last_accepted } = this.props.data;
        return {
            name: "accepted",
            value: last_accepted ? ago(last_accepted) : _t("Never"),
            label: _t("last accepted email"),
            open: last_accepted && (() => this.openAccepted()),
        };
    }

    /** Emails that no recipient in the list stands for, and that have a list of their own. */
    get failedAlone() {
        const { failed_alone, failed_alone_or_more } = this.props.data;
        if (failed_alone === 1) {
            return _t("+ 1 other email (e.g. a password reset)");
        }
        const more = _t("more than %(count)s", { count: failed_alone });
        const count = failed_alone_or_more ? (this.props.counted?.alone ?? more) : failed_alone;
        return _t("+ %(count)s other emails (e.g. password resets)", { count });
    }

    openQueue() {
        const { queue } = this.props.data;
        if (!queue.waiting) {
            return openRecord(this.action, "ir.cron", queue.cron_id);
        }
        const domain = [["state", "=", "outgoing"]];
        return openRecords(this.action, _t("Queued Emails"), "mail.mail", domain);
    }

    openAccepted() {
        const domain = [["outcome", "=", "accepted"]];
        return openAttempts(this.action, _t("Accepted by the Server"), domain);
    }

    /** The records that the number stands for. */
    domain(isCounted) {
        if (isCounted && this.props.counted) {
            return this.props.counted.domain;
        }
        const since = DateTime.now().minus({ days: this.props.data.days });
        return [["failure_date", ">=", serializeDateTime(since)]];
    }

    openFailed() {
        const domain = this.domain(this.props.data.failed_or_more);
        return openFailures(this.action, _t("Recipients Not Reached"), domain);
    }

    openFailedAlone() {
        const domain = this.domain(this.props.data.failed_alone_or_more);
        return openFailedEmails(this.action, _t("Emails without a Message"), domain);
    }
}

/** Rounded down, so that 100 % means all of them. */
function percent(share) {
    const format = { style: "percent", maximumFractionDigits: 1 };
    return (Math.floor(1000 * share) / 1000).toLocaleString(user.lang, format);
}
