import { Component, onWillUnmount, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";

/** Number of errors that checks found, for those to whom the server tells it. It comes with the page, then over the bus. */
export class ErrorMark extends Component {
    static template = "mail_troubleshooting.ErrorMark";
    static props = {};

    setup() {
        this.action = useService("action");
        const bus = useService("bus_service");
        this.state = useState({ count: session.mail_troubleshooting_errors });
        const onErrors = ({ count }) => (this.state.count = count);
        bus.subscribe("mail_troubleshooting/errors", onErrors);
        onWillUnmount(() => bus.unsubscribe("mail_troubleshooting/errors", onErrors));
    }

    get label() {
        const { count } = this.state;
        return count === 1 ? _t("1 email issue") : _t("%(count)s email issues", { count });
    }

    open() {
        return this.action.doAction("mail_troubleshooting.action_dashboard");
    }
}

registry.category("systray").add(
    "mail_troubleshooting.ErrorMark",
    {
        Component: ErrorMark,
        isDisplayed: () => "mail_troubleshooting_errors" in session,
    },
    { sequence: 22 }
);
