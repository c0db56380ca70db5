import { _t } from "@web/core/l10n/translation";

import { moment } from "../../moment";
import { SEVERITIES } from "../../severity";

/** Where the words of a server come from. */
export const REPLY = "reply.text";

/** Whether this says that somebody changed something before it began. */
export function isChange(evidence) {
    return evidence.source.endsWith(".write_date");
}

/** A finding as plain text, for a message to somebody who does not see this page. */
export function diagnosisText(finding, area) {
    const { also, evidence, explanation, severity, since, steps, title } = finding;
    const began = moment(since).toLocaleString(luxon.DateTime.DATETIME_MED);
    const lines = [
        `${SEVERITIES[severity].word}: ${title}`,
        _t("%(area)s, since %(moment)s", { area, moment: began }),
        ...figures(finding),
        "",
        explanation,
    ];
    if (steps.length) {
        lines.push("", ...steps.map((step, index) => `${index + 1}. ${step.text}`));
    }
    if (also.length) {
        lines.push("", _t("Also seen as: %(titles)s", { titles: also.join(" · ") }));
    }
    if (evidence.length) {
        lines.push("", ...evidence.map((one) => `${one.source}: ${one.excerpt}`));
    }
    return lines.join("\n");
}

function figures({ accepted, failed, waiting }) {
    const lines = [];
    if (waiting) {
        lines.push(_t("Recipients not reached: %(count)s", { count: waiting }));
    }
    if (failed) {
        const values = { accepted, tried: accepted + failed };
        lines.push(_t("%(accepted)s of %(tried)s emails accepted", values));
    }
    return lines;
}
