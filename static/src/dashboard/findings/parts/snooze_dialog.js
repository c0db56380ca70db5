import { Component, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";

const { DateTime } = luxon;

/** Asks until when a finding may be left, and why. */
export class SnoozeDialog extends Component {
    static template = "mail_troubleshooting.SnoozeDialog";
    static components = { Dialog };
    static props = { title: String, snooze: Function, close: Function };

    setup() {
        const today = DateTime.now();
        this.first = today.plus({ days: 1 }).toISODate();
        this.state = useState({
            until: today.plus({ days: 7 }).toISODate(),
            reason: "",
            busy: false,
        });
    }

    get isComplete() {
        return Boolean(this.state.until >= this.first && this.state.reason.trim());
    }

    async save() {
        this.state.busy = true;
        try {
            await this.props.snooze(this.state.until, this.state.reason);
            this.props.close();
        } finally {
            this.state.busy = false;
        }
    }
}
