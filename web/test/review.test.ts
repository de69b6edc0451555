/** A review in real Chromium: what the reader decides becomes one message, and the address says what is seen. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { TREE } from "./fixtures/base.ts";
import { comparison } from "./fixtures/evidence.ts";
import { objections } from "./fixtures/objections.ts";
import { reviewDiff } from "./fixtures/review-diff.ts";
import { view } from "./fixtures/tasks.ts";
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

  it("undoes what is rejected at once where the task takes it, and brings it back", async () => {
    const sent: unknown[] = [];
    const undoable = view("reviewing", { allowed: ["apply", "message", "undo", "redo", "cancel"] });
    const page = await newPage(app, { ...at("reviewing"), view: undoable, diff: reviewDiff, sent });
    await page.goto(`${app.origin}${task}?pane=diff`);
    await page.getByText("compute_total").first().waitFor();
    await page.keyboard.press("]");
    await page.keyboard.press("x");
    await page.getByText(`Undid a part of ${INVOICE}`).waitFor();
    const hunk = { old_start: 1, old_lines: 7, new_start: 1, new_lines: 9 };
    expect(sent).toEqual([{ tree: TREE, parts: [{ path: INVOICE, hunks: [hunk] }] }]);
    await page.getByRole("button", { name: `Reject ${INVOICE}` }).click();
    await page.getByText(`Undid the change to ${INVOICE}`).waitFor();
    await button(page, "Bring the last back").click();
    await expect
      .poll(() => sent.slice(1))
      .toEqual([{ tree: TREE, parts: [{ path: INVOICE }] }, { tree: TREE }]);
    expect(await page.getByText("not sent yet").count()).toBe(0);
    await page.context().close();
  });

  it("keeps in the address that whitespace is hidden, so that a reload shows the same", async () => {
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

  it("publishes what stands against a change only once each serious point is accepted, and names them", async () => {
    const sent: unknown[] = [];
    const page = await newPage(app, { ...at("reviewing"), view: view("reviewing", { objections }), sent });
    await page.goto(`${app.origin}${task}?pane=diff`);
    await page.getByRole("button", { name: /^3 to accept before it is published/ }).click();
    await page.getByRole("checkbox", { name: "Existing tests were weakened" }).check();
    await page.getByRole("button", { name: /^2 to accept before it is published/ }).waitFor();
    await button(page, "Open pull request").click();
    const dialog = page.getByRole("dialog", { name: "Before this is published" });
    await dialog.waitFor();
    const publish = dialog.getByRole("button", { name: "Open pull request" });
    expect(await publish.isDisabled()).toBe(true);
    expect(await dialog.getByRole("checkbox", { name: "Existing tests were weakened" }).isChecked()).toBe(
      true,
    );
    await dialog.getByRole("checkbox", { name: /^Only the exit status/ }).check();
    await dialog.getByRole("checkbox", { name: /^The change touches workflows/ }).check();
    await publish.click();
    await dialog.waitFor({ state: "detached" });
    expect(sent).toEqual([
      { tree: TREE, accepted: ["exit_status_only:1", "tests_weakened:1", "workflow:1"] },
    ]);
    await page.context().close();
  });

  it("asks before it publishes over notes that were not sent, also where the diff is not shown", async () => {
    const sent: unknown[] = [];
    const page = await open(`${task}?pane=diff`, sent);
    await page.getByRole("button", { name: `Reject ${INVOICE}` }).click();
    await page.goto(`${app.origin}${task}?pane=tests`);
    await button(page, "Open pull request").click();
    const dialog = page.getByRole("dialog", { name: "1 review note is not sent" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(sent).toEqual([]);
    await button(page, "Open pull request").click();
    await dialog.getByRole("button", { name: "Send notes first" }).click();
    await expect
      .poll(() => sent)
      .toEqual([{ text: `Review of the diff:\n\n1. Undo the change to ${INVOICE}: it is rejected.` }]);
    await page.context().close();
  });

  it("sends no notes about files that have changed since", async () => {
    const sent: unknown[] = [];
    const page = await open(`${task}?pane=diff`, sent);
    await page.getByRole("button", { name: `Reject ${INVOICE}` }).click();
    await button(page, "Send 1 review note").waitFor();
    const patch = reviewDiff.patch.replace('Decimal("0")', 'Decimal("1")');
    await page.route("**/api/tasks/*/diff", (route) => route.fulfill({ json: { ...reviewDiff, patch } }));
    await page.goto(`${app.origin}${task}?pane=tests`);
    await button(page, "Open pull request").click();
    const dialog = page.getByRole("dialog", { name: "1 review note is not sent" });
    await dialog.getByRole("button", { name: "Send notes first" }).click();
    await dialog.getByText("The files have changed since you wrote the notes.").waitFor();
    await dialog.getByRole("button", { name: "Show the diff" }).click();
    await page.waitForURL(/pane=diff/);
    expect(sent).toEqual([]);
    await page.context().close();
  });

  it("leads from a failed test to its line in the diff", async () => {
    const broken = comparison("broken");
    const cases = broken.after.cases.map((one) =>
      one.outcome === "failed"
        ? { ...one, file: "money.py", message: 'File "money.py", line 8, in to_cents' }
        : one,
    );
    const tests = { ...broken, after: { ...broken.after, cases } };
    const page = await newPage(app, { ...at("reviewing"), view: view("reviewing", { tests }) });
    await page.goto(`${app.origin}${task}?pane=tests`);
    await page.getByRole("link", { name: "money.py:8" }).click();
    await page.getByText("cents = amount.quantize").waitFor();
    await page.locator('[aria-current="true"]', { hasText: "money.py" }).waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get("file"), searchParams.get("line")]).toEqual(["money.py", "8"]);

    // The edit was taken back since, so there is no link.
    await page.route("**/api/tasks/*/diff", (route) =>
      route.fulfill({ json: { ...reviewDiff, files: [], patch: "" } }),
    );
    const asked = page.waitForResponse("**/api/tasks/*/diff");
    await page.goto(`${app.origin}${task}?pane=tests`);
    await asked;
    await page.getByText("money.py:8").waitFor();
    expect(await page.getByRole("link", { name: "money.py:8" }).count()).toBe(0);
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

  it("shows no tree beside a single file until it is asked for", async () => {
    const [first] = reviewDiff.files;
    const diff = { ...reviewDiff, files: first ? [first] : [] };
    const page = await newPage(app, { ...at("reviewing"), diff });
    await page.goto(`${app.origin}${task}?pane=diff`);
    const tree = page.getByRole("navigation", { name: "Changed files" });
    const files = page.getByRole("button", { name: /^Files/ });
    await files.waitFor();
    expect([await files.getAttribute("aria-expanded"), await tree.count()]).toEqual(["false", 0]);
    await page.keyboard.press("t");
    await tree.waitFor();
    await page.context().close();
  });
});
