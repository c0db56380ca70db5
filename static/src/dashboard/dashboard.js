/** Shows Payload (services/dashboard/payload.py). */

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
import { Changes } from "./findings/changes";
import { Charts } from "./charts/charts";
import { EVERYTHING, filtersForAddress, filtersOfAddress } from "./filters";
import { FindingCard } from "./findings/finding_card";
import { moment } from "./moment";
import { openFailedEmails, openFailures, openRecord, openRecords } from "./records";
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
            /** Who was not reached, where all were counted. */
            failed: null,
            failedAlone: null,
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
    onFigures({ filters, failed, failures }) {
        if (JSON.stringify(filters) === JSON.stringify(EVERYTHING)) {
            const alone = failed.reduce((sum, cause) => sum + cause.emails, 0);
            const all = failed.reduce((sum, cause) => sum + cause.count, 0);
            Object.assign(this.state, { failed: all - alone, failedAlone: alone });
            /** The domain of the very same; nothing is drawn from it. */
            this.counted = failures;
        }
    }

    get failed() {
        const { failed, failed_or_more } = this.state.data;
        if (!failed_or_more) {
            return failed;
        }
        return this.state.failed ?? _t("more than %(count)s", { count: failed });
    }

    /** Emails that no recipient in the list stands for, and that have a list of their own. */
    get failedAlone() {
        const { failed_alone, failed_alone_or_more } = this.state.data;
        if (failed_alone === 1) {
            return _t("+ 1 other email (e.g. a password reset)");
        }
        const more = _t("more than %(count)s", { count: failed_alone });
        const count = failed_alone_or_more ? (this.state.failedAlone ?? more) : failed_alone;
        return _t("+ %(count)s other emails (e.g. password resets)", { count });
    }

    /** What a person asked for: the charts, which cost more, are read again as well. */
    async reload(said = "") {
        await this.load();
        this.state.version++;
        this.state.said = said;
    }

    /** One check after the other, so that it can be said how far they are. */
    async checkNow() {
        // A button that is disabled loses the focus; this one keeps it.
        if (this.state.checking) {
            return;
        }
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

    get found() {
        const { area, data } = this.state;
        return data.overview.findings.filter((finding) => !area || finding.area === area);
    }

    get findings() {
        return this.found.filter((finding) => !finding.snoozed_until);
    }

    /** What somebody put off stands folded below the others. */
    get left() {
        return this.found.filter((finding) => finding.snoozed_until);
    }

    get leftLabel() {
        const count = this.left.reduce((sum, finding) => sum + 1 + (finding.more || 0), 0);
        return _t("Snoozed: %(count)s", { count });
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
            ? _t("%(total)s checks, last run %(when)s", {
                  total: checks.length,
                  when: this.relative(checked),
              })
            : _t("%(total)s checks, none run yet", { total: checks.length });
    }

    get nothingFound() {
        if (this.state.data.verdict.severity === "unknown") {
            return _t("Click Check Now to look at everything.");
        }
        if (this.left.length) {
            return _t("All issues here are snoozed.");
        }
        if (this.state.area) {
            return _t("No issues here.");
        }
        return _t(
            "%(total)s automatic checks found nothing wrong. New issues appear here, with the steps to fix them.",
            { total: this.state.data.overview.checks.length }
        );
    }

    relative(text) {
        return text ? deserializeDateTime(text).toRelative() : _t("never");
    }

    get nextRun() {
        const { cron_active, next_run } = this.state.data.queue;
        if (!cron_active) {
            return _t("inactive");
        }
        return deserializeDateTime(next_run) <= DateTime.now()
            ? _t("due now")
            : this.relative(next_run);
    }

    /** Small print below each figure: whole sentences, so that they can be translated. */
    get notes() {
        const { queue, days, last_accepted } = this.state.data;
        const notDue = queue.waiting ? _t("None of them are due.") : _t("Nothing is waiting.");
        return {
            waiting: queue.oldest_due
                ? _t("The oldest was due %(when)s.", { when: this.relative(queue.oldest_due) })
                : notDue,
            failed: _t("In the last %(days)s days.", { days }),
            accepted: this.date(last_accepted),
            queue: queue.last_run
                ? _t("Last run: %(when)s.", { when: this.relative(queue.last_run) })
                : _t("It has not run yet."),
        };
    }

    date(text) {
        return text ? moment(text).toLocaleString(DateTime.DATETIME_MED) : "";
    }

    openQueueAction(id) {
        return openRecord(this.action, "ir.cron", id);
    }

    openWaiting() {
        const domain = [["state", "=", "outgoing"]];
        return openRecords(this.action, _t("Queued Emails"), "mail.mail", domain);
    }

    /** The records that the number stands for. */
    failedDomain(isCountedByCharts) {
        if (isCountedByCharts && this.counted) {
            return this.counted;
        }
        const since = DateTime.now().minus({ days: this.state.data.days });
        return [["failure_date", ">=", serializeDateTime(since)]];
    }

    openFailed() {
        const domain = this.failedDomain(this.state.data.failed_or_more);
        return openFailures(this.action, _t("Recipients Not Reached"), domain);
    }

    openFailedAlone() {
        const domain = this.failedDomain(this.state.data.failed_alone_or_more);
        return openFailedEmails(this.action, _t("Emails without a Message"), domain);
    }
}

registry.category("actions").add("mail_troubleshooting.dashboard", EmailTroubleshootingDashboard);
