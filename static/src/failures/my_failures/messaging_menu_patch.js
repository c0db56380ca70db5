// First what is patched here.
import "@mail/core/web/messaging_menu_patch";
import { MessagingMenu } from "@mail/core/public_web/messaging_menu";

import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

import { FailureWizard } from "../envelope/failure_wizard";

patch(MessagingMenu.prototype, {
    /** Of one message the wizard, of several my failures; text messages and letters stay Odoo's. */
    onClickFailure(failure) {
        if (failure.type !== "email") {
            return super.onClickFailure(...arguments);
        }
        const messageIds = new Set(
            failure.notifications.map((notification) => notification.mail_message_id.id)
        );
        if (messageIds.size > 1) {
            this.openFailureView(failure);
        } else {
            const [messageId] = messageIds;
            this.env.services.dialog.add(FailureWizard, { messageId });
        }
        this.dropdown.close();
    },

    openFailureView(failure) {
        if (failure.type !== "email") {
            return super.openFailureView(...arguments);
        }
        this.action.doAction({
            type: "ir.actions.client",
            tag: "mail_troubleshooting.my_failures",
            name: _t("My Email Failures"),
            params: { model: failure.resModel },
        });
    },

    /** Odoo forgets all failures of a kind of document at once: ask before. */
    cancelNotifications(failure) {
        if (failure.type !== "email") {
            return super.cancelNotifications(...arguments);
        }
        const cancel = () => super.cancelNotifications(failure);
        this.env.services.dialog.add(ConfirmationDialog, {
            title: _t("Ignore these failures?"),
            body: _t(
                "This dismisses all your failed emails of this kind (%(modelName)s), older ones too. They will not be sent again.",
                { modelName: failure.modelName }
            ),
            confirmLabel: _t("Ignore all"),
            confirm: cancel,
            cancel: () => {},
        });
    },
});
