import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/**
 * Connects to an outgoing server and says how that went. `TestResult` of `services/sending/testing/now.py`.
 *
 * `serverId` is false for the default server of the configuration file.
 */
export class TestNowDialog extends Component {
    static template = "mail_troubleshooting.TestNowDialog";
    static components = { Dialog };
    static props = { serverId: { type: [Number, Boolean], optional: true }, close: Function };
    static defaultProps = { serverId: false };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ busy: true, result: null });
        onWillStart(() => {
            this.run(); // not waited for: the dialog shows that it is going on
        });
    }

    duration(step) {
        return _t("%(seconds)s s", { seconds: step.seconds.toFixed(2) });
    }

    async run() {
        this.state.busy = true;
        try {
            this.state.result = await this.orm.call("ir.mail_server", "troubleshooting_test_now", [
                this.props.serverId,
            ]);
        } finally {
            this.state.busy = false;
        }
    }
}

export function openTestNow(env, action) {
    const { server_id, active_id } = { ...action.context, ...action.params };
    env.services.dialog.add(TestNowDialog, { serverId: server_id || active_id || false });
}

registry.category("actions").add("mail_troubleshooting.test_now", openTestNow);
