/** What one does with the usage: the file it is saved as, and the day under the pointer. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { USAGE_CSV } from "./fake/usage.ts";
import { button } from "./screens/screen.ts";

describe.skipIf(!canBrowse)("usage", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app.close());

  it("is saved as a table with the period in its name", async () => {
    const page = await newPage(app, {});
    await page.goto(`${app.origin}/usage?days=7`);
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "CSV").click()]);
    expect(download.suggestedFilename()).toBe("verne-usage-2026-11-16-2026-11-22.csv");
    expect(readFileSync(await download.path(), "utf8")).toBe(USAGE_CSV);
    await page.context().close();
  });

  it("says the day under the pointer, and the largest one without", async () => {
    const page = await newPage(app, {});
    await page.goto(`${app.origin}/usage`);
    const figure = page.getByRole("figure");
    await figure.getByText(/Most: Nov 9: 720K tokens/).waitFor();
    const box = await figure.locator(".u-over").boundingBox();
    if (!box) throw new Error("the chart has no plotting area");
    await page.mouse.move(box.x + box.width - 4, box.y + 40);
    await figure.getByText("Nov 22: 240K tokens").waitFor();
    await page.mouse.move(box.x, box.y + box.height + 200);
    await figure.getByText(/Most: Nov 9/).waitFor();
    await page.context().close();
  });
});
