/** Shows Audience and Document (services/tracing/audience.py). */

import { Component, onWillStart, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const MODEL = "mail.troubleshooting.audience";
const WAYS = {
    email: { icon: "fa-envelope text-success", label: _t("By email") },
    fails: { icon: "fa-envelope text-danger", label: _t("By email") },
    inbox: { icon: "fa-inbox text-success", label: _t("In Odoo") },
    none: { icon: "fa-ban text-muted", label: _t("Not notified") },
};

/** Says who would be notified of a message on a document, and why the others would not. */
export class AudienceDialog extends Component {
    static template = "mail_troubleshooting.AudienceDialog";
    static components = { Dialog, RecordSelector };
    static props = {
        close: Function,
        model: { type: [String, Boolean], optional: true },
        resId: { type: [Number, Boolean], optional: true },
    };

    setup() {
        this.orm = useService("orm");
        const { model, resId } = this.props;
        this.state = useState({
            documents: [],
            model: model || "",
            resId: resId || false,
            data: null,
        });
        onWillStart(async () => {
            if (!this.isGiven) {
                this.state.documents = await this.orm.call(MODEL, "documents", []);
            }
            await this.load();
        });
    }

    /** Whether the document was chosen before the dialog opened. */
    get isGiven() {
        return Boolean(this.props.model && this.props.resId);
    }

    async load(kind = false) {
        const { model, resId } = this.state;
        this.state.data = resId
            ? await this.orm.call(MODEL, "payload", [model, resId, kind])
            : null;
    }

    onModel(ev) {
        Object.assign(this.state, { model: ev.target.value, resId: false, data: null });
    }

    onRecord(resId) {
        this.state.resId = resId;
        return this.load();
    }

    onKind(ev) {
        return this.load(Number(ev.target.value));
    }

    way(person) {
        return WAYS[person.way] || { icon: "fa-mobile text-success", label: person.way };
    }

    get more() {
        return _t("And %(more)s more", { more: this.state.data.more });
    }
}

/** Opens the dialog above whatever is on the screen. */
export function openAudience(env, action) {
    const { model, res_id } = action.params || {};
    env.services.dialog.add(AudienceDialog, { model: model || false, resId: res_id || false });
}

registry.category("actions").add("mail_troubleshooting.audience", openAudience);
