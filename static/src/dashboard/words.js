import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

/** Words for a number; empty where it is 0. */
const counted = (one, many) => (number) => {
    if (!number) {
        return "";
    }
    return number === 1 ? one() : many({ count: formatInteger(number) });
};

export const count = {
    errors: counted(
        () => _t("1 error"),
        (values) => _t("%(count)s errors", values)
    ),
    warnings: counted(
        () => _t("1 warning"),
        (values) => _t("%(count)s warnings", values)
    ),
    recipients: counted(
        () => _t("1 recipient"),
        (values) => _t("%(count)s recipients", values)
    ),
    waiting: counted(
        () => _t("1 recipient still waits"),
        (values) => _t("%(count)s recipients still wait", values)
    ),
};
