import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mail_troubleshooting_dashboard", {
    steps: () => [
        {
            content: "The verdict stands on top",
            trigger: "[data-severity=warning] .o_mail_troubleshooting_verdict",
        },
        {
            content: "Open a cause",
            trigger: ".o_mail_troubleshooting_cause[data-cause=recipient_unknown]",
            run: "click",
        },
        {
            content: "The recipients are listed",
            trigger: ".o_list_view .o_data_row",
        },
    ],
});
