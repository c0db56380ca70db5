import { Component, onWillStart } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const SPECIFICATION = {
    name: {},
    explanation: {},
    remedy_ids: { fields: { name: {}, audience: {} } },
    link_ids: { fields: { name: {}, url: {} } },
};

/** What a cause of failures means, to read: who can do what about it, and where there is more. */
export class CauseDialog extends Component {
    static template = "mail_troubleshooting.CauseDialog";
    static components = { Dialog };
    static props = { cause: Number, close: Function };

    setup() {
        const orm = useService("orm");
        onWillStart(async () => {
            const model = "mail.troubleshooting.cause";
            const values = { specification: SPECIFICATION };
            [this.data] = await orm.webRead(model, [this.props.cause], values);
        });
    }

    get audiences() {
        const titles = { administrator: _t("For administrators"), sender: _t("For the sender") };
        return Object.entries(titles)
            .map(([code, title]) => ({
                code,
                title,
                steps: this.data.remedy_ids.filter((remedy) => remedy.audience === code),
            }))
            .filter(({ steps }) => steps.length);
    }
}
