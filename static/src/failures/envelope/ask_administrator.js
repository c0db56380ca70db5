/** Shows Asked (services/failures/envelope/questions.py). */

import { Component, useState } from "@odoo/owl";

import { useAutofocus, useService } from "@web/core/utils/hooks";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Tells the administrators of a failure that the user cannot solve; once for each cause of a message. */
export class AskAdministrator extends Component {
    static template = "mail_troubleshooting.AskAdministrator";
    static props = {
        messageId: Number,
        causeId: Number,
        asked: [String, Boolean],
        onAsked: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ open: false, sentence: "", sending: false, before: false });
        useAutofocus({ refName: "sentence", mobile: true });
    }

    get told() {
        const when = deserializeDateTime(this.props.asked).toLocaleString(
            luxon.DateTime.DATETIME_MED
        );
        return this.state.before
            ? _t("The administrators were already asked on %(when)s.", { when })
            : _t("The administrators were asked on %(when)s.", { when });
    }

    async ask() {
        if (this.state.sending) {
            return;
        }
        this.state.sending = true;
        try {
            const { date, before } = await this.orm.call("mail.troubleshooting.question", "ask", [
                this.props.messageId,
                this.props.causeId,
                this.state.sentence,
            ]);
            Object.assign(this.state, { open: false, before });
            this.props.onAsked(date);
        } finally {
            this.state.sending = false;
        }
    }
}
