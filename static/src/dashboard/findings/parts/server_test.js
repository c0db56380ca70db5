import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** Connects to an outgoing server and logs in, sends nothing, and shows what the server says. */
export class ServerTest extends Component {
    static template = "mail_troubleshooting.ServerTest";
    static props = { server: Number };

    setup() {
        this.orm = useService("orm");
        this.state = useState({
            running: false,
            /** `{ ok, step, reply, title, duration }` */
            result: null,
        });
    }

    get took() {
        const { duration } = this.state.result;
        return duration ? _t("(%(duration)s ms)", { duration: Math.round(duration) }) : "";
    }

    async test() {
        // A button that is disabled loses the focus; this one keeps it.
        if (this.state.running) {
            return;
        }
        Object.assign(this.state, { running: true, result: null });
        try {
            this.state.result = await this.orm.call("ir.mail_server", "troubleshooting_test_now", [
                [this.props.server],
            ]);
        } finally {
            this.state.running = false;
        }
    }
}
