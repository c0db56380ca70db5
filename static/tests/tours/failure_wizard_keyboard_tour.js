import { press, queryFirst } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

import { tabTo } from "./keyboard";

const card = (cause) => `.o_mail_troubleshooting_cause[data-cause="${cause}"]`;

registry.category("web_tour.tours").add("mail_troubleshooting_failure_wizard_keyboard", {
    steps: () => [
        {
            content: "Enter on the red envelope opens it",
            trigger: ".o-mail-Message-notification.text-danger",
            async run() {
                this.anchor.focus();
                await press("Enter");
            },
        },
        {
            content: "The focus is in the dialog, and Tab does not leave it",
            trigger: `${card("recipient_unknown")}`,
            async run() {
                await tabTo(`${card("recipient_unknown")} input[type=email]`);
            },
        },
        {
            content: "Type another address",
            trigger: `${card("recipient_unknown")} input[type=email]:focus`,
            run: "edit una@lab.example",
        },
        {
            content: "Trying again is chosen by itself; Ctrl+Enter sends",
            trigger: `${card("recipient_unknown")} input[id^=again_]:checked`,
            async run() {
                await press(["Control", "Enter"]);
            },
        },
        {
            content: "The dialog is closed",
            trigger: "body:not(:has(.o_mail_troubleshooting_recipient))",
        },
        {
            content: "The focus is not lost: the envelope can be reached again",
            trigger: ".o-mail-Message-notification:not(.text-danger)",
            run() {
                if (!queryFirst(".o-mail-Message-notification")) {
                    throw new Error("The envelope is gone");
                }
            },
        },
    ],
});
