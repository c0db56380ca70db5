import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/**
 * Numbers by row and hour, the larger the darker. It is a table, so nobody needs to see the colours. A phone has no room
 * for 24 columns: there the hours are below one another, without those in which nothing happened.
 */
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

    setup() {
        this.ui = useService("ui");
    }

    get columns() {
        return this.ui.isSmall ? this.props.rows.map((row) => row.name) : this.props.labels;
    }

    get lines() {
        const { labels, rows } = this.props;
        const cell = (row, hour) => ({ row, hour, count: rows[row].counts[hour] });
        const hours = [...labels.keys()];
        if (!this.ui.isSmall) {
            return rows.map((row, index) => ({
                key: row.id,
                label: row.name,
                cells: hours.map((hour) => cell(index, hour)),
            }));
        }
        return hours
            .map((hour) => ({
                key: hour,
                label: labels[hour],
                cells: [...rows.keys()].map((row) => cell(row, hour)),
            }))
            .filter((line) => line.cells.some(({ count }) => count));
    }

    get most() {
        return Math.max(1, ...this.props.rows.flatMap((row) => row.counts));
    }

    shade(count) {
        return count ? `--o-mt-share: ${(0.12 + (0.68 * count) / this.most).toFixed(2)}` : "";
    }

    describe({ row, hour, count }) {
        return _t("%(server)s, %(hour)s: %(count)s attempts", {
            server: this.props.rows[row].name,
            hour: this.props.labels[hour],
            count,
        });
    }
}
