import { deserializeDateTime } from "@web/core/l10n/dates";
import { user } from "@web/core/user";

/** A moment in the zone of the user's preferences, in which the server cuts days; the browser may be somewhere else. */
export function moment(text) {
    const tz = luxon.IANAZone.isValidZone(user.tz || "") ? user.tz : undefined;
    return deserializeDateTime(text, { tz });
}
