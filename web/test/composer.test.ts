/** What a person does in the composer, with the keyboard alone where it can be done so. */
import type { Locator, Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { DRAFT } from "./fake/composer.ts";

const prompt = (page: Page) => page.getByRole("textbox", { name: "Prompt" });
const field = (page: Page, name: string) => page.getByRole("combobox", { name });
const eventually = <T>(look: () => Promise<T>) => expect.poll(look);
const selected = (page: Page) => page.evaluate(() => getSelection()?.toString());
const sent = (page: Page, method: string, path: string) =>
  page.waitForRequest((request: Request) => request.method() === method && request.url().includes(path));

describe.skipIf(!canBrowse)("the composer", () => {
  let app: WebApp;
  let page: Page;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  const open = async (path: string, fake: Parameters<typeof newPage>[1] = {}) => {
    await page?.context().close();
    page = await newPage(app, fake);
    await page.goto(app.origin + path);
    await prompt(page).waitFor();
  };

  it("completes a file's path and offers commands, by keys alone", async () => {
    await open("/new?repo=samples/invoice&branch=main");
    await prompt(page).focus();
    await page.keyboard.type("See @disc");
    await page.getByRole("option", { name: /^discount\.js/ }).waitFor();
    // A list that is still of fewer letters may have other files below the first.
    await page.getByRole("option", { name: /^discount\.test\.js/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    const active = page.getByRole("option", { selected: true });
    await active.getByText("discount.test.js").waitFor();
    expect(await prompt(page).getAttribute("aria-activedescendant")).toBe(await active.getAttribute("id"));
    await page.keyboard.press("Tab");
    expect(await prompt(page).inputValue()).toBe("See test/discount.test.js ");

    await page.keyboard.type("@READ");
    await page.getByRole("option", { name: /^README/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await page.keyboard.type("/fi");
    await page.getByRole("option", { name: /^\/fix/ }).waitFor();
    await page.keyboard.press("Enter");
    expect(await prompt(page).inputValue()).toContain("@READ\nFix this bug: what happens");
    expect(await selected(page)).toBe("what happens, and what should happen");

    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n/pr");
    await page.getByRole("option", { name: /^\/pr/ }).waitFor();
    await page.keyboard.press("Enter");
    expect(await page.getByRole("switch", { name: "Open PR when done" }).isChecked()).toBe(true);
    expect(await prompt(page).inputValue()).not.toContain("/pr");
    await page.keyboard.press("Control+z");
    expect(await prompt(page).inputValue()).toContain("/pr");
  });

  it("says what became of GitHub's access, and leads back to what was typed", async () => {
    await page?.context().close();
    page = await newPage(app, { githubRefuses: true });
    await page.goto(`${app.origin}/new?repo=samples/invoice&branch=main`);
    await page.getByText("Verne can no longer act on GitHub for you.").waitFor();
    await prompt(page).fill("Round once");
    const leaves = page.waitForRequest((request) => request.url().includes("/auth/v1/authorize"));
    await page.getByRole("button", { name: "Login with GitHub" }).first().click();
    expect(new URL((await leaves).url()).searchParams.get("provider")).toBe("github");
  });

  it("leads from a refused key to the keys, and keeps what was typed", async () => {
    await open("/new?repo=samples/invoice&branch=main");
    await prompt(page).fill("Round once");
    await page.getByRole("button", { name: "Plan it" }).click();
    await page.getByText("There is no key for OpenAI.").waitFor();
    expect(await field(page, "Model").getAttribute("aria-invalid")).toBe("true");
    await page.getByRole("link", { name: "Open model keys" }).click();
    await page.waitForURL("**/settings/keys");
    await page.goBack();
    await eventually(() => prompt(page).inputValue()).toBe("Round once");
  });

  it("shows what is known of the chosen repository, and whether one may push to it", async () => {
    await open("/new?repo=ada/engine");
    const facts = page.getByRole("region", { name: "About the repository" });
    await eventually(() => facts.innerText()).toContain("Invoices with taxes");
    const told = (await facts.innerText()).replaceAll(/\s+/g, " ");
    for (const fact of ["Private", "Python", "Default branch main", "Last push"])
      expect(told).toContain(fact);
    expect(told).not.toContain("not push to it");
    await open("/new?repo=ada/service-1", { readOnlyRepos: ["ada/service-1"] });
    await page.getByText("You may read this repository, but not push to it.").waitFor();
  });

  it("starts a task that was asked for before the models were there", async () => {
    await page?.context().close();
    page = await newPage(app, {});
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/api/models", async (route) => {
      await asked;
      await route.fallback();
    });
    await page.goto(`${app.origin}/new?repo=samples/invoice&branch=main&prompt=Round+once`);
    const creation = sent(page, "POST", "/api/tasks");
    await page.getByRole("button", { name: "Plan it" }).click();
    expect(await page.getByText("Choose a model.").count()).toBe(0);
    answer();
    expect((await creation).postDataJSON()).toMatchObject({ provider: "demo", prompt: "Round once" });
  });

  it("pages through the repositories, and keeps a text for each", async () => {
    await open("/new?repo=samples/invoice");
    await prompt(page).fill("For the invoice");
    await field(page, "Repository").click();
    await page.getByRole("option", { name: "samples/shopping-cart" }).waitFor();
    await page.getByRole("listbox", { name: "Repository" }).hover();
    await page.mouse.wheel(0, 2_000);
    await page.getByRole("option", { name: "ada/service-40" }).click();
    expect(await prompt(page).inputValue()).toBe("For the invoice");
    await page.goto(`${app.origin}/new?repo=samples/invoice`);
    await eventually(() => field(page, "Repository").inputValue()).toBe("samples/invoice");
    expect(await prompt(page).inputValue()).toBe("");
    await prompt(page).fill("Another one");
    await page.goto(`${app.origin}/new?repo=ada/service-40`);
    await eventually(() => prompt(page).inputValue()).toBe("For the invoice");
    await field(page, "Repository").fill("samples/inv");
    await page.getByRole("option", { name: "samples/invoice" }).click();
    await eventually(() => prompt(page).inputValue()).toBe("Another one");
  });

  it("saves a draft by key, finds it under its address, and deletes it with the task's start", async () => {
    await open("/new?repo=samples/invoice&prompt=Round%20it", { startsTasks: true });
    await eventually(() => field(page, "Branch").inputValue()).toBe("main");
    await prompt(page).focus();
    const put = sent(page, "PUT", "/api/drafts/");
    await page.keyboard.press("Control+Alt+Enter");
    expect((await put).postDataJSON()).toMatchObject({
      repo_full_name: "samples/invoice",
      prompt: "Round it",
    });
    const id = (await put).url().split("/").at(-1);
    await page.getByText("Draft saved").waitFor();
    expect(page.url()).toBe(`${app.origin}/new?draft=${id}`);
    expect(await prompt(page).evaluate((area) => area === document.activeElement)).toBe(true);
    const again = sent(page, "PUT", "/api/drafts/");
    await page.keyboard.type("!");
    await page.keyboard.press("Control+Alt+Enter");
    expect((await again).url().split("/").at(-1)).toBe(id);

    await page.goto(`${app.origin}/new?draft=${DRAFT.draft_id}`);
    await eventually(() => prompt(page).inputValue()).toBe(DRAFT.prompt);
    expect(await field(page, "Branch").inputValue()).toBe("develop");
    await prompt(page).fill("Edited, not saved");
    await page.reload();
    await eventually(() => prompt(page).inputValue()).toBe("Edited, not saved");
    const removed = sent(page, "DELETE", `/api/drafts/${DRAFT.draft_id}`);
    await prompt(page).press("Control+Enter");
    await removed;
    await page.waitForURL(/\/t\//);
  });

  it("loses nothing when the task is refused, and leads to the field", async () => {
    await open("/new?repo=samples/invoice&branch=develop&prompt=Round%20it");
    await page.getByText("Open PR when done").click();
    await eventually(() => field(page, "Model").inputValue()).toBe("Demo model");
    await prompt(page).press("Control+Enter");
    await page.getByText("There is no key for OpenAI.").waitFor();
    await eventually(() => field(page, "Model").evaluate((input) => input === document.activeElement)).toBe(
      true,
    );
    await field(page, "Model").click();
    await page
      .getByRole("option", { name: /Add a key/ })
      .first()
      .click();
    await page.waitForURL(/\/settings/);
    await page.goto(`${app.origin}/new`);
    expect(await prompt(page).inputValue()).toBe("Round it");
    expect(await field(page, "Repository").inputValue()).toBe("samples/invoice");
    await eventually(() => field(page, "Branch").inputValue()).toBe("develop");
    expect(await page.getByRole("switch", { name: "Open PR when done" }).isChecked()).toBe(true);
  });

  it("opens over any page by a key, keeps what was typed, and starts the task", async () => {
    await page?.context().close();
    page = await newPage(app, { startsTasks: true });
    await page.goto(app.origin);
    const first = page.getByRole("link", { name: "Write a task" }).or(page.locator("#main a")).first();
    await first.focus();
    const dialog = page.getByRole("dialog", { name: "New task" });
    const hasFocus = (element: Locator) =>
      eventually(() => element.evaluate((it) => it === document.activeElement));
    await page.keyboard.press("c");
    await hasFocus(prompt(page)).toBe(true);
    await page.keyboard.type("Round it, see");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await hasFocus(first).toBe(true);

    // By the palette, and back to where the focus was before it.
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search tasks and commands" }).fill("new task");
    await page.keyboard.press("Enter");
    await eventually(() => prompt(page).inputValue()).toBe("Round it, see");
    await hasFocus(prompt(page)).toBe(true);
    await field(page, "Repository").fill("samples/inv");
    await page.getByRole("option", { name: "samples/invoice" }).waitFor();
    // Escape closes the innermost overlay first.
    await page.keyboard.press("Escape");
    await page.getByRole("option").waitFor({ state: "detached" });
    expect(await dialog.isVisible()).toBe(true);
    await field(page, "Repository").fill("samples/inv");
    await page.getByRole("option", { name: "samples/invoice" }).click();
    await eventually(() => field(page, "Branch").inputValue()).toBe("main");
    await prompt(page).focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" @discount");
    await page.getByRole("option", { name: /^discount\.js/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option").waitFor({ state: "detached" });
    expect(await dialog.isVisible()).toBe(true);
    await page.getByRole("link", { name: "Open full page" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.waitForURL(/\/new$/);
    await eventually(() => prompt(page).inputValue()).toBe("Round it, see @discount");
    await page.locator("#main").focus();
    await page.keyboard.press("c");
    await hasFocus(prompt(page)).toBe(true);
    expect(await dialog.count()).toBe(0);

    await page.goBack();
    await first.waitFor();
    await page.keyboard.press("c");
    await eventually(() => prompt(page).inputValue()).toBe("Round it, see @discount");
    await eventually(() => field(page, "Model").inputValue()).toBe("Demo model");
    const created = sent(page, "POST", "/api/tasks");
    await page.keyboard.press("Control+Enter");
    expect((await created).postDataJSON()).toMatchObject({
      repo_full_name: "samples/invoice",
      branch: "main",
      prompt: "Round it, see @discount",
    });
    await page.waitForURL(/\/t\//);
    await dialog.waitFor({ state: "detached" });
  });

  it("puts back what an address took the place of", async () => {
    await open("/new");
    await prompt(page).fill("My own words");
    await page.goto(`${app.origin}/new?prompt=From%20a%20link`);
    await page.getByText("took the place").waitFor();
    await page.getByRole("button", { name: "Put it back" }).click();
    expect(await prompt(page).inputValue()).toBe("My own words");
  });
});
