import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

export function choices() {
    return [
        { value: "again", label: _t("Try Again") },
        { value: "leave", label: _t("Keep for Later") },
        { value: "ignore", label: _t("Ignore") },
    ];
}

/** What should be done for one recipient, or for all of a cause. */
export class Choice extends Component {
    static template = "mail_troubleshooting.Choice";
    static props = {
        id: [Number, String],
        value: String,
        label: String,
        disabled: Boolean,
        onChange: Function,
    };

    get choices() {
        return choices();
    }
}
