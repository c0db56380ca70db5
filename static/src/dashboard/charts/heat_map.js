import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

/** Numbers by row and column, the larger the darker. It is a table, so nobody needs to see the colours. */
export class HeatMap extends Component {
    static template = "mail_troubleshooting.HeatMap";
    static props = {
        title: String,
        /** What stands above each column. */
        labels: { type: Array, element: String },
        /** `{ id, name, counts }` for each row. */
        rows: { type: Array, element: Object },
        /** Called with the number of the row and that of the column. */
        onSelect: Function,
    };

    get most() {
        return Math.max(1, ...this.props.rows.flatMap((row) => row.counts));
    }

    shade(count) {
        return count ? `--o-mt-share: ${(0.12 + (0.68 * count) / this.most).toFixed(2)}` : "";
    }

    describe(row, hour) {
        return _t("%(server)s, %(hour)s: %(count)s attempts", {
            server: row.name,
            hour: this.props.labels[hour],
            count: row.counts[hour],
        });
    }
}
