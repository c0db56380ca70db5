/** Shows MyFailures (services/failures/my_failures/payload.py), First and Rest (services/failures/my_failures/one_then_rest.py). */

import { Component, onMounted, onWillStart, useState } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { user } from "@web/core/user";

import { describeFixed } from "../envelope/hints";
import { FailureWizard } from "../envelope/failure_wizard";

const MODEL = "mail.troubleshooting.my.failures";

/** Everyone whom my emails did not reach, by cause. Retries one first, then the rest. */
export class MyFailures extends Component {
    static template = "mail_troubleshooting.MyFailures";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        const { params = {}, context = {} } = this.props.action;
        this.state = useState({
            data: null,
            busy: false,
            filters: {
                everyone: false,
                model: params.model || "",
                cause: 0,
                permanence: "",
                text: "",
            },
            tries: {}, // by cause: the first one that was tried, and what became of it
        });
        onWillStart(() => this.load());
        onMounted(() => {
            // The link of a note to an administrator: /odoo/<message>/my-email-failures
            if (context.active_id && !params.model) {
                this.openWizard(context.active_id);
            }
        });
    }

    async load() {
        const filters = { ...this.state.filters };
        this.state.data = await this.keepLast.add(this.orm.call(MODEL, "payload", [filters]));
    }

    filter(values) {
        Object.assign(this.state.filters, values);
        return this.load();
    }

    get isFiltered() {
        const { model, cause, permanence, text } = this.state.filters;
        return Boolean(model || cause || permanence || text);
    }

    get heading() {
        const { total, more } = this.state.data;
        if (total === 1) {
            return _t("One recipient not reached");
        }
        return more
            ? _t("The last %(total)s recipients not reached", { total })
            : _t("%(total)s recipients not reached", { total });
    }

    showAll(group) {
        return _t("Show All %(count)s", { count: group.count });
    }

    date(text) {
        return deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    fixed(group) {
        return describeFixed(group.fixed, user.isSystem);
    }

    tryOneLabel(group) {
        return group.count === 1 ? _t("Send Again") : _t("Start with the First");
    }

    openWizard(messageId) {
        this.dialog.add(FailureWizard, { messageId, onResolved: () => this.load() });
    }

    openDocument(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }

    // ------------------------------------------------------------
    // One first, then the rest
    // ------------------------------------------------------------

    othersOf(group) {
        const first = this.state.tries[group.id];
        return group.ids.filter((id) => id !== first?.id);
    }

    /** What became of the first one, and what to do next. */
    tryText(group) {
        const first = this.state.tries[group.id];
        if (!first) {
            return "";
        }
        if (first.done) {
            const done = _t(
                "Queued: %(retried)s. Waiting for your decision: %(left)s.",
                first.done
            );
            return [done, ...(first.done.why || [])].join(" ");
        }
        if (first.status === "sent") {
            return _t("Accepted by the server for %(name)s.", first);
        }
        if (first.status === "ready") {
            return _t("The email to %(name)s is queued. Check again later.", first);
        }
        return _t("Failed again for %(name)s: %(cause)s", first);
    }

    canTryRest(group) {
        const first = this.state.tries[group.id];
        return first?.status === "sent" && !first.done && this.othersOf(group).length > 0;
    }

    tryRestLabel(group) {
        const count = this.othersOf(group).length;
        return count === 1 ? _t("Send the Other One") : _t("Send the Other %(count)s", { count });
    }

    async act(action) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            await action();
        } finally {
            this.state.busy = false;
        }
    }

    tryOne(group) {
        return this.act(async () => {
            const row = group.rows[0];
            const key = await this.orm.call(MODEL, "try_one", [row.id]);
            await this.look(group, { id: row.id, name: row.name, key });
        });
    }

    /** The rows of the group stay until the rest is decided. */
    async look(group, first) {
        const outcome = await this.orm.call(MODEL, "outcome", first.key);
        this.state.tries[group.id] = { ...first, ...outcome };
        if (outcome.status !== "sent") {
            await this.load();
        }
    }

    tryRest(group) {
        return this.act(async () => {
            const first = this.state.tries[group.id];
            const done = await this.orm.call(MODEL, "try_rest", [first.key, this.othersOf(group)]);
            first.done = done;
            await this.load();
        });
    }
}

registry.category("actions").add("mail_troubleshooting.my_failures", MyFailures);

/** In the menu of the user, for everybody. */
export function myFailuresItem(env) {
    return {
        type: "item",
        id: "email_failures",
        description: _t("My Email Failures"),
        callback: () => env.services.action.doAction("mail_troubleshooting.action_my_failures"),
        sequence: 52,
    };
}

registry.category("user_menuitems").add("mail_troubleshooting.my_failures", myFailuresItem);
