import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MODEL = "mail.troubleshooting.test.email";

/** Sends one email and says what the server replied. `Outcome` of `services/sending/testing/test_email.py`. */
export class SendTestDialog extends Component {
    static template = "mail_troubleshooting.SendTestDialog";
    static components = { Dialog };
    static props = { close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            address: "",
            sender: "",
            serverId: "",
            servers: [],
            busy: false,
            outcome: null,
        });
        onWillStart(async () =>
            Object.assign(this.state, await this.orm.call(MODEL, "test_defaults", []))
        );
    }

    get advice() {
        const { address } = this.state.outcome;
        return _t(
            "Check the inbox and the spam folder of %(address)s. Odoo cannot see whether the email arrived there.",
            { address }
        );
    }

    get serverLine() {
        return _t("Server: %(name)s", { name: this.state.outcome.server });
    }

    async send() {
        this.state.busy = true;
        this.state.outcome = null;
        const { address, sender, serverId } = this.state;
        try {
            // Answered when the server has replied: the email is sent when this call is committed.
            const test = await this.orm.call(MODEL, "send_test", [
                address,
                sender,
                Number(serverId) || false,
            ]);
            this.state.outcome = await this.orm.call(MODEL, "test_outcome", [test]);
        } finally {
            this.state.busy = false;
        }
    }
}

export function openSendTest(env) {
    env.services.dialog.add(SendTestDialog, {});
}

registry.category("actions").add("mail_troubleshooting.send_test", openSendTest);
