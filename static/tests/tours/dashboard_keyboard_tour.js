import { press } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

import { tabTo } from "./keyboard";

const area = "[data-area=scheduled_actions] button";
const charts = ".o_mail_troubleshooting_tabs .nav-link[name=charts]";
const off = ".o_mail_troubleshooting_finding[data-code=email_queue_inactive]";

registry.category("web_tour.tours").add("mail_troubleshooting_dashboard_keyboard", {
    steps: () => [
        {
            content: "An area is chosen",
            trigger: `${area}[aria-pressed=false]`,
            async run() {
                await tabTo(area);
                await press("Enter");
            },
        },
        {
            content: "It keeps the focus, and its finding alone is there; the button asks first",
            trigger: `${area}[aria-pressed=true]:focus`,
            async run() {
                await tabTo(`${off} :is([data-main=activate], [data-button=activate])`);
                await press("Enter");
            },
        },
        {
            content: "The focus is in the dialog",
            trigger: ".modal",
            async run() {
                await tabTo(".modal-footer .btn-primary");
                await press("Enter");
            },
        },
        {
            content: "What was done is said to who listens",
            trigger: ".o_mail_troubleshooting_said[role=status]:contains(Done: Activate)",
        },
        {
            content: "The finding is gone; charts have a tab",
            trigger: `.o_mail_troubleshooting_dashboard:not(:has(${off}))`,
            async run() {
                await tabTo(charts);
                document.activeElement.click();
            },
        },
        {
            content: "The figures of a chart can be read as a table",
            trigger: "figure summary",
            async run() {
                await tabTo("figure summary");
                // What a browser does at Enter here, and does not do for keys of a script.
                document.activeElement.click();
            },
        },
        {
            content: "A number leads to its attempts",
            trigger: "figure details[open] tbody button",
            async run() {
                await tabTo("figure details[open] tbody button");
                await press("Enter");
            },
        },
        {
            content: "The attempts are listed",
            trigger: ".o_list_view .o_data_row",
        },
    ],
});
