/** Driving a page by the keyboard alone. */
import type { Page } from "playwright-core";

/** Limit of Tab presses: no page has so many stops between two related controls. */
const MOST_STOPS = 120;

/** Role and accessible name of what has the focus, as a screen reader says them: `button "Approve plan"`. */
async function focused(page: Page): Promise<string> {
  const snapshot = await page.locator("*:focus").first().ariaSnapshot();
  return snapshot.split("\n", 1)[0]?.replace(/^- /, "") ?? "";
}

/**
 * Presses Tab (Shift+Tab with `back`) until the focus is on the control that is named so, and fails with the way it
 * took if it never gets there.
 */
export async function walkTo(page: Page, role: string, name: string, { back = false } = {}): Promise<void> {
  const way: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press(back ? "Shift+Tab" : "Tab");
    const here = await focused(page);
    if (here.startsWith(`${role} "${name}`)) return;
    way.push(here);
  }
  throw new Error(`no way by Tab to ${role} "${name}":\n${way.join("\n")}`);
}

/** Walks to a button or link and presses it. */
export async function press(page: Page, role: "button" | "link", name: string): Promise<void> {
  await walkTo(page, role, name);
  await page.keyboard.press("Enter");
}
