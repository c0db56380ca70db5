import { press } from "@odoo/hoot-dom";

const MOST_TABS = 60;

/** Go on with the Tab key, as somebody without a mouse does, until the focus is where it should be. */
export async function tabTo(selector) {
    for (let tabs = 0; tabs < MOST_TABS; tabs++) {
        if (document.activeElement?.matches(selector)) {
            return;
        }
        await press("Tab");
    }
    throw new Error(`${selector} cannot be reached with the Tab key`);
}
