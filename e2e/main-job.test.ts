import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Place, runTask, type TaskResult } from "../bench/agent/run.ts";
import { writeSweTask } from "../bench/agent/swe-fixture.ts";
import { type BenchTask, readTasks } from "../bench/agent/tasks.ts";
import { signIn as signInHeadless } from "../local/client.ts";
import { press, walkTo } from "./keyboard.ts";
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
  it("takes a task from sign-in to pull request without a mouse", async () => {
    const { page, problems } = await openPage(product, { colorScheme: "dark" });
    const keys = page.keyboard;
    await page.goto(product.stack.entryUrl);
    await page.getByRole("button", { name: "Login with GitHub" }).waitFor();
    await screenshot(page, "01-login");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await press(page, "button", "Login with GitHub");
    await page.getByText("Continue as ada").waitFor();
    await press(page, "button", "Continue as ada");
    await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
    await screenshot(page, "02-inbox-empty");
    const kept = await page.evaluate(() => Object.keys(localStorage));
    expect(kept).toContain("verne.session");
    expect(kept.filter((key) => key.includes("verifier"))).toEqual([]);

    await keys.press("c");
    const repository = page.getByRole("combobox", { name: "Repository" });
    await repository.waitFor();
    await walkTo(page, "combobox", "Repository");
    await keys.type("cart");
    await expect.poll(() => page.getByRole("option").allTextContents()).toHaveLength(1);
    await keys.press("ArrowDown");
    await keys.press("Enter");
    await expect.poll(() => page.getByRole("combobox", { name: "Branch" }).inputValue()).toBe("main");
    await walkTo(page, "textbox", "Prompt");
    await keys.insertText(
      "Fix the failing discount test: a percentage discount must be taken off the cart once, but customers get it twice.",
    );
    await screenshot(page, "03-composer");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await keys.press("Control+Enter");

    const approve = page.getByRole("button", { name: "Approve plan" }).first();
    await approve.waitFor();
    await page.getByText("Fails before the edits, as it should").first().waitFor();
    await screenshot(page, "04-plan");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await press(page, "button", "Approve plan");

    await page.getByRole("button", { name: "Open pull request" }).first().waitFor();
    const targeted = page.getByRole("region", { name: "Events" }).getByText("Ran tests");
    await targeted.locator("..").getByText("1 passed, in ").waitFor();
    await keys.press("3");
    await page.getByText(/fixed/i).first().waitFor();
    await page.getByText("Failed before, passes after").first().waitFor();
    const claims = page.getByRole("region", { name: "Claims" });
    await claims.getByText("A percentage discount is taken off the cart once.").waitFor();
    await claims
      .getByText("The test takes a percentage off the cart once passed on this change.", { exact: true })
      .waitFor();
    await screenshot(page, "05-tests");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await keys.press("4");
    await page.getByText("npm test").first().waitFor();
    await screenshot(page, "06-log");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await keys.press("2");
    await page.getByText("src/discount.js").first().waitFor();
    await page.getByText("return subtotal - percentOf").first().waitFor();
    await screenshot(page, "07-diff");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await press(page, "button", "Open pull request");

    const link = page.getByRole("link", { name: "View pull request" }).first();
    await link.waitFor();
    await screenshot(page, "08-done");
    const opened = page.context().waitForEvent("page");
    await press(page, "link", "View pull request");
    const pull = await opened;
    await pull.getByText("Fix the failing discount test").first().waitFor();
    await pull.getByText("Test evidence").first().waitFor();
    await pull.getByText("The reproduction failed before the change and passes after it").first().waitFor();
    await pull.getByText("The test takes a percentage off the cart once passed on this change").waitFor();
    await screenshot(pull, "09-pull-request");
    expect(problems).toEqual([]);
  });

  it("finishes a task on a phone, through two crashes of the Worker and without a reload", {
    timeout: 240_000,
  }, async () => {
    const { page, problems } = await openPage(product, {
      viewport: { width: 390, height: 844 },
      colorScheme: "light",
      hasTouch: true,
    });
    await signIn(product, page);
    await page.getByRole("link", { name: "New task" }).last().tap();
    await page.getByRole("button", { name: "Add unit tests for computeTotal" }).tap();
    await page.getByRole("button", { name: "Plan it" }).tap();
    const approve = page.getByRole("button", { name: "Approve plan" }).first();
    await approve.waitFor();
    await screenshot(page, "10-phone-plan");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await product.stack.restartWorker();
    const approved = page.waitForResponse((response) => response.url().endsWith("/approve") && response.ok());
    await approve.tap();
    await approved;
    // Wherever the work is now, a step's lease may still be held when the next Worker starts.
    await product.stack.restartWorker();
    const publish = page.getByRole("button", { name: "Open pull request" }).first();
    await publish.waitFor({ timeout: 100_000 });
    await screenshot(page, "11-phone-review");
    await publish.tap();
    await page.getByRole("link", { name: "View pull request" }).first().waitFor();
    await screenshot(page, "12-phone-done");
    const timeline = page.getByRole("region", { name: "Events" });
    const seen = await timeline.innerText();
    await page.reload();
    await page.getByRole("link", { name: "View pull request" }).first().waitFor();
    await expect.poll(() => timeline.innerText()).toBe(seen);
    expect(problems).toEqual([]);
  });

  it("who opens the plain address is told where the code of this start is, and does not get in without it", async () => {
    const { page } = await openPage(product, { colorScheme: "dark", viewport: { width: 390, height: 844 } });
    await page.goto("/");
    await page.getByText("open the address that npm start printed").waitFor();
    await screenshot(page, "12-login-plain-address");
    await page.getByRole("button", { name: "Login with GitHub" }).click();
    const code = page.getByRole("textbox", { name: "Code of this start" });
    await code.fill("a-guess-that-is-wrong");
    await screenshot(page, "12-code-of-this-start");
    expect(await accessibilityBreaches(page)).toEqual([]);
    await page.getByRole("button", { name: "Continue as grace" }).click();
    await page.getByRole("heading", { name: "Sign-in refused" }).waitFor();
    await page.goBack();
    await code.fill(product.stack.standIns.github.startCode);
    await page.getByRole("button", { name: "Continue as grace" }).click();
    await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
  });

  it("is told what is wrong, loses nothing, and sees nobody else's task", async () => {
    const { page } = await openPage(product, { colorScheme: "light" });
    await signIn(product, page, "grace");
    await page.goto("/new");
    await page.getByRole("textbox", { name: "Prompt" }).fill("Something that I typed with care");
    await page.getByRole("button", { name: "Plan it" }).click();
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

/** On the product that the flows have used: starting one more is most of the time that this takes. */
describe("the bench of agents", () => {
  const own = readTasks(join(import.meta.dirname, "../bench/agent/own"));
  const place = async (): Promise<Place> => ({
    client: await signInHeadless(product.stack, "grace"),
    standIns: product.stack.standIns,
  });
  const run = async (task: BenchTask): Promise<TaskResult> =>
    runTask(task, await place(), { provider: "demo", model: null }, 600_000);

  it("judges a task of SWE-bench's form by tests that the product has not seen", async () => {
    const { file, script, remove } = await writeSweTask();
    try {
      const [task] = readTasks(file);
      if (!task) throw new Error("no task was written");
      expect(await run(task)).toMatchObject({ skipped: expect.stringContaining("takes a real model") });
      expect(await run({ ...task, script })).toMatchObject({
        verdict: "solved",
        ownVerdict: "pass",
        modelCalls: 8,
        costUsd: 0,
      });
    } finally {
      await remove();
    }
  });

  it("does not believe the product's own tests, and skips what the machine lacks by name", async () => {
    const wrong = own.find(({ id }) => id === "js-wrong");
    const go = own.find(({ id }) => id === "go-max");
    if (!wrong || !go) throw new Error("the bench has lost its tasks");
    expect(await run(wrong)).toMatchObject({
      verdict: "wrong",
      ownVerdict: "pass",
      reason: "failed: knows 2000",
    });
    const lacking = { ...go, needs: ["verne-no-such-program"] };
    expect(await run(lacking)).toEqual({ id: "go-max", skipped: "needs verne-no-such-program" });
  });

  it.runIf(inject("long")).each(own)("comes to what is expected of $id", async (task) => {
    const result = await run(task);
    if (result.skipped === null) expect(result.verdict).toBe(task.expected);
  });
});
