import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Areas } from "./areas";
import { Changes } from "./changes";
import { Charts } from "./charts";
import { EVERYTHING, filtersForAddress, filtersOfAddress } from "./filters";
import { FindingCard } from "./finding_card";
import { openFailures, openRecord, openRecords } from "./records";
import { SEVERITIES } from "./severity";

const REFRESH = 60 * 1000;
const { DateTime } = luxon;

/** Shows one payload of the server; it computes nothing of its own. */
export class EmailTroubleshootingDashboard extends Component {
    static template = "mail_troubleshooting.Dashboard";
    static components = { Areas, Changes, Charts, FindingCard, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            data: null,
            loading: false,
            outdated: false,
            checking: false,
            said: "",
            version: 0,
            /** Code of the area that alone is shown. */
            area: "",
            filters: this.props.state?.filters || filtersOfAddress(),
            /** How many failed, where they were all counted. */
            failed: null,
        });
        // Who comes back by the breadcrumb finds the filters as they were.
        useSetupAction({ getLocalState: () => ({ filters: this.state.filters }) });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
        onMounted(() => {
            // The address names them then as well, for who loads the page again.
            this.props.updateActionState?.(filtersForAddress(this.state.filters));
            this.timer = browser.setInterval(() => this.refresh(), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    /** What stands on the screen stays there where the server does not answer. */
    async refresh() {
        if (document.visibilityState !== "visible") {
            return;
        }
        try {
            await this.load();
        } catch {
            this.state.outdated = true;
        }
    }

    async load() {
        this.state.loading = true;
        try {
            this.state.data = await this.orm.call("mail.troubleshooting.dashboard", "payload", []);
            this.state.outdated = false;
        } finally {
            this.state.loading = false;
        }
    }

    filter(filters) {
        this.state.filters = filters;
        this.props.updateActionState?.(filtersForAddress(filters));
    }

    /** The first look stops counting at some thousands; the charts count all. */
    onFigures({ filters, failed }) {
        if (JSON.stringify(filters) === JSON.stringify(EVERYTHING)) {
            this.state.failed = failed.reduce((sum, cause) => sum + cause.count, 0);
        }
    }

    get failed() {
        const { failed, failed_or_more } = this.state.data;
        if (!failed_or_more) {
            return failed;
        }
        return this.state.failed ?? _t("more than %(count)s", { count: failed });
    }

    /** What a person asked for: the charts, which cost more, are read again as well. */
    async reload(said = "") {
        await this.load();
        this.state.version++;
        this.state.said = said;
    }

    /** One check after the other, so that it can be said how far they are. */
    async checkNow() {
        const checks = this.state.data.overview.checks.map((check) => check.code);
        let done = 0;
        try {
            for (const check of checks) {
                this.state.checking = _t("Checking: %(done)s of %(total)s", {
                    done,
                    total: checks.length,
                });
                await this.orm.call("mail.troubleshooting.checkup", "run", [check]);
                done++;
            }
        } finally {
            this.state.checking = false;
        }
        await this.reload();
        this.state.said = _t("Checked. %(verdict)s", { verdict: this.state.data.verdict.title });
    }

    chooseArea(code) {
        this.state.area = code;
    }

    get findings() {
        const { area, data } = this.state;
        return data.overview.findings.filter((finding) => !area || finding.area === area);
    }

    get icon() {
        const { icon, color } = SEVERITIES[this.state.data.verdict.severity];
        return `${icon} text-${color}`;
    }

    area(code) {
        return this.state.data.overview.areas.find((area) => area.code === code)?.label || "";
    }

    get checked() {
        const { checked, checks } = this.state.data.overview;
        return checked
            ? _t("%(total)s checks, the last one %(when)s", {
                  total: checks.length,
                  when: this.relative(checked),
              })
            : _t("%(total)s checks, none has run yet", { total: checks.length });
    }

    get nothingFound() {
        if (this.state.data.verdict.severity === "unknown") {
            return _t("Click Check Now to look at everything.");
        }
        if (this.state.area) {
            return _t("Nothing wrong was found here.");
        }
        return _t(
            "%(total)s checks look at the areas above by themselves and found nothing wrong. What they find stands here, with what to do.",
            { total: this.state.data.overview.checks.length }
        );
    }

    relative(text) {
        return text ? deserializeDateTime(text).toRelative() : _t("never");
    }

    get nextRun() {
        const { cron_active, next_run } = this.state.data.queue;
        if (!cron_active) {
            return _t("switched off");
        }
        return deserializeDateTime(next_run) <= DateTime.now()
            ? _t("due now")
            : this.relative(next_run);
    }

    /** Small print below each figure: whole sentences, so that they can be translated. */
    get notes() {
        const { queue, days, last_accepted } = this.state.data;
        const notDue = queue.waiting ? _t("None of them is due.") : _t("Nothing is waiting.");
        return {
            waiting: queue.oldest_due
                ? _t("The oldest was due %(when)s.", { when: this.relative(queue.oldest_due) })
                : notDue,
            failed: _t("In the last %(days)s days.", { days }),
            accepted: this.date(last_accepted),
            queue: queue.last_run
                ? _t("It ran last %(when)s.", { when: this.relative(queue.last_run) })
                : _t("It has not run yet."),
        };
    }

    date(text) {
        return text ? deserializeDateTime(text).toLocaleString(DateTime.DATETIME_MED) : "";
    }

    openQueueAction(id) {
        return openRecord(this.action, "ir.cron", id);
    }

    openWaiting() {
        const domain = [["state", "=", "outgoing"]];
        return openRecords(this.action, _t("Waiting Emails"), "mail.mail", domain);
    }

    openFailed() {
        const since = serializeDateTime(DateTime.now().minus({ days: this.state.data.days }));
        return openFailures(this.action, _t("Recipients Not Reached"), [
            ["failure_date", ">=", since],
        ]);
    }
}

registry.category("actions").add("mail_troubleshooting.dashboard", EmailTroubleshootingDashboard);
