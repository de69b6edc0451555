/** What one does with an organisation, in real Chromium: found it, invite, change roles, remove, join. */
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { statefulOrg } from "./fake/orgs.ts";
import type { FakeWorker } from "./fake/state.ts";
import { alert, button } from "./screens/screen.ts";

const hasFocus = (one: Locator) => one.evaluate((element) => element === document.activeElement);

describe.skipIf(!canBrowse)("an organisation", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  const open = async (fake: Partial<FakeWorker>, path = "/settings/org") => {
    const page = await newPage(app, fake, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.goto(app.origin + path);
    return page;
  };

  it("is founded, and lets somebody in by an address that is copied", async () => {
    const page = await open({ org: statefulOrg(false) });
    await button(page, "Create organisation").click();
    await page.getByText("Enter a name.").waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("Engines");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Engines" }).waitFor();
    await page.getByRole("textbox", { name: /GitHub login/ }).fill("@mary");
    await page.keyboard.press("Enter");
    const address = page.getByRole("textbox", { name: "Address of the invitation for mary" });
    await address.waitFor();
    await button(page, "Copy").click();
    await button(page, "Copied").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await address.inputValue());
    await page.context().close();
  });

  it("gives another role, and takes it back when that is refused", async () => {
    const org = statefulOrg(true);
    const page = await open({ org });
    const role = page.getByRole("combobox", { name: "Role of grace" });
    await role.selectOption("admin");
    await expect.poll(() => org.people.members.find(({ login }) => login === "grace")?.role).toBe("admin");
    await page.getByText("Saving").waitFor({ state: "detached" });
    org.refuses = true;
    await role.selectOption("viewer");
    await alert(page);
    await page.getByText("You are no admin any more.").waitFor();
    expect(await role.inputValue()).toBe("admin");
    await page.context().close();
  });

  it("asks in place before anybody goes, and gives the focus back when they stay", async () => {
    const page = await open({ org: statefulOrg(true) });
    const remove = button(page, "Remove grace");
    await remove.click();
    await expect.poll(() => hasFocus(button(page, "Keep"))).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => hasFocus(remove)).toBe(true);
    await button(page, "Delete organisation").click();
    await button(page, "Cancel").click();
    await expect.poll(() => hasFocus(button(page, "Delete organisation"))).toBe(true);

    await page.getByRole("combobox", { name: "Role of cbabbage" }).selectOption("owner");
    await page.getByText("Saving").waitFor({ state: "detached" });
    await button(page, "Leave").click();
    await button(page, "Cancel").click();
    await expect.poll(() => hasFocus(button(page, "Leave"))).toBe(true);

    await remove.click();
    await button(page, "Remove").click();
    await remove.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "3 people" }).waitFor();
    await page.context().close();
  });

  it("is joined by its invitation", async () => {
    const invite = {
      org_name: "Analytical Engines",
      role: "member" as const,
      invited_by: "cbabbage",
      github_login: null,
      expires_at: "2026-11-29T08:00:00Z",
    };
    const page = await open({ org: statefulOrg(false), invite }, "/invite/PgwdCppSSg6KUQ9NOxwqEKq3o8Jc5mY2");
    expect(await page.locator('meta[name="robots"]').getAttribute("content")).toBe("noindex");
    await button(page, "Accept as ada").click();
    await page.getByText("Your role: member").waitFor();
    expect(await page.locator('meta[name="robots"]').count()).toBe(0);
    await page.context().close();
  });
});
