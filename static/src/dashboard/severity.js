import { _t } from "@web/core/l10n/translation";

/** How bad it is: icon, colour and word, so that nobody depends on the colour. */
export const SEVERITIES = {
    ok: { icon: "fa-check-circle", color: "success", word: _t("OK") },
    info: { icon: "fa-info-circle", color: "info", word: _t("Information") },
    snoozed: { icon: "fa-clock-o", color: "muted", word: _t("Snoozed") },
    unknown: { icon: "fa-question-circle", color: "muted", word: _t("Unknown") },
    warning: { icon: "fa-exclamation-triangle", color: "warning", word: _t("Warning") },
    error: { icon: "fa-times-circle", color: "danger", word: _t("Error") },
};
