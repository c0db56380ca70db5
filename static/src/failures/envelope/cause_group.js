/** Shows Card (services/failures/envelope/cards.py) of all who have a cause in common. */

import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

import { AskAdministrator } from "./ask_administrator";
import { Choice } from "./choice";
import { describeDecision, describePrognosis } from "./hints";
import { RecipientRow } from "./recipient_row";

const ORDER = ["sender", "nobody", "recipient"];

/** Recipients by cause: what the sender can do comes first, then what can be sent now, then the largest. */
export function groupByCause(rows) {
    const groups = new Map();
    for (const row of rows) {
        const key = row.cause.id || row.cause.code;
        groups.set(key, [...(groups.get(key) || []), row]);
    }
    const rank = ([, [first]]) =>
        first.why === "fixed" ? 0.5 : (ORDER.indexOf(first.cause.owner) + 10) % 10;
    return [...groups].sort((a, b) => rank(a) - rank(b) || b[1].length - a[1].length);
}

/** A cause, explained once, the recipients who were not reached for it, and one choice for all of them. */
export class CauseGroup extends Component {
    static template = "mail_troubleshooting.CauseGroup";
    static components = { AskAdministrator, Choice, RecipientRow };
    static props = {
        messageId: Number,
        rows: Array,
        mayRetry: Boolean,
        isAdministrator: Boolean,
        isSent: Boolean,
        onAsked: Function,
    };

    setup() {
        this.rows = useState(this.props.rows);
        // What is unfolded.
        this.state = useState({
            administrator: this.props.isAdministrator && !this.props.mayRetry,
        });
    }

    get cause() {
        return this.rows[0].cause;
    }

    get isOne() {
        return this.rows.length === 1;
    }

    /** Of one recipient the id: everything about it is told here. */
    get id() {
        return this.isOne ? this.rows[0].id : `group_${this.cause.id || this.cause.code}`;
    }

    get choice() {
        const found = new Set(this.rows.map((row) => row.choice));
        return found.size === 1 ? [...found][0] : "";
    }

    get choiceLabel() {
        return this.isOne
            ? _t("What should be done for %(name)s?", { name: this.rows[0].name })
            : _t("What should be done for these %(count)s recipients?", {
                  count: this.rows.length,
              });
    }

    choose(choice) {
        for (const row of this.rows) {
            row.choice = choice;
        }
    }

    get isFixed() {
        return this.rows.every((row) => row.why === "fixed");
    }

    /** Steps follow the evidence, which may differ: here are those of everybody. */
    steps(audience) {
        const [first, ...others] = this.rows.map((row) => row.cause[audience]);
        return first.filter((step) => others.every((steps) => steps.includes(step)));
    }

    /** The other ones, of one recipient. */
    stepsOf(row) {
        const shown = this.steps("sender_steps");
        return row.cause.sender_steps.filter((step) => !shown.includes(step));
    }

    /** The same of all, where it is one. */
    get permanent() {
        const found = new Set(this.rows.map((row) => row.permanent));
        return found.size === 1 ? [...found][0] : undefined;
    }

    prognosis(row) {
        return describePrognosis(row, this.props.isAdministrator);
    }

    /** What is true of all of them is said here, anything else beside each. */
    get hint() {
        const found = new Set(this.rows.map((row) => this.prognosis(row)));
        const decision = this.isOne ? describeDecision(this.rows[0]) : "";
        if (this.rows.every((row) => row.isCorrected)) {
            return decision; // nothing is sent as it is
        }
        return decision || (found.size === 1 ? [...found][0] : "");
    }

    hintOf(row) {
        if (this.isOne) {
            return "";
        }
        return describeDecision(row) || (this.hint ? "" : this.prognosis(row));
    }
}
