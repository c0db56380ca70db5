/** Shows Payload (services/dashboard/payload.py). */

import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { Notebook } from "@web/core/notebook/notebook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Changes } from "./charts/changes";
import { Charts } from "./charts/charts";
import { EVERYTHING, TABS, filtersForAddress, filtersOfAddress, tabOfAddress } from "./filters";
import { Issues } from "./findings/issues";
import { Areas } from "./head/areas";
import { Figures } from "./head/figures";
import { ago } from "./moment";
import { openAttempts } from "./records";
import { SEVERITIES } from "./severity";

const REFRESH = 60 * 1000;

/** Shows one payload of the server; it computes nothing of its own. */
export class EmailTroubleshootingDashboard extends Component {
    static template = "mail_troubleshooting.Dashboard";
    static components = { Areas, Changes, Charts, Figures, Issues, Layout, Notebook };
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
            tab: this.props.state?.tab || tabOfAddress(),
            /** What the reader unfolded or folded, by finding. */
            opened: this.props.state?.opened || {},
            filters: this.props.state?.filters || filtersOfAddress(),
            /** Who was not reached, where all were counted. */
            counted: null,
            /** Id of the finding to look at. */
            goal: false,
        });
        // Who comes back by the breadcrumb finds the page as it was.
        useSetupAction({
            getLocalState: () => {
                const { filters, opened, tab } = this.state;
                return { filters, opened: { ...opened }, tab };
            },
        });
        useEffect(
            () => this.goTo(),
            () => [this.state.goal, this.state.tab]
        );
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
        onMounted(() => {
            this.nameInAddress();
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
        this.nameInAddress();
    }

    /** For who loads the page again, or sends its address to somebody. */
    nameInAddress() {
        const { filters, tab } = this.state;
        this.props.updateActionState?.({
            ...filtersForAddress(filters),
            tab: tab === TABS[0] ? undefined : tab,
        });
    }

    /** The first look stops counting at some thousands; the charts count all. */
    onFigures({ filters, failed, failures }) {
        if (JSON.stringify(filters) === JSON.stringify(EVERYTHING)) {
            const alone = failed.reduce((sum, cause) => sum + cause.emails, 0);
            const all = failed.reduce((sum, cause) => sum + cause.count, 0);
            this.state.counted = { failed: all - alone, alone, domain: failures };
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
        Object.assign(this.state, { area: code, tab: TABS[0] });
        this.nameInAddress();
    }

    onTab(tab) {
        if (tab !== this.state.tab) {
            this.state.tab = tab;
            this.nameInAddress();
        }
    }

    /** What the sentence is about: unfolded, and in view. */
    start() {
        const goal = this.state.data.verdict.finding;
        this.state.opened[goal] = true;
        Object.assign(this.state, { area: "", tab: TABS[0], goal });
        this.nameInAddress();
    }

    goTo() {
        const row = document.querySelector(`[data-finding="${this.state.goal}"]`);
        if (row) {
            row.scrollIntoView({ behavior: "smooth", block: "start" });
            row.querySelector(".o_mail_troubleshooting_fold").focus({ preventScroll: true });
            this.state.goal = false;
        }
    }

    get issues() {
        const { area, data, opened } = this.state;
        return {
            overview: data.overview,
            area,
            opened,
            isAdministrator: data.is_administrator,
            onChanged: (said) => this.reload(said),
        };
    }

    get issuesLabel() {
        return _t("Issues (%(count)s)", { count: this.count(false) });
    }

    get snoozedLabel() {
        return _t("Snoozed (%(count)s)", { count: this.count(true) });
    }

    /** How many rows there are, and how many more stand behind them. Notes are counted in their own row. */
    count(isSnoozed) {
        return this.state.data.overview.findings
            .filter((finding) => Boolean(finding.snoozed_until) === isSnoozed)
            .filter((finding) => isSnoozed || finding.severity !== "info")
            .reduce((sum, finding) => sum + 1 + (finding.more || 0), 0);
    }

    get icon() {
        const { icon, color } = SEVERITIES[this.state.data.verdict.severity];
        return `${icon} text-${color}`;
    }

    get checked() {
        const { checked } = this.state.data.overview;
        return checked ? _t("Checked %(when)s", { when: ago(checked) }) : _t("Not checked yet");
    }

    findEmail() {
        return openAttempts(this.action, _t("Find an Email"), []);
    }
}

registry.category("actions").add("mail_troubleshooting.dashboard", EmailTroubleshootingDashboard);
