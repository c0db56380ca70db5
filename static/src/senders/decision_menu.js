import { Component } from "@odoo/owl";

import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

import { DecisionDialog, KINDS } from "./decision_dialog";

const SUPPORT = "mail_troubleshooting.group_mail_support";

/** An entry in the action menu of users, templates, mailings and emails. */
export class DecisionMenu extends Component {
    static template = "mail_troubleshooting.DecisionMenu";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.dialog = useService("dialog");
    }

    onSelected() {
        const { resModel, resId } = this.env.model.root;
        this.dialog.add(DecisionDialog, { question: { kind: KINDS[resModel], id: resId } });
    }
}

async function isDisplayed(env) {
    const { resModel, resId } = env.model?.root || {};
    if (env.config.viewType !== "form" || !resId || !KINDS[resModel]) {
        return false;
    }
    return user.isSystem || (await user.hasGroup(SUPPORT));
}

registry
    .category("cogMenu")
    .add(
        "mail_troubleshooting.decision",
        { Component: DecisionMenu, groupNumber: STATIC_ACTIONS_GROUP_NUMBER, isDisplayed },
        { sequence: 61 }
    );
