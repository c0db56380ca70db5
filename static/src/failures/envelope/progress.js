/** Shows Progress (services/failures/envelope/progress.py). */

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** "in 12 minutes (10:30)": for people who wait. */
function moment(text) {
    const date = deserializeDateTime(text);
    return _t("%(when)s (%(date)s)", {
        when: date.toRelative(),
        date: date.toLocaleString(luxon.DateTime.DATETIME_MED),
    });
}

function queueRun({ queue_active, next_run }) {
    if (!queue_active) {
        return _t("The email queue is inactive. An administrator must activate it.");
    }
    return deserializeDateTime(next_run) <= luxon.DateTime.now()
        ? _t("The email queue runs in a moment.")
        : _t("The email queue runs next %(when)s.", { when: moment(next_run) });
}

export function acceptedFor(count) {
    return count === 1
        ? _t("Accepted by the server for one recipient.")
        : _t("Accepted by the server for %(count)s recipients.", { count });
}

/**
 * What a message is waiting for, in whole sentences; empty where it waits for nothing.
 *
 * @param {Object} progress as the server tells it
 * @param {number} accepted recipients for whom a server took the email
 */
export function describeProgress(progress, accepted) {
    const sentences = [];
    if (accepted) {
        sentences.push(acceptedFor(accepted));
    }
    if (progress.planned) {
        sentences.push(_t("Scheduled for %(when)s.", { when: moment(progress.planned) }));
    }
    if (progress.due) {
        sentences.push(
            _t("Waiting since %(when)s.", { when: moment(progress.since) }),
            queueRun(progress)
        );
    }
    if (progress.scheduled) {
        const when = moment(progress.scheduled);
        sentences.push(
            progress.is_throttled
                ? _t("Personal mail servers are throttled. Next emails: %(when)s.", {
                      when,
                  })
                : _t("Not sent before %(when)s.", { when })
        );
    }
    if (progress.retry) {
        sentences.push(_t("Next automatic retry: %(when)s.", { when: moment(progress.retry) }));
    }
    return sentences;
}
