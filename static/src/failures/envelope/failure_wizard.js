/** Shows Opened (services/failures/envelope/opened.py), and Resolved (services/failures/envelope/resolve.py). */

import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { AudienceDialog } from "../../tracing/audience_dialog";
import { describeProgress } from "./progress";
import { Recipient } from "./recipient";
import { RecipientCard } from "./recipient_card";

const MODEL = "mail.troubleshooting.wizard";

function resending(retried) {
    return retried === 1
        ? _t("Resending to one recipient…")
        : _t("Resending to %(retried)s recipients…", { retried });
}

function dismissed(ignored) {
    return ignored === 1
        ? _t("One failure dismissed")
        : _t("%(ignored)s failures dismissed", { ignored });
}

/** Says why a message did not reach everyone, and tries again for whom the user chooses. */
export class FailureWizard extends Component {
    static template = "mail_troubleshooting.FailureWizard";
    static components = { Dialog, RecipientCard };
    static props = {
        messageId: Number,
        close: Function,
        onResolved: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.dialog = useService("dialog");
        this.state = useState({ data: null, rows: [], sending: false });
        onWillStart(() => this.load());
    }

    async load() {
        const data = await this.orm.call(MODEL, "open_message", [this.props.messageId]);
        this.state.data = data;
        this.state.rows = data.failures.map((failure) => new Recipient(failure, data.may_retry));
    }

    get title() {
        const count = this.state.rows.length;
        if (!count) {
            return _t("No failures left");
        }
        if (count === 1) {
            return _t("One recipient was not reached");
        }
        return _t("%(count)s recipients were not reached", { count });
    }

    get progress() {
        const accepted = this.state.data.others.filter((other) => other.status === "sent");
        return describeProgress(this.state.data.progress, accepted.length);
    }

    get notSent() {
        const { people, more } = this.state.data.not_sent;
        return more ? _t("And %(more)s more", { more }) : people.length ? "" : false;
    }

    onAudience() {
        const { model, res_id: resId } = this.state.data.message;
        this.dialog.add(AudienceDialog, { model, resId });
    }

    asked({ name, sentence, date }) {
        const values = { name, sentence, date: this.date(date) };
        return sentence
            ? _t("%(name)s asked on %(date)s: “%(sentence)s”", values)
            : _t("%(name)s asked on %(date)s.", values);
    }

    /** One question covers everyone whom the message did not reach for the same cause. */
    onAsked(causeId, date) {
        for (const row of this.state.rows) {
            if (row.cause.id === causeId) {
                row.asked = date;
            }
        }
    }

    with(choice) {
        return this.state.rows.filter((row) => row.choice === choice);
    }

    get canSend() {
        const changed = this.state.rows.some((row) => row.choice !== "leave");
        return changed && this.with("again").every((row) => row.isUsable);
    }

    /** What Send & close will do. */
    get summary() {
        return _t("%(again)s to resend · %(leave)s left as failed · %(ignore)s ignored", {
            again: this.with("again").length,
            leave: this.with("leave").length,
            ignore: this.with("ignore").length,
        });
    }

    date(text) {
        return deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    async resolve(again, ignored) {
        if (this.state.sending) {
            return;
        }
        this.state.sending = true;
        try {
            const done = await this.orm.call(MODEL, "resolve", [
                this.props.messageId,
                again.map((row) => row.retryValues),
                ignored.map((row) => row.id),
            ]);
            this.tell(done, again.length);
        } finally {
            this.state.sending = false;
        }
        if (again.some((row) => row.isCorrected)) {
            this.env.bus.trigger("MAIL_TROUBLESHOOTING:ADDRESS_CORRECTED");
        }
        this.props.onResolved?.();
        this.props.close();
    }

    /** Says what was done; what the server answers, the envelope shows. */
    tell({ retried, ignored }, asked) {
        if (retried < asked) {
            this.notification.add(
                _t(
                    "Resending to %(retried)s of %(asked)s recipients. The others were already handled or deleted.",
                    { retried, asked }
                ),
                { type: "warning" }
            );
        } else if (retried) {
            this.notification.add(resending(retried), { type: "success" });
        } else if (ignored) {
            this.notification.add(dismissed(ignored), { type: "info" });
        }
    }

    onSend() {
        return this.resolve(this.with("again"), this.with("ignore"));
    }

    onIgnoreAll() {
        return this.resolve([], this.state.rows);
    }
}
