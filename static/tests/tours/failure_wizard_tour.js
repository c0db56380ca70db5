import { registry } from "@web/core/registry";

const card = (cause) => `.o_mail_troubleshooting_cause[data-cause="${cause}"]`;

registry.category("web_tour.tours").add("mail_troubleshooting_failure_wizard", {
    steps: () => [
        {
            content: "The envelope is red: open it",
            trigger: ".o-mail-Message-notification.text-danger",
            run: "click",
        },
        {
            content: "An unknown recipient is the sender's to mend, with steps",
            trigger: `${card("recipient_unknown")}:contains(The sender) .o_mail_troubleshooting_steps li:nth-child(2)`,
        },
        {
            content: "A full mailbox is temporary and tried again",
            trigger: `${card("mailbox_full")}:contains(Temporary) input[id^=again_]:checked`,
        },
        {
            content: "A refused sender is the administrator's",
            trigger: `${card("sender_identity_rejected")}:contains(administrator) input[id^=leave_]:checked`,
        },
        {
            content: "The server's words are folded",
            trigger: `${card("recipient_unknown")} .o_mail_troubleshooting_details:not([open]) summary`,
            run: "click",
        },
        {
            content: "…and unfold",
            trigger: `${card("recipient_unknown")} .o_mail_troubleshooting_details[open] .o_mail_troubleshooting_words:contains(User unknown)`,
        },
        {
            content: "Correct the address",
            trigger: `${card("recipient_unknown")} input[type=email]`,
            run: "edit una@lab.example",
        },
        {
            content: "Trying again makes sense now",
            trigger: `${card("recipient_unknown")} input[id^=again_]:checked`,
        },
        {
            content: "The refused sender is nothing to wait for",
            trigger: `${card("sender_identity_rejected")} label[for^=ignore_]`,
            run: "click",
        },
        {
            content: "Send",
            trigger: ".o_mail_troubleshooting_send",
            run: "click",
        },
        {
            content: "The envelope is not red any more",
            trigger: ".o-mail-Message-notification:not(.text-danger)",
        },
    ],
});
