import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Since when the reason is gone: only the time where it was today. */
export function describeFixed(text, isAdministrator) {
    const date = deserializeDateTime(text);
    if (date.hasSame(luxon.DateTime.now(), "day")) {
        const time = date.toLocaleString(luxon.DateTime.TIME_SIMPLE);
        return isAdministrator
            ? _t("Fixed at %(time)s: send again.", { time })
            : _t("Fixed by your administrator at %(time)s: send again.", { time });
    }
    const when = date.toLocaleString(luxon.DateTime.DATETIME_MED);
    return isAdministrator
        ? _t("Fixed on %(when)s: send again.", { when })
        : _t("Fixed by your administrator on %(when)s: send again.", { when });
}

/**
 * Whether sending again can help, in one sentence.
 *
 * @param {Object} row a Recipient
 * @param {boolean} isAdministrator
 */
export function describePrognosis(row, isAdministrator) {
    return {
        fixed: () => describeFixed(row.fixed, isAdministrator),
        temporary: () => _t("Temporary: a retry can help."),
        permanent: () => _t("Fix the cause first; sending again as is will fail."),
        uncertain: () =>
            _t(
                "It may have arrived: the connection broke before the server replied. Sending again may create a second copy."
            ),
        unknown: () => _t("It is unclear whether a retry will help."),
    }[row.why]();
}

/** What the choice for a recipient means where that has changed; empty where nothing was decided. */
export function describeDecision(row) {
    if (row.choice === "ignore") {
        return _t("Not sent again; this failure is dismissed.");
    }
    if (!row.isCorrected || row.isInvalid) {
        return "";
    }
    if (row.choice !== "again") {
        return _t("The new address is only used if you try again.");
    }
    return row.partner_id
        ? _t("Will be sent to the new address, which is also saved on the contact.")
        : _t("Will be sent to the new address.");
}
