import { start } from "@mail/../tests/mail_test_helpers";
import { expect } from "@odoo/hoot";
import { click, waitFor, waitForNone } from "@odoo/hoot-dom";
import { getService, onRpc } from "@web/../tests/web_test_helpers";

import { router } from "@web/core/browser/router";

export const payload = (values) => ({
    days: 30,
    is_administrator: true,
    queue: {
        waiting: 0,
        due: 0,
        oldest_due: false,
        cron_id: 3,
        cron_active: true,
        next_run: "2100-01-01 10:00:00",
        last_run: false,
    },
    causes: [],
    failed: 0,
    failed_or_more: false,
    failed_alone: 0,
    failed_alone_or_more: false,
    last_accepted: false,
    can_send_test: false,
    backfill: { done: 0, total: 0 },
    verdict: verdict({}),
    overview: overview([]),
    ...values,
});

export const verdict = (values) => ({
    severity: "ok",
    title: "Email works",
    detail: "",
    finding: false,
    ...values,
});

export const area = (values) => ({
    severity: "ok",
    errors: 0,
    warnings: 0,
    snoozed: 0,
    until: false,
    ...values,
});

export const check = (values) => ({
    code: "",
    area: "scheduled_actions",
    name: "Scheduled actions that are off",
    checked: false,
    failed: false,
    ...values,
});

export const overview = (findings, values) => ({
    areas: [
        area({ code: "queue", label: "Email queue" }),
        area({
            code: "scheduled_actions",
            label: "Scheduled actions",
            severity: "error",
            errors: 1,
        }),
    ],
    checks: [
        check({ code: "queue_age", area: "queue", name: "Age of the oldest queued email" }),
        check({ code: "scheduled_action_inactive" }),
    ],
    checked: "2020-01-01 10:00:00",
    findings,
    fixed: [],
    servers: 0,
    snoozed: { errors: 0, warnings: 0, until: false },
    ...values,
});

export const finding = (values) => ({
    id: 7,
    check: "scheduled_action_inactive",
    code: "email_queue_inactive",
    area: "scheduled_actions",
    severity: "error",
    title: "The email queue is inactive",
    explanation: "Emails wait.",
    steps: [
        {
            text: "Activate it again.",
            button: "activate",
            label: "Activate",
            preview: "Sets it to active.",
            copy: "",
        },
        { text: "Wait.", button: "", label: "", preview: "", copy: "" },
    ],
    evidence: [{ source: "ir.cron.active", excerpt: "<b>False</b>" }],
    also: [],
    cause: 0,
    waiting: 0,
    failed: 0,
    accepted: 0,
    fixed: false,
    fixed_by: false,
    model: "ir.cron",
    res_id: 3,
    target: "Email queue",
    since: "2020-01-01 10:00:00",
    last_seen: "2020-01-01 10:00:00",
    snoozed_until: false,
    snooze_reason: "",
    ...values,
});

export const bar = (day, counts) => ({
    from: `2020-01-0${day} 00:00:00`,
    to: `2020-01-0${day + 1} 00:00:00`,
    counts,
    waits: [1, 0, 0, 0, 2],
});
export const SINCE = ["date", ">=", "2020-01-01 00:00:00"];
export const FAILED_SINCE = ["failure_date", ">=", "2020-01-01 00:00:00"];

export const charts = (filters, values) => ({
    filters: { days: 30, company: 0, server: 0, cause: 0, ...filters },
    choices: {
        company: [],
        server: [
            { id: 1, name: "Firm" },
            { id: 2, name: "<b>Other</b>" },
        ],
        cause: [{ id: 4, name: "Unknown address" }],
    },
    outcomes: { accepted: "Accepted by the server", refused: "Rejected" },
    waits: [60, 900, 3600, 86400],
    attempts: [SINCE],
    failures: [FAILED_SINCE],
    failed: [],
    bounced: [0, 5],
    times: [bar(1, { accepted: 3 }), bar(2, { accepted: 1, refused: 2 })],
    causes: [{ id: 4, title: "Unknown address", count: 2 }],
    receivers: [
        {
            title: "Google",
            domains: ["gmail.com", "googlemail.com"],
            counts: { accepted: 4, refused: 2 },
        },
    ],
    hours: [{ id: 2, name: "Other", counts: [...Array(23).fill(0), 7] }],
    share: { tried: 8, accepted: 7 },
    ...values,
});

/** `onCall` is told of each call to the server: what is asked for, and of charts the part. */
export async function open(data, figures = {}, address = {}, onCall = () => {}) {
    onRpc("mail.troubleshooting.dashboard", "payload", () => {
        onCall("payload");
        return data;
    });
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => {
        onCall(`charts: ${args[1]}`);
        return charts(args[0], figures);
    });
    await start();
    Object.assign(router.current, address);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.dashboard",
    });
    await waitFor(".o_mail_troubleshooting_verdict");
}

/** The tab of this name, with what it loads. */
export async function openTab(name) {
    await click(`.o_mail_troubleshooting_tabs [name=${name}]`);
    await waitFor(`.o_mail_troubleshooting_tabs [name=${name}].active`);
    // The library that draws the charts is fetched by then, which may take its time.
    await waitForNone(".o_mail_troubleshooting_counting", { timeout: 5000 });
}

/** The page with its charts. */
export async function openCharts(...values) {
    await open(...values);
    await openTab("charts");
}

/** What is opened is a step: its model and its domain. */
export const opened = () => {
    getService("action").doAction = (action) => expect.step([action.res_model, action.domain]);
};
