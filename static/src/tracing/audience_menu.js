import { Component } from "@odoo/owl";

import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

import { AudienceDialog } from "./audience_dialog";

/** An entry in the action menu of every document that has a chatter. */
export class AudienceMenu extends Component {
    static template = "mail_troubleshooting.AudienceMenu";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.dialog = useService("dialog");
    }

    onSelected() {
        const { resModel, resId } = this.env.model.root;
        this.dialog.add(AudienceDialog, { model: resModel, resId });
    }
}

registry.category("cogMenu").add(
    "mail_troubleshooting.audience",
    {
        Component: AudienceMenu,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: (env) =>
            env.config.viewType === "form" &&
            user.isInternalUser &&
            Boolean(env.config.viewArch?.querySelector("chatter")) &&
            Boolean(env.model?.root?.resId),
    },
    { sequence: 60 }
);
