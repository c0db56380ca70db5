/** Shows Outcome (services/failures/envelope/afterwards/outcomes.py). */

import { _t } from "@web/core/l10n/translation";

/** How what came of an attempt looks; words of a server stand behind it. */
export function describeOutcome({ state }) {
    return {
        sending: {
            icon: "fa-spinner fa-spin",
            color: "text-muted",
            text: _t("Sending…"),
        },
        accepted: {
            icon: "fa-check",
            color: "text-success",
            text: _t("Accepted by the server"),
        },
        not_sent: { icon: "fa-times", color: "text-danger", text: _t("Not sent:") },
        rejected: { icon: "fa-times", color: "text-danger", text: _t("Rejected:") },
        uncertain: {
            icon: "fa-question",
            color: "text-warning",
            text: _t("Unconfirmed: the connection broke before the server replied."),
        },
        waiting: { icon: "fa-clock-o", color: "text-muted", text: _t("Waiting in the queue") },
        settled: { icon: "fa-minus", color: "text-muted", text: _t("Already handled") },
    }[state];
}

/** What came of all of them, in one line. */
export function describeOutcomes(rows) {
    const count = (...states) => rows.filter((row) => states.includes(row.outcome.state)).length;
    const sending = count("sending");
    if (sending) {
        return _t("Sending: %(done)s of %(total)s done", {
            done: rows.length - sending,
            total: rows.length,
        });
    }
    const parts = [_t("%(count)s accepted by the server", { count: count("accepted") })];
    const failed = count("rejected", "uncertain", "not_sent");
    if (failed) {
        parts.push(_t("%(count)s failed again", { count: failed }));
    }
    if (count("waiting")) {
        parts.push(_t("%(count)s waiting in the queue", { count: count("waiting") }));
    }
    return parts.join(" · ");
}
