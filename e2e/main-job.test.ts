import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accessibilityBreaches,
  openPage,
  type Product,
  screenshot,
  signIn,
  startProduct,
} from "./product.ts";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product?.close());

describe("a person", () => {
  it("takes the sample task from sign-in to pull request", async () => {
    const { page, problems } = await openPage(product, { colorScheme: "dark" });
    await page.goto("/");
    await page.getByRole("button", { name: "Continue with GitHub" }).waitFor();
    await screenshot(page, "01-login");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await signIn(page);
    await screenshot(page, "02-inbox-empty");

    await page.getByRole("link", { name: "New task" }).first().click();
    await page.getByRole("combobox", { name: "Repository" }).fill("cart");
    await page.getByRole("option", { name: /samples\/shopping-cart/ }).click();
    await expect
      .poll(() => page.getByRole("combobox", { name: "Branch" }).inputValue(), { timeout: 15_000 })
      .toBe("main");
    await page
      .getByRole("textbox", { name: "Prompt" })
      .fill(
        "Fix the failing discount test: a percentage discount must be taken off the cart once, but customers get it twice.",
      );
    await screenshot(page, "03-composer");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await page.getByRole("button", { name: "Start task" }).click();

    const approve = page.getByRole("button", { name: "Approve plan" }).first();
    await approve.waitFor();
    await screenshot(page, "04-plan");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await approve.click();

    const apply = page.getByRole("button", { name: "Apply changes" }).first();
    await apply.waitFor();
    await page.getByRole("tab", { name: "Tests" }).click();
    await page.getByText(/fixed/i).first().waitFor();
    await screenshot(page, "05-tests");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByText("npm test").first().waitFor();
    await screenshot(page, "06-log");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await page.getByRole("tab", { name: "Diff" }).click();
    await page.getByText("src/discount.js").first().waitFor();
    await page.getByText("return subtotal - percentOf").first().waitFor();
    await screenshot(page, "07-diff");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await apply.click();

    const link = page.getByRole("link", { name: "View pull request" }).first();
    await link.waitFor();
    await screenshot(page, "08-done");
    const pull = await page.context().newPage();
    await pull.goto((await link.getAttribute("href")) ?? "");
    await pull.getByText("Fix the failing discount test").first().waitFor();
    await pull.getByText("Test evidence").first().waitFor();
    await screenshot(pull, "09-pull-request");
    expect(problems).toEqual([]);
  });

  it("keeps seeing a task through a crash of the Worker, and finishes it on a phone", async () => {
    const { page, problems } = await openPage(product, {
      viewport: { width: 390, height: 844 },
      colorScheme: "light",
      hasTouch: true,
    });
    await signIn(page);
    await page.goto("/new");
    await page.getByRole("button", { name: "Add unit tests for computeTotal" }).click();
    await page.getByRole("button", { name: "Start task" }).click();
    const approve = page.getByRole("button", { name: "Approve plan" }).first();
    await approve.waitFor();
    await screenshot(page, "10-phone-plan");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await product.stack.restartWorker();
    await approve.click();
    const apply = page.getByRole("button", { name: "Apply changes" }).first();
    await apply.waitFor({ timeout: 60_000 });
    await screenshot(page, "11-phone-review");
    await apply.click();
    await page.getByRole("link", { name: "View pull request" }).first().waitFor();
    await screenshot(page, "12-phone-done");
    expect(problems).toEqual([]);
  });

  it("is told what is wrong, loses nothing, and sees nobody else's task", async () => {
    const { page } = await openPage(product, { colorScheme: "light" });
    await signIn(page, "grace");
    await page.goto("/new");
    await page.getByRole("textbox", { name: "Prompt" }).fill("Something that I typed with care");
    await page.getByRole("button", { name: "Start task" }).click();
    await page
      .getByText(/choose a repository/i)
      .first()
      .waitFor();
    await screenshot(page, "13-composer-error");
    await page.reload();
    await expect
      .poll(() => page.getByRole("textbox", { name: "Prompt" }).inputValue())
      .toBe("Something that I typed with care");
    await page.goto(`/t/${crypto.randomUUID()}`);
    await page
      .getByText(/not found/i)
      .first()
      .waitFor();
    await screenshot(page, "14-not-found");
    await page.goto("/settings/keys");
    await page
      .getByText(/OpenAI-compatible/)
      .first()
      .waitFor();
    await screenshot(page, "15-settings");
    expect(await accessibilityBreaches(page)).toEqual([]);
  });
});
