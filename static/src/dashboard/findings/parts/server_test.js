import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/**
 * Connects to an outgoing server and logs in, sends nothing, and shows what the server says: `TestResult` of
 * `services/sending/testing/now.py`. Server 0 is the default one of the configuration file.
 */
export class ServerTest extends Component {
    static template = "mail_troubleshooting.ServerTest";
    static props = { server: Number, onSuccess: { type: Function, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            running: false,
            result: null,
        });
    }

    get title() {
        const { ok, cause } = this.state.result;
        return ok ? _t("The server accepts the connection and the login.") : cause.title;
    }

    get took() {
        return _t("(%(seconds)s s)", { seconds: this.state.result.seconds.toFixed(1) });
    }

    async test() {
        // A button that is disabled loses the focus; this one keeps it.
        if (this.state.running) {
            return;
        }
        Object.assign(this.state, { running: true, result: null });
        try {
            this.state.result = await this.orm.call("ir.mail_server", "troubleshooting_test_now", [
                this.props.server || false,
            ]);
        } finally {
            this.state.running = false;
        }
        if (this.state.result.ok) {
            this.props.onSuccess?.();
        }
    }
}
