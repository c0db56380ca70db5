/** Shows Charts (services/dashboard/charts.py). */

import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { Causes } from "./causes";
import { BarChart } from "./chart";
import { Filters, isNarrowed } from "../filters";
import { HeatMap } from "./heat_map";
import { moment } from "../moment";
import { openAttempts, openFailures } from "../records";

/** Told apart by people who do not see red and green, on light and on dark pages. */
const COLORS = {
    accepted: "#2b8cc4",
    refused: "#d55e00",
    uncertain: "#b87a00",
    not_tried: "#7f8790",
    bounced: "#a35fc4",
};
/** What is counted by itself. */
const PARTS = ["attempts", "receivers", "failures"];
/** From short to long: all of them were accepted, so all of them are blue. */
const WAITS = ["#9ccbe8", "#5fabd8", "#2b8cc4", "#1c6390", "#103c58"];
const { DateTime, Duration } = luxon;

/** Attempts and failures of a period. Whatever is clicked leads to the records behind it, with the same filters. */
export class Charts extends Component {
    static template = "mail_troubleshooting.Charts";
    static components = { BarChart, Causes, Filters, HeatMap };
    static props = {
        version: Number,
        filters: Object,
        backfill: Object,
        isAdministrator: Boolean,
        onFilter: Function,
        onLoaded: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null, failed: false });
        // The page does not wait for this. What is told to a page that is not there yet would begin it, and this, anew.
        onMounted(() => this.load(this.props.filters));
        onWillUpdateProps((next) => {
            if (next.version !== this.props.version || next.filters !== this.props.filters) {
                this.load(next.filters);
            }
        });
    }

    /** Each part is shown as soon as it was counted: of millions one takes longer than the other. */
    async load(filters) {
        const asked = (this.asked = Symbol("asked"));
        const isSame = JSON.stringify(filters) === JSON.stringify(this.state.data?.filters);
        let data = isSame ? this.state.data : {};
        let failed = false;
        const count = async (part) => {
            const figures = await this.orm.silent
                .call("mail.troubleshooting.dashboard", "charts", [{ ...filters }, [part]])
                .catch(() => null);
            // An answer that comes late is not about what was chosen last.
            if (asked !== this.asked) {
                return;
            }
            failed ||= !figures;
            data = { ...data, ...figures };
            Object.assign(this.state, { data: figures ? data : this.state.data, failed });
            if (figures?.failed) {
                this.props.onLoaded(figures);
            }
        };
        await Promise.all(PARTS.map(count));
    }

    get isEmpty() {
        const { receivers, causes, bounced } = this.state.data;
        return [receivers, causes, bounced?.filter(Boolean)].every((rows) => rows?.length === 0);
    }

    get nothing() {
        return isNarrowed(this.state.data.filters)
            ? _t("No attempts match the filters in this period.")
            : _t("No attempts in this period. New attempts appear here with the server's reply.");
    }

    get hasWaited() {
        return this.state.data.times?.some((bar) => bar.waits.some(Boolean));
    }

    label(bar) {
        const format =
            this.state.data.filters.days === 1
                ? DateTime.TIME_SIMPLE
                : { day: "numeric", month: "short" };
        return moment(bar.from).toLocaleString(format);
    }

    outcomes(rows) {
        return Object.entries(this.state.data.outcomes).map(([key, label]) => ({
            key,
            label,
            color: COLORS[key],
            values: rows.map((row) => row.counts[key] || 0),
        }));
    }

    get times() {
        const { times, bounced } = this.state.data;
        const series = this.outcomes(times);
        if (bounced?.some(Boolean)) {
            const label = _t("Bounced later");
            series.push({
                key: "bounced",
                label,
                color: COLORS.bounced,
                values: bounced,
                line: true,
            });
        }
        return {
            title: _t("Attempts"),
            labels: times.map((bar) => this.label(bar)),
            series,
            onSelect: (index, key) =>
                key === "bounced"
                    ? this.openBounced(times[index])
                    : this.openBar(times[index], this.what(key), this.withOutcome(key)),
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
                    color: COLORS.refused,
                    values: causes.map((cause) => cause.count),
                },
            ],
            onSelect: (index) =>
                this.open(
                    [causes[index].title, this.period],
                    [
                        ["outcome", "!=", "accepted"],
                        ["failure_cause_id", "=", causes[index].id],
                    ]
                ),
        };
    }

    get receivers() {
        const { receivers } = this.state.data;
        return {
            title: _t("Receiving providers and domains"),
            labels: receivers.map((row) => row.title),
            series: this.outcomes(receivers),
            onSelect: (index, key) =>
                this.open(
                    [this.what(key), receivers[index].title, this.period],
                    [["recipient_domain", "in", receivers[index].domains], ...this.withOutcome(key)]
                ),
        };
    }

    get waiting() {
        const { times, waits } = this.state.data;
        const shown = (seconds) =>
            Duration.fromObject(
                seconds < 3600 ? { minutes: seconds / 60 } : { hours: seconds / 3600 }
            ).toHuman();
        const label = (part) =>
            part < waits.length
                ? _t("less than %(time)s", { time: shown(waits[part]) })
                : _t("%(time)s or more", { time: shown(waits[part - 1]) });
        return {
            title: _t("Waiting time until accepted by the server"),
            labels: times.map((bar) => this.label(bar)),
            series: WAITS.map((color, part) => ({
                key: String(part),
                label: label(part),
                color,
                values: times.map((bar) => bar.waits[part]),
            })),
            onSelect: (index, key) => this.openWaited(times[index], key),
        };
    }

    get hours() {
        const { hours } = this.state.data;
        return {
            title: _t("Attempts by hour and server"),
            labels: [...Array(24).keys()].map((hour) => this.hourLabel(hour)),
            rows: hours.map((row) => ({ ...row, id: row.id || 0 })),
            onSelect: (row, hour) =>
                this.open(
                    [hours[row].name, this.hourLabel(hour), this.period],
                    [
                        ["mail_server_id", "=", hours[row].id],
                        ["date.hour_number", "=", hour],
                    ]
                ),
        };
    }

    hourLabel(hour) {
        return DateTime.fromObject({ hour }).toLocaleString({ hour: "2-digit" });
    }

    get period() {
        const { days } = this.state.data.filters;
        return days === 1 ? _t("last 24 hours") : _t("last %(days)s days", { days });
    }

    /** What a part of a bar counts. */
    what(outcome) {
        return outcome ? this.state.data.outcomes[outcome] : _t("Attempts");
    }

    withOutcome(outcome) {
        return outcome ? [["outcome", "=", outcome]] : [];
    }

    openBar(bar, what, domain) {
        const days = this.state.data.filters.days;
        const day = moment(bar.from).toLocaleString(
            days === 1 ? DateTime.DATETIME_MED : DateTime.DATE_MED
        );
        return this.open([what, day], [["date", ">=", bar.from], ["date", "<", bar.to], ...domain]);
    }

    openWaited(bar, key) {
        const { waits } = this.state.data;
        const domain = [
            ["outcome", "=", "accepted"],
            ["waited", "!=", 0],
        ];
        if (key) {
            const part = Number(key);
            if (part > 0) {
                domain.push(["waited", ">=", waits[part - 1]]);
            }
            if (part < waits.length) {
                domain.push(["waited", "<", waits[part]]);
            }
        }
        return this.openBar(bar, this.what("accepted"), domain);
    }

    openBounced(bar) {
        return openFailures(this.action, _t("Bounced later"), [
            ...this.state.data.failures,
            ["notification_status", "=", "bounce"],
            ["failure_date", ">=", bar.from],
            ["failure_date", "<", bar.to],
        ]);
    }

    /** The list is called after what was clicked, and after what the filters above the charts leave. */
    open(names, domain) {
        const { attempts, choices, filters } = this.state.data;
        const chosen = ["company", "server", "cause"].map(
            (name) => choices[name].find(({ id }) => id === filters[name])?.name
        );
        const title = [...names, ...chosen].filter(Boolean).join(" · ");
        return openAttempts(this.action, title, [...attempts, ...domain]);
    }
}
