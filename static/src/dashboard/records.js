import { _t } from "@web/core/l10n/translation";

/** Records in a list, with a form behind each. */
export function openRecords(action, name, model, domain, context = {}) {
    return action.doAction({
        type: "ir.actions.act_window",
        name,
        res_model: model,
        domain,
        context,
        views: [
            [false, "list"],
            [false, "form"],
        ],
    });
}

/** The form of one record. */
export function openRecord(action, model, id) {
    return action.doAction({
        type: "ir.actions.act_window",
        res_model: model,
        res_id: id,
        views: [[false, "form"]],
    });
}

export function openAttempts(action, name, domain) {
    return openRecords(action, name, "mail.troubleshooting.attempt", domain);
}

/** Recipients who were not reached, in the addon's own views. */
export function openFailures(action, name, domain) {
    const own = (kind) => `mail_troubleshooting.mail_notification_view_${kind}`;
    return openRecords(
        action,
        name || _t("Recipients Not Reached"),
        "mail.notification",
        [["notification_type", "=", "email"], ...domain],
        { list_view_ref: own("list"), form_view_ref: own("form"), search_view_ref: own("search") }
    );
}

/** Emails that no notification stands for: password resets, invitations. */
export function openFailedEmails(action, name, domain) {
    return openRecords(action, name, "mail.mail", [["is_notification", "=", false], ...domain]);
}

/** Who is still not reached because of a cause, through the server that it was about. */
export function failuresOf({ cause, model, res_id }) {
    return [
        ["notification_type", "=", "email"],
        ["failure_date", "!=", false],
        ...(cause ? [["failure_cause_id", "=", cause]] : []),
        ...(model === "ir.mail_server" ? [["failure_server_ids", "in", [res_id]]] : []),
    ];
}
