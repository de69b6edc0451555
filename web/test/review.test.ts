/** A review in real Chromium: what the reader decides becomes one message, and the address says what is seen. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { reviewDiff } from "./fixtures/review-diff.ts";
import { at, button, task } from "./screens/screen.ts";

const INVOICE = "src/billing/invoice.py";

describe.skipIf(!canBrowse)("a review", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  const open = async (path: string, sent: unknown[] = []) => {
    const page = await newPage(app, { ...at("reviewing"), diff: reviewDiff, sent });
    await page.goto(app.origin + path);
    await page.getByText("compute_total").first().waitFor();
    return page;
  };

  it("sends a rejected hunk and a comment as one message, after a reload too", async () => {
    const sent: unknown[] = [];
    const page = await open(`${task}?pane=diff`, sent);
    await page.keyboard.press("]");
    await page.keyboard.press("x");
    await button(page, "Send 1 review note").waitFor();
    await page.keyboard.press("]");
    await page.keyboard.press("m");
    await page.getByRole("textbox", { name: "Comment on line 28" }).fill("Why so deep?");
    await page.keyboard.press("Control+Enter");
    await button(page, "Send 2 review notes").waitFor();
    expect(sent).toEqual([]);
    await page.reload();
    await button(page, "Send 2 review notes").click();
    await button(page, "Send 2 review notes").waitFor({ state: "detached" });
    expect(sent).toEqual([
      {
        text: [
          "Review of the diff:",
          "",
          `1. Undo this part of ${INVOICE}, lines 3-8; it is rejected:`,
          "```diff",
          "@@ -1,7 +1,9 @@",
          ' """Invoices: lines with quantity, unit price and tax."""',
          " ",
          "+from decimal import Decimal",
          "+",
          " ",
          ' def compute_total(lines, tax_rate="0"):',
          '     """Sum of all lines with tax, as a decimal string."""',
          "-    total = 0.0",
          '+    total = Decimal("0")',
          "     for line in lines:",
          "```",
          `2. ${INVOICE}, line 28: Why so deep?`,
        ].join("\n"),
      },
    ]);
    await page.getByRole("button", { name: "Since my last review 0" }).click();
    await page.getByText("No file has changed since your last review.").waitFor();
    await page.context().close();
  });

  it("hides changes of whitespace in the address, so a reload and a colleague see the same", async () => {
    const page = await open(`${task}?pane=diff`);
    await button(page, "Hide changes of whitespace").click();
    await page.getByText("Only whitespace changed.").waitFor();
    expect(new URL(page.url()).searchParams.get("ws")).toBe("hide");
    await page.reload();
    await page.getByText("Only whitespace changed.").waitFor();
    await button(page, "Hide changes of whitespace").click();
    await page.getByText("Only whitespace changed.").waitFor({ state: "detached" });
    await page.context().close();
  });

  it("finds a file by a part of its path and goes there", async () => {
    const page = await open(`${task}?pane=diff`);
    const tree = page.getByRole("navigation", { name: "Changed files" });
    await tree.getByRole("searchbox", { name: "Filter files" }).fill("COLUMNS");
    await tree.getByRole("button", { name: /table/ }).waitFor({ state: "detached" });
    await tree.getByRole("button", { name: "modified columns.py" }).click();
    await page.waitForURL(/file=src%2Fbilling%2Freport%2Fcolumns\.py/);
    await page.context().close();
  });
});
