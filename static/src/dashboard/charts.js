import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { BarChart } from "./chart";

const COLORS = {
    accepted: "success",
    refused: "danger",
    uncertain: "warning",
    not_tried: "gray-600",
};
const ATTEMPT = "mail.troubleshooting.attempt";

/** Attempts of a period: by time, by cause, by receiving domain. Each leads to the list of attempts behind it. */
export class Charts extends Component {
    static template = "mail_troubleshooting.Charts";
    static components = { BarChart };
    static props = { version: Number };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.periods = [
            { days: 1, label: _t("1 day") },
            { days: 7, label: _t("7 days") },
            { days: 30, label: _t("30 days") },
        ];
        this.state = useState({ days: 30, data: null, failed: false });
        // The page does not wait for this.
        onWillStart(() => void this.load());
        onWillUpdateProps((next) => {
            if (next.version !== this.props.version) {
                this.load();
            }
        });
    }

    async load(days = this.state.days) {
        this.state.days = days;
        try {
            const data = await this.orm.silent.call("mail.troubleshooting.dashboard", "charts", [
                days,
            ]);
            // An answer that comes late is not about what was chosen last.
            if (data.days === this.state.days) {
                Object.assign(this.state, { data, failed: false });
            }
        } catch {
            this.state.failed = true;
        }
    }

    get isEmpty() {
        return !this.state.data.domains.length && !this.state.data.causes.length;
    }

    series(rows) {
        return Object.entries(this.state.data.outcomes).map(([key, label]) => ({
            key,
            label,
            color: COLORS[key],
            values: rows.map((row) => row.counts[key] || 0),
        }));
    }

    get times() {
        const { times, days } = this.state.data;
        const format = days === 1 ? luxon.DateTime.TIME_SIMPLE : { day: "numeric", month: "short" };
        return {
            title: _t("Attempts"),
            labels: times.map((bar) => deserializeDateTime(bar.from).toLocaleString(format)),
            series: this.series(times),
            onSelect: (index, outcome) => this.openTime(times[index], outcome),
        };
    }

    get causes() {
        const { causes } = this.state.data;
        return {
            title: _t("Why attempts failed"),
            labels: causes.map((cause) => cause.title),
            series: [
                {
                    key: "",
                    label: _t("Attempts"),
                    color: "danger",
                    values: causes.map((cause) => cause.count),
                },
            ],
            onSelect: (index) =>
                this.open(causes[index].title, [
                    ...this.since,
                    ["outcome", "!=", "accepted"],
                    ["failure_cause_id", "=", causes[index].id],
                ]),
        };
    }

    get domains() {
        const { domains } = this.state.data;
        return {
            title: _t("Receiving domains"),
            labels: domains.map((row) => row.domain),
            series: this.series(domains),
            onSelect: (index, outcome) =>
                this.open(domains[index].domain, [
                    ...this.since,
                    ["recipient_domain", "=", domains[index].domain],
                    ...this.outcome(outcome),
                ]),
        };
    }

    get since() {
        return [["date", ">=", this.state.data.since]];
    }

    outcome(key) {
        return key ? [["outcome", "=", key]] : [];
    }

    openTime(bar, outcome) {
        const name = deserializeDateTime(bar.from).toLocaleString(luxon.DateTime.DATETIME_MED);
        const domain = [["date", ">=", bar.from], ["date", "<", bar.to], ...this.outcome(outcome)];
        return this.open(name, domain);
    }

    open(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: ATTEMPT,
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}
