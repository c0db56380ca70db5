import { Message } from "@mail/core/common/message";
import { markEventHandled } from "@web/core/utils/misc";
import { patch } from "@web/core/utils/patch";
import { user } from "@web/core/user";
import { toRaw } from "@odoo/owl";

import { FailureWizard } from "./envelope/failure_wizard";

patch(Message.prototype, {
    /** A red envelope opens the failure wizard for whom it concerns; everything else stays Odoo's. */
    async onClickNotification(ev) {
        const message = toRaw(this.message);
        const failed = message.failureNotifications.some((n) => n.notification_type === "email");
        if (!failed || !(await this.mayOpenFailureWizard(message))) {
            return super.onClickNotification(...arguments);
        }
        markEventHandled(ev, "Message.ClickFailure");
        this.dialog.add(FailureWizard, { messageId: message.id }, { context: this });
    },

    /** Odoo gives the envelope the focus and the role of a button, and lets only the mouse press it. */
    onKeydownNotification(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.onClickNotification(ev);
        }
    },

    async mayOpenFailureWizard(message) {
        return (
            message.isSelfAuthored ||
            user.isSystem ||
            (await user.hasGroup("mail_troubleshooting.group_mail_support"))
        );
    },
});
