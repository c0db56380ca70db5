import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";

import { loadBundle } from "@web/core/assets";
import { localization } from "@web/core/l10n/localization";

/** A name beside its bar gets two fifths of the width; a letter has about six pixels. */
const LETTER = 15;

/** A colour of the theme, dark or not, as the page has it. */
function color(element, name, otherwise) {
    return getComputedStyle(element).getPropertyValue(`--${name}`).trim() || otherwise;
}

/** A label in two lines of so many characters at most; the table below the chart has all of it. */
export function inTwoLines(label, length) {
    const lines = [""];
    for (const word of label.split(" ")) {
        const line = `${lines.at(-1)} ${word}`.trim();
        if (line.length > length && lines.length < 2 && lines[0]) {
            lines.push(word);
        } else {
            lines[lines.length - 1] = line;
        }
    }
    return lines.map((line) => (line.length > length ? `${line.slice(0, length - 1)}…` : line));
}

/** Stacked bars, with a table of the same figures for those who do not see them. */
export class BarChart extends Component {
    static template = "mail_troubleshooting.BarChart";
    static props = {
        title: String,
        /** What stands at each bar. */
        labels: { type: Array, element: String },
        /** `{ key, label, color, values }` for each part of the bars; with `line`, a line in front of them. */
        series: { type: Array, element: Object },
        horizontal: { type: Boolean, optional: true },
        /** Called with the number of the bar, and the key of the part if one was clicked. */
        onSelect: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [JSON.stringify([this.props.labels, this.props.series, this.props.horizontal])]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get rows() {
        return this.props.labels.map((label, index) => {
            const values = this.props.series.map((one) => one.values[index]);
            // Where nothing was counted there are no records to look at.
            return { label, index, values, isCounted: values.some(Boolean) };
        });
    }

    draw() {
        this.chart?.destroy();
        this.chart = new window.Chart(this.canvas.el, this.config);
    }

    get config() {
        const element = this.canvas.el;
        const { color: text, fontFamily } = getComputedStyle(element);
        const isRtl = localization.direction === "rtl";
        const values = {
            stacked: true,
            beginAtZero: true,
            ticks: { color: text, precision: 0 },
            grid: { color: color(element, "border-color", "#dee2e6") },
        };
        const names = { stacked: true, ticks: { color: text }, grid: { display: false } };
        const { horizontal, labels, series } = this.props;
        // Days may be left out below a narrow chart, a name beside its bar may not.
        names.ticks.autoSkip = !horizontal;
        if (horizontal) {
            names.ticks.callback = (_value, index) =>
                inTwoLines(labels[index], Math.max(8, Math.floor(element.clientWidth / LETTER)));
        }
        if (isRtl) {
            (horizontal ? values : names).reverse = true;
            (horizontal ? names : values).position = "right";
        }
        return {
            type: "bar",
            data: {
                labels,
                datasets: series.map((one) => ({
                    label: one.label,
                    data: one.values,
                    backgroundColor: one.color,
                    ...(one.line
                        ? {
                              type: "line",
                              stack: one.key,
                              borderColor: one.color,
                              borderDash: [5, 3],
                              order: -1,
                          }
                        : { maxBarThickness: 40, stack: "bars" }),
                })),
            },
            options: {
                font: { family: fontFamily },
                animation: false,
                maintainAspectRatio: false,
                indexAxis: horizontal ? "y" : "x",
                scales: horizontal ? { x: values, y: names } : { x: names, y: values },
                plugins: {
                    legend: {
                        display: series.length > 1,
                        position: "bottom",
                        rtl: isRtl,
                        labels: { color: text, boxWidth: 14 },
                    },
                    tooltip: { rtl: isRtl },
                },
                onHover: (event, found) => {
                    event.native.target.style.cursor = found.length ? "pointer" : "default";
                },
                onClick: (_event, found) => {
                    if (found.length) {
                        this.props.onSelect(found[0].index, series[found[0].datasetIndex].key);
                    }
                },
            },
        };
    }
}
