/** Shows Overview (services/dashboard/findings/overview.py). */

import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import { FindingCard } from "./finding_card";

/** Findings in rows, worst first; below them what was fixed lately, and what is only worth knowing in one row. */
export class Issues extends Component {
    static template = "mail_troubleshooting.Issues";
    static components = { FindingCard };
    static props = {
        overview: Object,
        area: String,
        /** Those that were put off, or those that were not. */
        snoozed: { type: Boolean, optional: true },
        isAdministrator: Boolean,
        /** What the reader unfolded or folded, by finding. */
        opened: Object,
        onChanged: Function,
    };

    ofArea(findings) {
        const { area } = this.props;
        return findings.filter((finding) => !area || finding.area === area);
    }

    get found() {
        const isMeant = (finding) => Boolean(finding.snoozed_until) === Boolean(this.props.snoozed);
        return this.ofArea(this.props.overview.findings).filter(isMeant);
    }

    get rows() {
        return this.found.filter((finding) => this.props.snoozed || finding.severity !== "info");
    }

    get fixed() {
        return this.props.snoozed ? [] : this.ofArea(this.props.overview.fixed);
    }

    get notes() {
        return this.props.snoozed
            ? []
            : this.found.filter((finding) => finding.severity === "info");
    }

    get notesLabel() {
        const titles = this.notes.map((finding) => finding.title).join("; ");
        return _t("%(count)s notes: %(titles)s", { count: this.notes.length, titles });
    }

    get nothing() {
        const { area, overview, snoozed } = this.props;
        if (snoozed) {
            return _t("No issues are snoozed.");
        }
        if (!overview.checked) {
            return _t("Click Check Now to look at everything.");
        }
        if (this.ofArea(overview.findings).some((finding) => finding.snoozed_until)) {
            return _t("All issues here are snoozed.");
        }
        if (area) {
            return _t("No issues here.");
        }
        return _t(
            "%(total)s automatic checks found nothing wrong. New issues appear here, with the steps to fix them.",
            { total: overview.checks.length }
        );
    }

    card(finding) {
        const { isAdministrator, onChanged, opened, overview, snoozed } = this.props;
        const isFirst = !snoozed && finding.id === this.rows[0]?.id;
        const isOpen = opened[finding.id] ?? isFirst;
        return {
            finding,
            area: overview.areas.find((area) => area.code === finding.area)?.label || "",
            isFirst,
            isOpen,
            isAdministrator,
            onToggle: () => (opened[finding.id] = !isOpen),
            onChanged,
        };
    }
}
