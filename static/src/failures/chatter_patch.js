import { Chatter } from "@mail/chatter/web_portal/chatter";

import { useBus } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";

patch(Chatter.prototype, {
    setup() {
        super.setup(...arguments);
        // The address that was just corrected may stand in the form beside the chatter.
        useBus(this.env.bus, "MAIL_TROUBLESHOOTING:ADDRESS_CORRECTED", () =>
            this.reloadParentView()
        );
    },
});
