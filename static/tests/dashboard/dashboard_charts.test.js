import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne, waitFor, waitUntil } from "@odoo/hoot-dom";
import { Deferred, advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import { inTwoLines } from "@mail_troubleshooting/dashboard/charts/chart";
import { router } from "@web/core/browser/router";
import { utils as uiUtils } from "@web/core/ui/ui_service";

import {
    FAILED_SINCE,
    SINCE,
    bar,
    charts,
    open,
    openCharts,
    openTab,
    opened,
    payload,
} from "./dashboard_helpers";

describe.current.tags("desktop");
defineMailModels();

test("charts have their figures in a table, which leads to the attempts", async () => {
    await openCharts(payload());
    await waitFor(".o_mail_troubleshooting_chart canvas");
    expect(".o_mail_troubleshooting_chart").toHaveCount(4);
    const cells = [...document.querySelectorAll("[data-chart=times] td.text-end")];
    expect(cells.map((cell) => cell.textContent)).toEqual(["3", "0", "0", "1", "2", "5"]);
    opened();
    await click("[data-chart=receivers] summary");
    await click("[data-chart=receivers] tbody button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [SINCE, ["recipient_domain", "in", ["gmail.com", "googlemail.com"]]],
        ],
    ]);
});

test("days are named in the user's zone, in which they are cut, wherever the browser is", async () => {
    serverState.timezone = "Asia/Ho_Chi_Minh";
    const times = [{ ...bar(1, { accepted: 3 }), from: "2019-12-31 17:00:00" }];
    await openCharts(payload(), { times, bounced: [0] });
    await waitFor("[data-chart=times] tbody th");
    expect(queryOne("[data-chart=times] tbody th").textContent.trim()).toBe("Jan 1");
});

test("an hour of a server leads to its attempts", async () => {
    await openCharts(payload());
    await waitFor(".o_mail_troubleshooting_heat button");
    expect(".o_mail_troubleshooting_heat button").toHaveAttribute(
        "aria-label",
        /^Other, .*: 7 attempts$/
    );
    opened();
    await click(".o_mail_troubleshooting_heat button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [SINCE, ["mail_server_id", "=", 2], ["date.hour_number", "=", 23]],
        ],
    ]);
});

test("on a phone the hours are below one another, without those of nothing", async () => {
    patchWithCleanup(uiUtils, { isSmall: () => true });
    await open(payload(), {}, { tab: "charts" });
    await waitFor(".o_mail_troubleshooting_heat button");
    expect(queryAllTexts(".o_mail_troubleshooting_heat th[scope=col]")).toEqual(["Other"]);
    expect(queryAllTexts(".o_mail_troubleshooting_heat th[scope=row]")).toEqual(["11 PM"]);
    opened();
    await click(".o_mail_troubleshooting_heat button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [SINCE, ["mail_server_id", "=", 2], ["date.hour_number", "=", 23]],
        ],
    ]);
});

test("a cause leads to its recipients, with the same filters", async () => {
    const cause = { id: 4, code: "a", title: "A", owner: "", step: "", count: 3, emails: 1 };
    await openCharts(payload(), { failed: [cause] });
    await waitFor(".o_mail_troubleshooting_cause");
    opened();
    await click(".o_mail_troubleshooting_cause");
    await click("button:contains(One of them is an email without a message)");
    expect.verifySteps([
        [
            "mail.notification",
            [["notification_type", "=", "email"], FAILED_SINCE, ["failure_cause_id", "=", 4]],
        ],
        [
            "mail.mail",
            [["is_notification", "=", false], FAILED_SINCE, ["failure_cause_id", "=", 4]],
        ],
    ]);
});

test("other filters ask for their figures, and stay when the page is read again", async () => {
    await openCharts(payload());
    await waitFor(".o_mail_troubleshooting_chart");
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => {
        if (args[1][0] === "attempts") {
            expect.step(args[0]);
        }
        return charts(args[0]);
    });
    await contains("[data-days='90']").click();
    expect.verifySteps([{ days: 90, company: 0, server: 0, cause: 0 }]);
    expect("[data-days='90']").toHaveAttribute("aria-pressed", "true");
    expect("[data-filter=company]").toHaveCount(0);
    await contains("[data-filter=server]").select("2");
    expect.verifySteps([{ days: 90, company: 0, server: 2, cause: 0 }]);
    expect(router.current).toInclude(["days", 90]);
    expect(router.current).toInclude(["server", 2]);
    await advanceTime(61000);
    await animationFrame();
    expect("[data-days='90']").toHaveAttribute("aria-pressed", "true");
    await contains(".o_mail_troubleshooting_refresh").click();
    expect.verifySteps([{ days: 90, company: 0, server: 2, cause: 0 }]);
});

test("charts are read when their tab opens, again for other filters, and not each minute", async () => {
    const cause = { id: 4, code: "a", title: "A", owner: "", step: "", count: 7123, emails: 2 };
    const data = payload({ failed: 5000, failed_or_more: true });
    const parts = ["charts: attempts", "charts: receivers", "charts: failures"];
    await open(data, { failed: [cause] }, {}, (call) => expect.step(call));
    await waitFor("[data-figure=failed] button:contains(more than 5,000)");
    expect.verifySteps(["payload", "charts: share"]);
    await openTab("charts");
    // The exact number from the charts draws the page again.
    await waitFor("[data-figure=failed] button:contains(7,121)");
    await animationFrame();
    expect.verifySteps(parts);
    await advanceTime(61000);
    await animationFrame();
    expect.verifySteps(["payload"]);
    await contains("[data-days='90']").click();
    await animationFrame();
    expect.verifySteps(parts);
    await contains(".o_mail_troubleshooting_refresh").click();
    await animationFrame();
    expect.verifySteps(["payload", "charts: share", ...parts]);
});

test("each figure is shown as soon as it was counted, and none of other filters beside it", async () => {
    await openCharts(payload());
    await waitFor(".o_mail_troubleshooting_heat");
    const counted = {
        attempts: new Deferred(),
        receivers: new Deferred(),
        failures: new Deferred(),
    };
    onRpc("mail.troubleshooting.dashboard", "charts", async ({ args }) => {
        await counted[args[1][0]];
        const { filters, choices, outcomes, waits, attempts, failures, ...all } = charts(args[0]);
        const common = { filters, choices, outcomes, waits, attempts, failures };
        const { receivers, failed, bounced, ...tried } = all;
        const parts = { attempts: tried, receivers: { receivers }, failures: { failed, bounced } };
        return { ...common, ...parts[args[1][0]] };
    });
    await contains("[data-days='90']").click();
    expect("[data-chart=receivers] canvas").toHaveCount(1);
    counted.attempts.resolve();
    await waitFor("[data-chart=receivers] .o_mail_troubleshooting_counting");
    expect("[data-chart=times] canvas").toHaveCount(1);
    expect(".o_mail_troubleshooting_counting").toHaveCount(2);
    counted.failures.resolve();
    counted.receivers.resolve();
    await waitFor("[data-chart=receivers] canvas");
    expect(".o_mail_troubleshooting_counting").toHaveCount(0);
});

test("the filters and the tab of the address are taken", async () => {
    await open(payload(), {}, { days: 7, server: 2, cause: "all", tab: "charts" });
    await waitFor(".o_mail_troubleshooting_chart");
    expect("[data-days='7']").toHaveAttribute("aria-pressed", "true");
    expect("[data-filter=server]").toHaveValue("2");
    expect("[data-filter=cause]").toHaveValue("0");
});

test("where filters leave nothing, it is not said that nothing happened", async () => {
    const nothing = { receivers: [], causes: [], bounced: [], failed: [] };
    await openCharts(payload(), {
        ...nothing,
        filters: { days: 7, company: 0, server: 0, cause: 3 },
    });
    await waitFor(".o_mail_troubleshooting_no_attempts:contains(match the filters)");
    await waitFor("p:contains(No failures match the filters in this period)");
});

test("who comes back finds the filters in the address as well", async () => {
    await openCharts(payload(), {}, { days: 7 });
    await waitFor(".o_mail_troubleshooting_chart");
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "mail_troubleshooting.dashboard",
    });
    await animationFrame();
    await getService("action").restore();
    expect(router.current).toInclude(["tab", "charts"]);
    // On the tab that was left, with the period that was chosen there.
    await waitFor("[data-days='7'][aria-pressed=true]");
    await animationFrame();
    expect(router.current).toInclude(["days", 7]);
});

test("what was old is not called old once the server answers again", async () => {
    await openCharts(payload());
    let fails = true;
    onRpc("mail.troubleshooting.dashboard", "payload", () => {
        if (fails) {
            throw new Error("away");
        }
        return payload();
    });
    await advanceTime(61000);
    await waitFor(".alert:contains(these figures may be out of date)");
    fails = false;
    await contains(".o_mail_troubleshooting_refresh").click();
    await animationFrame();
    expect(".alert").toHaveCount(0);
});

test("a long name beside a bar gets two lines, and an ellipsis where that is too short", () => {
    expect(inTwoLines("example.com", 20)).toEqual(["example.com"]);
    expect(inTwoLines("Your domain could not be verified", 20)).toEqual([
        "Your domain could",
        "not be verified",
    ]);
    expect(inTwoLines("a.very.long.domain.example.com", 12)).toEqual(["a.very.long…"]);
    expect(inTwoLines("One word or another, and so on", 10)).toEqual(["One word", "or anothe…"]);
});

test("the exact number of those who were not reached replaces the first one", async () => {
    const failed = [{ id: 4, code: "a", title: "A", owner: "", step: "", count: 7123, emails: 0 }];
    await openCharts(payload({ failed: 5000, failed_or_more: true }), { failed });
    await waitFor("[data-figure=failed] button:contains(7,123)");
    opened();
    await click("[data-figure=failed] button:contains(7,123)");
    expect.verifySteps([
        ["mail.notification", [["notification_type", "=", "email"], FAILED_SINCE]],
    ]);
});

test("changes are read when their tab opens, with the first failure among them", async () => {
    const row = {
        date: "2020-01-02 10:00:00",
        kind: "Mail Server",
        name: "<b>Firm</b>",
        user: "Ada",
        model: "ir.mail_server",
        id: 3,
        ids: [],
        before: "",
        after: "",
        is_failure: false,
    };
    onRpc("mail.troubleshooting.dashboard", "timeline", () => {
        expect.step("timeline");
        const failure = { ...row, name: "Sign-in refused", id: false, is_failure: true };
        return { rows: [failure, row], is_more: false };
    });
    await openCharts(payload());
    expect.verifySteps([]);
    await openTab("changes");
    await waitFor(".o_mail_troubleshooting_changes li");
    expect.verifySteps(["timeline"]);
    expect("[data-failure='1'] button").toHaveCount(0);
    expect("[data-failure='1'] .fw-bold").toHaveText("First failure: Sign-in refused");
    expect("[data-failure='0'] button").toHaveText("Mail Server: <b>Firm</b>");
});

test("changes are read again for another period alone, which the charts have as well", async () => {
    onRpc("mail.troubleshooting.dashboard", "timeline", ({ args }) => {
        expect.step(args[0]);
        return { rows: [], is_more: false };
    });
    await openCharts(payload());
    await contains("[data-days='7']").click();
    await contains("[data-filter=server]").select("2");
    expect.verifySteps([]);
    await openTab("changes");
    const everything = { company: 0, server: 0, cause: 0 };
    expect.verifySteps([{ days: 7, ...everything }]);
    await contains("[data-days='90']").click();
    await animationFrame();
    expect.verifySteps([{ days: 90, ...everything }]);
    await openTab("charts");
    expect("[data-days='90']").toHaveAttribute("aria-pressed", "true");
});

test("a list is called after what was clicked and after what is left out", async () => {
    await openCharts(payload(), {}, { days: 7, server: 1 });
    await waitFor(".o_mail_troubleshooting_heat button");
    getService("action").doAction = (action) => expect.step(action.name);
    await click("[data-chart=times] summary");
    await click("[data-chart=times] tbody button");
    await click("[data-chart=receivers] summary");
    await click("[data-chart=receivers] tbody button");
    await click(".o_mail_troubleshooting_heat button");
    expect.verifySteps([
        "Attempts · Jan 1, 2020 · Firm",
        "Attempts · Google · last 7 days · Firm",
        "Other · 11 PM · last 7 days · Firm",
    ]);
});

test("figures that could not be read are said to be so, and the page stands", async () => {
    await openCharts(payload());
    await waitFor("[data-chart=receivers] canvas");
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) => {
        if (args[1][0] === "receivers") {
            throw new Error("too slow");
        }
        return charts(args[0]);
    });
    await contains(".o_mail_troubleshooting_refresh").click();
    await waitFor("[role=alert]:contains(The figures could not be loaded.)");
    expect(".o_mail_troubleshooting_verdict").toHaveText("Email works");
});

test("an answer that comes late is not shown for the filters that were chosen since", async () => {
    await openCharts(payload());
    await waitFor("[data-chart=receivers] canvas");
    const late = new Deferred();
    onRpc("mail.troubleshooting.dashboard", "charts", async ({ args }) => {
        if (args[0].days === 7) {
            await late;
        }
        const row = { title: `${args[0].days} days`, domains: ["a.example"], counts: {} };
        return charts(args[0], { receivers: [row] });
    });
    await contains("[data-days='7']").click();
    await contains("[data-days='90']").click();
    await waitFor("[data-days='90'][aria-pressed=true]");
    const shown = () => queryOne("[data-chart=receivers] tbody th").textContent.trim();
    await waitUntil(() => shown() === "90 days");
    late.resolve();
    await animationFrame();
    await animationFrame();
    expect(shown()).toBe("90 days");
});

test("the number of the first look is that of everything, whatever the charts show", async () => {
    const cause = { id: 4, code: "a", title: "A", owner: "", step: "", count: 7123, emails: 3000 };
    const more = { failed_or_more: true, failed_alone: 2000, failed_alone_or_more: true };
    await openCharts(payload({ failed: 2000, ...more }), { failed: [cause] });
    await waitFor("[data-figure=failed] button:contains(4,123)");
    expect(".o_mail_troubleshooting_alone").toHaveText(/^\+ 3000 other emails/);
    onRpc("mail.troubleshooting.dashboard", "charts", ({ args }) =>
        charts(args[0], { failed: [{ ...cause, title: "B", count: 5 }] })
    );
    await contains("[data-days='7']").click();
    await waitFor(".o_mail_troubleshooting_cause:contains(B)");
    await animationFrame();
    expect("[data-figure=failed] button:contains(4,123)").toHaveCount(1);
});

test("a cause of nothing but emails without a message leads to them, of support to the recipients", async () => {
    const cause = { id: 4, code: "a", title: "A", owner: "", step: "", count: 3, emails: 3 };
    const domain = [FAILED_SINCE, ["failure_cause_id", "=", 4]];
    const data = payload();
    await openCharts(data, { failed: [cause] });
    await waitFor(".o_mail_troubleshooting_cause");
    opened();
    await click(".o_mail_troubleshooting_cause");
    expect.verifySteps([["mail.mail", [["is_notification", "=", false], ...domain]]]);
    data.is_administrator = false;
    await contains(".o_mail_troubleshooting_refresh").click();
    await animationFrame();
    await click(".o_mail_troubleshooting_cause");
    expect.verifySteps([["mail.notification", [["notification_type", "=", "email"], ...domain]]]);
});

test("a waiting time leads to those that were accepted and whose time is known", async () => {
    await openCharts(payload());
    await waitFor("[data-chart=waiting] canvas");
    opened();
    await click("[data-chart=waiting] summary");
    await click("[data-chart=waiting] tbody button");
    expect.verifySteps([
        [
            "mail.troubleshooting.attempt",
            [
                SINCE,
                ["date", ">=", "2020-01-01 00:00:00"],
                ["date", "<", "2020-01-02 00:00:00"],
                ["outcome", "=", "accepted"],
                ["waited", "!=", 0],
            ],
        ],
    ]);
});
