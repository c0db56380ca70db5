import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const EVERY = 2000;

/** Reads the record again while emails are on their way. */
export class Reload extends Component {
    static template = xml`<span class="d-none" />`;
    static props = { ...standardWidgetProps };

    setup() {
        onMounted(() => {
            this.timer = browser.setInterval(() => this.reload(), EVERY);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    async reload() {
        const { record } = this.props;
        if (record.data.waiting_count && document.visibilityState === "visible") {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("mail_troubleshooting_reload", { component: Reload });
