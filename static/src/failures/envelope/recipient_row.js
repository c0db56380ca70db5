/** Shows Card (services/failures/envelope/cards.py). */

import { Component, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { choices } from "./choice";
import { describeOutcome } from "./outcomes";

/** Milliseconds after the last key before the server is asked what was meant. */
const PAUSE = 300;

/** One recipient who was not reached: the address, what the server said, and what shall happen now. */
export class RecipientRow extends Component {
    static template = "mail_troubleshooting.RecipientRow";
    static props = {
        row: Object,
        mayRetry: Boolean,
        isSent: Boolean,
        isOne: Boolean,
        hint: String,
        steps: Array, // those that not everybody of this cause has
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.row = useState(this.props.row);
        this.state = useState({ details: false }); // what is unfolded
        this.askWhatWasMeant = useDebounced(() => this.findTypo(), PAUSE);
    }

    get mayEdit() {
        return this.props.mayRetry && this.row.may_edit && !this.props.isSent;
    }

    get choices() {
        return choices();
    }

    get choiceLabel() {
        return _t("What should be done for %(name)s?", { name: this.row.name });
    }

    get outcome() {
        return this.row.outcome && describeOutcome(this.row.outcome);
    }

    // ------------------------------------------------------------
    // The address
    // ------------------------------------------------------------

    onInput(address) {
        this.row.correct(address);
        this.askWhatWasMeant();
    }

    async findTypo() {
        const { row } = this;
        const address = row.wanted.trim();
        if (!row.isCorrected || !address.includes("@")) {
            return;
        }
        const meant = await this.orm.silent.call("mail.troubleshooting.wizard", "suggest", [
            address,
        ]);
        if (row.wanted.trim() === address) {
            row.typo = meant;
        }
    }

    /** Other contacts of this name have these addresses. */
    get namesakes() {
        const wanted = this.row.wanted.trim();
        return this.row.namesakes.filter((email) => email !== wanted);
    }

    get hasOffers() {
        return this.mayEdit && (this.row.meant || this.namesakes.length);
    }

    // ------------------------------------------------------------
    // What happened
    // ------------------------------------------------------------

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
