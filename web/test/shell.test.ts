/** The frame around the pages, in Chromium: the notice of a newer build, and the live region for progress. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { NOW, TASK_ID } from "./fixtures/base.ts";
import { at, button, task } from "./screens/screen.ts";

describe.skipIf(!canBrowse)("the shell", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  it("offers a newer build and takes it when it is asked to", async () => {
    const page = await newPage(app, {});
    let built = "the same";
    await page.route(`${app.origin}/`, async (route) => {
      if (route.request().resourceType() !== "fetch" || built === "the same") return route.continue();
      await route.fulfill({ contentType: "text/html", body: '<div id="app"></div>' });
    });
    await page.goto(app.origin);
    // Present and empty.
    await page.locator("div.fixed[role=status]").first().waitFor({ state: "attached" });
    const comeBack = async (minutes: number) => {
      await page.clock.setSystemTime(NOW + minutes * 60_000);
      const asked = page.waitForResponse((response) => response.request().resourceType() === "fetch");
      await page.evaluate(() => dispatchEvent(new Event("focus")));
      await asked;
    };
    await comeBack(1);
    expect(await page.getByText("New version").count()).toBe(0);
    built = "another";
    await comeBack(2);
    await page.getByText("New version").waitFor();
    await Promise.all([page.waitForEvent("load"), button(page, "Reload").click()]);
    await page.context().close();
  });

  it("says a change of the task to those who do not see it", async () => {
    const start = Promise.withResolvers<void>();
    const fake = at("planning");
    const seq = (fake.events?.at(-1)?.seq ?? 0) + 1;
    const page = await newPage(app, {
      ...fake,
      onLive: (socket) => {
        const event = {
          ...{ task_id: TASK_ID, seq, timestamp: new Date(NOW).toISOString(), stage: "planning" },
          ...{
            type: "step_started",
            message: "Testing",
            data: { step: "test", step_id: "test:1", attempt: 1 },
          },
        };
        void start.promise.then(() => socket.send(JSON.stringify(event)));
      },
    });
    await page.goto(app.origin + task);
    const voice = page.locator("p.sr-only[role=status]");
    await voice.waitFor({ state: "attached" });
    expect(await voice.allTextContents()).toEqual([""]);
    await page.locator("[data-event]").first().waitFor();
    start.resolve();
    await voice.filter({ hasText: /tests/i }).waitFor({ state: "attached" });
    await page.context().close();
  });
});
