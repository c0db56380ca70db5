import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** A moment in the zone of the user's preferences, in which the server cuts days; the browser may be somewhere else. */
export function moment(text) {
    const tz = luxon.IANAZone.isValidZone(user.tz || "") ? user.tz : undefined;
    return deserializeDateTime(text, { tz });
}

/** How long ago, and nothing about seconds. */
export function ago(text) {
    const then = deserializeDateTime(text);
    const isNow = Math.abs(luxon.DateTime.now().diff(then).as("minutes")) < 1;
    return isNow ? _t("just now") : then.toRelative({ style: "short" });
}

/** For how long something lasts, in its largest unit: 32 min, 3 days. */
export function lasting(text) {
    const lasts = luxon.DateTime.now().diff(deserializeDateTime(text));
    const unit = ["days", "hours", "minutes"].find((one) => lasts.as(one) >= 1) || "minutes";
    const count = Math.max(1, Math.floor(lasts.as(unit)));
    return luxon.Duration.fromObject({ [unit]: count }).toHuman({ unitDisplay: "short" });
}
