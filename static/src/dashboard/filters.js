import { Component } from "@odoo/owl";

import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";

/** What is shown where nobody chose anything: the ids that are 0 leave nothing out. */
export const EVERYTHING = { days: 30, company: 0, server: 0, cause: 0 };

/** The filters that the address of the page names, for a page that is opened by its address. */
export function filtersOfAddress() {
    const filters = { ...EVERYTHING };
    for (const name of Object.keys(filters)) {
        const value = router.current[name];
        if (Number.isInteger(value) && value > 0) {
            filters[name] = value;
        }
    }
    return filters;
}

/** As they stand in the address: what leaves nothing out is not named. */
export function filtersForAddress(filters) {
    return Object.fromEntries(
        Object.entries(filters).map(([name, value]) => [
            name,
            value === EVERYTHING[name] ? undefined : value,
        ])
    );
}

/** What the page is made of. */
export const TABS = ["issues", "charts", "changes", "snoozed"];

/** The tab that the address names, for a page that is opened by its address. */
export function tabOfAddress() {
    const { tab } = router.current;
    return TABS.includes(tab) ? tab : TABS[0];
}

/** Whether something is left out but by the period. */
export function isNarrowed({ company, server, cause }) {
    return Boolean(company || server || cause);
}

/** Period, company, server and cause. */
export class Filters extends Component {
    static template = "mail_troubleshooting.Filters";
    static props = { filters: Object, choices: Object, onChange: Function };

    setup() {
        this.periods = [
            { days: 1, label: _t("1 day") },
            { days: 7, label: _t("7 days") },
            { days: 30, label: _t("30 days") },
            { days: 90, label: _t("90 days") },
        ];
    }

    get selects() {
        const { choices } = this.props;
        return [
            { name: "company", label: _t("Company"), all: _t("All companies") },
            { name: "server", label: _t("Server"), all: _t("All servers") },
            { name: "cause", label: _t("Cause"), all: _t("All causes") },
        ].filter(({ name }) => choices[name]?.length);
    }

    choose(name, value) {
        this.change({ [name]: Number(value) });
    }

    change(values) {
        this.props.onChange({ ...this.props.filters, ...values });
    }
}
