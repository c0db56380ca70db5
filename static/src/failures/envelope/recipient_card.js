/** Shows Card (services/failures/envelope/cards.py). */

import { Component, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { AskAdministrator } from "./ask_administrator";

/** One recipient who was not reached: why, who must act, and what shall happen now. */
export class RecipientCard extends Component {
    static template = "mail_troubleshooting.RecipientCard";
    static components = { AskAdministrator };
    static props = {
        messageId: Number,
        row: Object,
        mayRetry: Boolean,
        isAdministrator: Boolean,
        onAsked: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.row = useState(this.props.row);
        // What is unfolded.
        this.state = useState({
            administrator: this.props.isAdministrator && !this.props.mayRetry,
            details: false,
        });
    }

    get mayEdit() {
        return this.props.mayRetry && this.row.may_edit;
    }

    get choices() {
        return [
            { value: "again", label: _t("Try Again") },
            { value: "leave", label: _t("Keep for Later") },
            { value: "ignore", label: _t("Ignore") },
        ];
    }

    get choicesLabel() {
        return _t("What should be done for %(name)s?", { name: this.row.name });
    }

    /** Why the choice starts where it is, or what the chosen one means. */
    get hint() {
        const { row } = this;
        if (!row.isUsable) {
            return _t("Enter a valid email address.");
        }
        if (row.choice === "ignore") {
            return _t("Not sent again; this failure is dismissed.");
        }
        if (row.isCorrected) {
            return row.choice === "again"
                ? _t("Will be sent to the new address.")
                : _t("The new address is only used if you try again.");
        }
        return {
            temporary: _t("Temporary: a retry can help."),
            permanent: _t("Fix the cause first; sending again as is will fail.", {
                cause: row.cause.title,
            }),
            uncertain: _t(
                "It may have arrived: the connection broke before the server replied. Sending again may create a second copy."
            ),
            unknown: _t("It is unclear whether a retry will help."),
        }[row.why];
    }

    /** Addresses that may have been meant, each one click away. */
    get offers() {
        const { row } = this;
        const offers = [
            row.suggestion && { email: row.suggestion, note: _t("Did you mean") },
            ...row.namesakes.map((email) => ({
                email,
                note: _t("Another contact with this name"),
            })),
        ];
        const wanted = row.wanted.trim();
        return offers.filter((offer) => offer && offer.email !== wanted);
    }

    get tried() {
        const { row } = this;
        if (!row.since) {
            return "";
        }
        const ago = deserializeDateTime(row.since).toRelative();
        return row.tried > 1
            ? _t("%(count)s attempts since %(ago)s (%(date)s)", {
                  count: row.tried,
                  ago,
                  date: this.date(row.since),
              })
            : _t("Failed %(ago)s (%(date)s)", { ago, date: this.date(row.since) });
    }

    get requestTitle() {
        return _t("Message for: %(owner)s", { owner: this.row.cause.request_to });
    }

    date(text) {
        return deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    async copy(text) {
        if (!browser.navigator.clipboard) {
            // Browsers offer it on secure connections only.
            this.notification.add(_t("This browser does not let Odoo copy: select the text."), {
                type: "warning",
            });
            return;
        }
        await browser.navigator.clipboard.writeText(text);
        this.notification.add(_t("The text was copied."), { type: "success" });
    }
}
