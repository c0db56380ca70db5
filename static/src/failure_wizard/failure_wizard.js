import { Component, onWillStart, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const MODEL = "mail.troubleshooting.wizard";

/** Says why a message did not reach everyone, and tries again for whom the user chooses. */
export class FailureWizard extends Component {
    static template = "mail_troubleshooting.FailureWizard";
    static components = { Dialog };
    static props = {
        messageId: Number,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ data: null, rows: [], sending: false });
        onWillStart(() => this.load());
    }

    async load() {
        const data = await this.orm.call(MODEL, "open_message", [this.props.messageId]);
        this.state.data = data;
        this.state.rows = data.failures.map((failure) => ({
            ...failure,
            wanted: failure.email,
            again: data.may_retry && failure.retry,
        }));
    }

    get title() {
        const count = this.state.rows.length;
        if (!count) {
            return _t("Nothing failed any more");
        }
        if (count === 1) {
            return _t("One recipient was not reached");
        }
        return _t("%(count)s recipients were not reached", { count });
    }

    get chosen() {
        return this.state.rows.filter((row) => row.again);
    }

    isCorrected(row) {
        return row.wanted.trim() !== row.email;
    }

    /** Looks like one address; whether it is one, the server says. */
    isUsable(row) {
        return !this.isCorrected(row) || /^[^@\s,;]+@[^@\s,;]+$/.test(row.wanted.trim());
    }

    get unusable() {
        return this.chosen.some((row) => !this.isUsable(row));
    }

    /** Why the toggle starts where it is. */
    hint(row) {
        if (!this.isUsable(row)) {
            return _t("This is not an email address yet.");
        }
        if (this.isCorrected(row)) {
            return _t("Goes to the corrected address.");
        }
        if (row.permanent === false) {
            return _t("Temporary: trying again can help.");
        }
        if (row.permanent === true) {
            return _t("Permanent: trying again helps only after the steps below.");
        }
        return _t("Nobody can tell whether trying again helps.");
    }

    date(text) {
        return deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    requestTitle(row) {
        return _t("A text to send on to: %(owner)s", { owner: row.cause.request_to });
    }

    failedOn(row) {
        return _t("Failed %(ago)s (%(date)s)", {
            ago: deserializeDateTime(row.since).toRelative(),
            date: this.date(row.since),
        });
    }

    onInput(row, ev) {
        const wasCorrected = this.isCorrected(row);
        row.wanted = ev.target.value;
        if (this.isCorrected(row) !== wasCorrected) {
            row.again = this.isCorrected(row) || row.retry;
        }
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

    async resolve(retry, ignore) {
        if (this.state.sending) {
            return;
        }
        this.state.sending = true;
        try {
            const done = await this.orm.call(MODEL, "resolve", [
                this.props.messageId,
                retry,
                ignore,
            ]);
            this.tell(done, retry.length);
        } finally {
            this.state.sending = false;
        }
        this.props.close();
    }

    /** Says what was done; what the server answers, the envelope shows. */
    tell({ retried, ignored }, asked) {
        if (retried < asked) {
            this.notification.add(
                _t(
                    "Somebody else was faster: %(retried)s of %(asked)s recipients were tried again.",
                    {
                        retried,
                        asked,
                    }
                ),
                { type: "warning" }
            );
        } else if (retried) {
            this.notification.add(
                _t("Tried again: %(retried)s. The envelope shows what the server answers.", {
                    retried,
                }),
                { type: "success" }
            );
        } else if (ignored) {
            this.notification.add(_t("Settled without trying again: %(ignored)s.", { ignored }), {
                type: "info",
            });
        }
    }

    onSend() {
        const retry = this.chosen.map((row) => ({
            id: row.id,
            email: this.isCorrected(row) ? row.wanted.trim() : false,
        }));
        const ignore = this.state.rows.filter((row) => !row.again).map((row) => row.id);
        return this.resolve(retry, ignore);
    }

    onIgnoreAll() {
        return this.resolve(
            [],
            this.state.rows.map((row) => row.id)
        );
    }
}
