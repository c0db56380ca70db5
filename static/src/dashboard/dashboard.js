import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Charts } from "./charts";
import { FindingCard } from "./finding_card";
import { SEVERITIES } from "./severity";

const REFRESH = 60 * 1000;
/** Shows one payload of the server; it computes nothing of its own. */
export class EmailTroubleshootingDashboard extends Component {
    static template = "mail_troubleshooting.Dashboard";
    static components = { Charts, FindingCard, Layout };
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
        });
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
        onMounted(() => {
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
            this.state.outdated = false;
        } catch {
            this.state.outdated = true;
        }
    }

    async load() {
        this.state.loading = true;
        try {
            this.state.data = await this.orm.call("mail.troubleshooting.dashboard", "payload", []);
        } finally {
            this.state.loading = false;
        }
    }

    /** What a person asked for: the charts, which cost more, are read again as well. */
    async reload(said = "") {
        await this.load();
        this.state.version++;
        this.state.said = said;
    }

    /** One check after the other, so that it can be said how far they are. */
    async checkNow() {
        const { checks } = this.state.data.overview;
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

    severity(name) {
        return SEVERITIES[name];
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
        return deserializeDateTime(next_run) <= luxon.DateTime.now()
            ? _t("due now")
            : this.relative(next_run);
    }

    /** Small print below each figure: whole sentences, so that they can be translated. */
    get notes() {
        const { queue, days, last_accepted } = this.state.data;
        return {
            waiting: queue.oldest_due
                ? _t("The oldest was due %(when)s.", { when: this.relative(queue.oldest_due) })
                : _t("None of them is due."),
            failed: _t("In the last %(days)s days.", { days }),
            accepted: this.date(last_accepted),
            queue: queue.last_run
                ? _t("It ran last %(when)s.", { when: this.relative(queue.last_run) })
                : _t("It has not run yet."),
        };
    }

    get nothingFailed() {
        return _t(
            "Nothing failed in the last %(days)s days. What fails from now on is explained here, by cause.",
            { days: this.state.data.days }
        );
    }

    get explaining() {
        const { done, total } = this.state.data.backfill;
        return _t("Past failures are being explained, newest first: %(done)s of %(total)s.", {
            done,
            total,
        });
    }

    causeNote(cause) {
        return cause.step
            ? _t("%(owner)s: %(step)s", { owner: cause.owner, step: cause.step })
            : cause.owner;
    }

    date(text) {
        return text ? deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED) : "";
    }

    width(cause) {
        return Math.max(2, Math.round((100 * cause.count) / this.state.data.causes[0].count));
    }

    openQueueAction(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "ir.cron",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openWaiting() {
        return this.openList(_t("Waiting Emails"), "mail.mail", [["state", "=", "outgoing"]]);
    }

    openFailed() {
        return this.action.doAction("mail_troubleshooting.action_failed_notifications", {
            additionalContext: { search_default_recent: 1 },
        });
    }

    openCause(cause) {
        return this.action.doAction("mail_troubleshooting.action_failed_notifications", {
            additionalContext: {
                search_default_recent: 1,
                search_default_failure_cause_id: cause.id,
            },
        });
    }

    openList(name, model, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: model,
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}

registry.category("actions").add("mail_troubleshooting.dashboard", EmailTroubleshootingDashboard);
