/** Shows Timeline (services/dashboard/timeline.py). */

import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";

import { EVERYTHING, Filters } from "../filters";
import { moment } from "../moment";
import { openRecord, openRecords } from "../records";

/** What was changed, and when each cause of failures began. Read when somebody opens the tab. */
export class Changes extends Component {
    static template = "mail_troubleshooting.Changes";
    static components = { Filters };
    static props = { filters: Object, version: Number, onFilter: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ data: null, failed: false });
        onMounted(() => this.load(this.props.filters));
        onWillUpdateProps((next) => {
            const { filters, version } = this.props;
            if (next.filters.days !== filters.days || next.version !== version) {
                this.load(next.filters);
            }
        });
    }

    async load(filters) {
        const asked = this.orm.silent.call("mail.troubleshooting.dashboard", "timeline", [
            // The period alone: what else was chosen is about attempts, and not shown here.
            { ...EVERYTHING, days: filters.days },
        ]);
        const data = await this.keepLast.add(asked.catch(() => null));
        Object.assign(this.state, { data, failed: !data });
    }

    when(row) {
        return moment(row.date).toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    what(row) {
        if (row.is_failure) {
            return _t("First failure: %(cause)s", { cause: row.name });
        }
        if (!row.kind) {
            return row.name;
        }
        return _t("%(kind)s: %(name)s", { kind: row.kind, name: row.name });
    }

    who(row) {
        return row.user ? _t("by %(user)s", { user: row.user }) : "";
    }

    change(row) {
        return row.before || row.after
            ? _t("from %(before)s to %(after)s", {
                  before: row.before || _t("nothing"),
                  after: row.after || _t("nothing"),
              })
            : "";
    }

    open(row) {
        if (row.ids.length) {
            return openRecords(this.action, row.name, row.model, [["id", "in", row.ids]]);
        }
        return openRecord(this.action, row.model, row.id);
    }
}
