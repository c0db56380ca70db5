import { registry } from "@web/core/registry";

import { FailureWizard } from "./envelope/failure_wizard";

/** Opens the wizard from a button of the server, above whatever is on the screen. */
export function openFailureWizard(env, action) {
    env.services.dialog.add(FailureWizard, { messageId: action.params.message_id });
}

registry.category("actions").add("mail_troubleshooting.open_failure_wizard", openFailureWizard);
