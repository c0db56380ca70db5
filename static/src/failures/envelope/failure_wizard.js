/** Shows Opened (services/failures/envelope/opened.py), Resolved (services/failures/envelope/resolve.py), Restored (services/failures/envelope/afterwards/undo.py). */

import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { AudienceDialog } from "../../tracing/audience_dialog";
import { CauseGroup, groupByCause } from "./cause_group";
import { describeOutcomes } from "./outcomes";
import { acceptedFor, describeProgress } from "./progress";
import { Recipient } from "./recipient";

const MODEL = "mail.troubleshooting.wizard";
/** Milliseconds between two looks at what came of it: while it is being sent, and while it waits in the queue. */
const LOOK_SENDING = 1000;
const LOOK_WAITING = 3000;
/** Milliseconds to read that everybody is reached now. */
const READ = 1500;
/** Others who are named without being asked for. */
const FEW = 5;

function ignoredText(ignored) {
    return ignored === 1
        ? _t("One failure ignored.")
        : _t("%(ignored)s failures ignored.", { ignored });
}

/** Says why a message did not reach everyone, and tries again for whom the user chooses. */
export class FailureWizard extends Component {
    static template = "mail_troubleshooting.FailureWizard";
    static components = { CauseGroup, Dialog };
    static props = {
        messageId: Number,
        close: Function,
        onResolved: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.dialog = useService("dialog");
        // phase: "choose", "sending" until the server has answered the browser, "sent"
        this.state = useState({ data: null, rows: [], phase: "choose", open: {} });
        onWillStart(() => this.load());
        onWillDestroy(() => {
            this.isClosed = true;
            browser.clearTimeout(this.timer);
        });
    }

    async load() {
        const data = await this.orm.call(MODEL, "open_message", [this.props.messageId]);
        this.state.data = data;
        this.state.rows = data.failures.map((failure) => new Recipient(failure, data.may_retry));
        this.groups = groupByCause(this.state.rows);
    }

    get title() {
        const count = this.state.rows.length;
        if (!count) {
            return _t("No failures left");
        }
        if (this.state.data.others.length) {
            const total = count + this.state.data.others.length;
            return count === 1
                ? _t("One of %(total)s recipients was not reached", { total })
                : _t("%(count)s of %(total)s recipients were not reached", { count, total });
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

    /** Those who fit, and behind one click the others. */
    get shownOthers() {
        const { others } = this.state.data;
        return this.state.open.others || others.length <= FEW ? others : [];
    }

    get othersLabel() {
        return _t("Show All %(count)s", { count: this.state.data.others.length });
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
        return (
            this.state.phase === "choose" &&
            changed &&
            this.with("again").every((row) => row.isUsable)
        );
    }

    /** What Send & close will do, and what came of it. */
    get summary() {
        const sent = this.state.rows.filter((row) => row.outcome);
        if (sent.length) {
            return describeOutcomes(sent);
        }
        return _t("%(again)s to resend · %(leave)s left as failed · %(ignore)s ignored", {
            again: this.with("again").length,
            leave: this.with("leave").length,
            ignore: this.with("ignore").length,
        });
    }

    date(text) {
        return deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    // ------------------------------------------------------------
    // Send & close
    // ------------------------------------------------------------

    async resolve(again, ignored) {
        if (this.state.phase !== "choose") {
            return;
        }
        this.state.phase = "sending";
        for (const row of again) {
            row.outcome = { state: "sending", words: "" };
        }
        this.lookLater(LOOK_SENDING);
        let done;
        try {
            done = await this.orm.call(MODEL, "resolve", [
                this.props.messageId,
                again.map((row) => row.retryValues),
                ignored.map((row) => row.id),
            ]);
        } catch (error) {
            this.state.phase = "choose";
            again.forEach((row) => (row.outcome = false));
            throw error;
        }
        this.state.phase = "sent";
        browser.clearTimeout(this.timer);
        this.tell(done, again.length);
        if (again.some((row) => row.isCorrected)) {
            this.env.bus.trigger("MAIL_TROUBLESHOOTING:ADDRESS_CORRECTED");
        }
        this.props.onResolved?.();
        await this.look();
    }

    /** Says what no row says: who was too late, and how to take back that failures were ignored. */
    tell({ retried, ignored, undo }, asked) {
        if (retried < asked) {
            this.notification.add(
                _t(
                    "Resending to %(retried)s of %(asked)s recipients. The others were already handled or deleted.",
                    { retried, asked }
                ),
                { type: "warning" }
            );
        }
        if (ignored) {
            const close = this.notification.add(ignoredText(ignored), {
                type: "info",
                autocloseDelay: 10000,
                buttons: undo
                    ? [{ name: _t("Undo"), onClick: () => (close(), this.undo(undo)) }]
                    : [],
            });
        }
    }

    /** Works after the dialog was closed, too. */
    async undo(token) {
        const { notification } = this;
        const { restored, asked } = await this.env.services.orm.call(MODEL, "undo_ignore", [token]);
        if (restored === asked) {
            notification.add(
                restored === 1
                    ? _t("One failure is back.")
                    : _t("%(restored)s failures are back.", { restored }),
                { type: "success" }
            );
        } else {
            notification.add(
                _t("%(restored)s of %(asked)s failures are back. The others changed meanwhile.", {
                    restored,
                    asked,
                }),
                { type: "warning" }
            );
        }
    }

    lookLater(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.look(), delay);
    }

    /** Shows what came of those that have no answer yet; closes once everybody is reached. */
    async look() {
        const isSent = this.state.phase === "sent";
        const rows = this.state.rows.filter((row) =>
            ["sending", "waiting"].includes(row.outcome?.state)
        );
        if (rows.length) {
            const outcomes = await this.orm.silent.call(MODEL, "outcomes", [
                this.props.messageId,
                rows.map((row) => row.outcomeKey),
            ]);
            if (isSent !== (this.state.phase === "sent")) {
                return; // the server has answered meanwhile, and is asked anew
            }
            rows.forEach((row, index) => {
                // Before that, only an attempt since tells anything: the failure that is known is the old one.
                if (isSent || outcomes[index].is_new) {
                    row.outcome = outcomes[index];
                }
            });
        }
        if (this.isClosed || this.state.phase === "choose") {
            return;
        }
        if (this.state.phase === "sending") {
            this.lookLater(LOOK_SENDING);
        } else {
            this.closeOrWait();
        }
    }

    closeOrWait() {
        const sent = this.state.rows.filter((row) => row.outcome);
        if (sent.every((row) => row.outcome.state === "accepted")) {
            if (sent.length) {
                this.notification.add(acceptedFor(sent.length), { type: "success" });
                this.timer = browser.setTimeout(this.props.close, READ);
            } else {
                this.props.close();
            }
        } else if (sent.some((row) => ["sending", "waiting"].includes(row.outcome.state))) {
            this.lookLater(LOOK_WAITING);
        }
    }

    onSend() {
        return this.resolve(this.with("again"), this.with("ignore"));
    }

    onIgnoreAll() {
        return this.resolve([], this.state.rows);
    }
}
