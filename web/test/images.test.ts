/** Images of a prompt in real Chromium: scaled before they are sent, kept over a reload, and named by the new task. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, type WebApp } from "./browser.ts";
import { DRAFT } from "./fake/composer.ts";
import type { FakeWorker } from "./fake/state.ts";
import { png } from "./fixtures/image.ts";
import { view } from "./fixtures/tasks.ts";
import { button } from "./screens/screen.ts";

const file = (name: string, buffer = png(40, 30)) => ({ name, mimeType: "image/png", buffer });
const choose = (page: Page, ...files: ReturnType<typeof file>[]) =>
  page.locator("input[type=file]").setInputFiles(files);
const removing = (page: Page, name: string) => button(page, `Remove ${name}`);
const draftOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    dispatchEvent(new Event("pagehide"));
    return localStorage.getItem("verne.draft") ?? "";
  });

describe.skipIf(!canBrowse)("images of a prompt", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app.close());

  async function open(fake: Partial<FakeWorker> = {}) {
    const page = await newPage(app, fake);
    await page.goto(`${app.origin}/new`);
    await button(page, "Attach image").waitFor();
    return page;
  }
  const uploadsOf = async (page: Page, work: () => Promise<unknown>) => {
    const sent = page.waitForRequest(
      (request) => request.method() === "POST" && request.url().endsWith("/attachments"),
    );
    await work();
    return sent;
  };

  it("scales a large one down, keeps it over a reload, and names it in the new task", async () => {
    const page = await open();
    const upload = await uploadsOf(page, () => choose(page, file("large.png", png(3200, 400))));
    expect(upload.headers()["content-type"]).toBe("image/webp");
    const body = upload.postDataBuffer() ?? Buffer.alloc(0);
    const [width, height] = await page.evaluate(
      async (bytes) => {
        const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
        return [picture.width, picture.height];
      },
      [...body],
    );
    expect([width, height]).toEqual([1568, 196]);
    await page.getByText(/Scaling|Uploading/).waitFor({ state: "detached" });
    expect(JSON.parse(await draftOf(page)).images).toMatchObject([{ name: "large.png" }]);

    await page.reload();
    await removing(page, "large.png").waitFor();
    await button(page, "Fix the cart's coupon bug").click();
    const created = page.waitForRequest(
      (request) => request.method() === "POST" && request.url().endsWith("/tasks"),
    );
    await button(page, "Plan it").click();
    expect((await created).postDataJSON()).toMatchObject({ images: [expect.stringMatching(/^5d9f2d4e/)] });
    await page.context().close();
  });

  it("takes a pasted picture but not the picture of pasted text", async () => {
    const page = await open();
    const paste = (text: boolean) =>
      page.getByRole("textbox", { name: "Prompt" }).evaluate(
        (box, { bytes, text }) => {
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
          if (text) clipboardData.setData("text/plain", "a\tb");
          box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        },
        { bytes: [...png(40, 30)], text },
      );
    await paste(true);
    await uploadsOf(page, () => paste(false));
    await removing(page, "pasted.png").waitFor();
    expect(await page.getByRole("button", { name: /^Remove/ }).count()).toBe(1);
    await page.context().close();
  });

  it("sends nothing while one has failed, and goes on after another try", async () => {
    const page = await open({ roomForImages: 1 });
    await button(page, "Fix the cart's coupon bug").click();
    await choose(page, file("a.png"));
    await page.getByText(/Scaling|Uploading/).waitFor({ state: "detached" });
    await choose(page, file("b.png"));
    const again = button(page, "Try again: b.png");
    await again.waitFor();
    await button(page, "Plan it").click();
    await page.getByText("Remove the image that failed, or try again.").waitFor();
    await page.route("**/api/attachments", (route) =>
      route.fulfill({
        status: 201,
        json: { attachment_id: "5d9f2d4e-6b1c-4e0a-9a52-00000000000b", media_type: "image/png", bytes: 9 },
      }),
    );
    await again.click();
    await page.getByText("Remove the image that failed").waitFor({ state: "detached" });
    await expect.poll(async () => JSON.parse(await draftOf(page)).images).toHaveLength(2);
    await removing(page, "b.png").click();
    expect(await button(page, "Attach image").evaluate((button) => button === document.activeElement)).toBe(
      true,
    );
    expect(JSON.parse(await draftOf(page)).images).toHaveLength(1);
    await page.context().close();
  });

  it("comes back with a saved draft, and is saved with it again", async () => {
    const id = "5d9f2d4e-6b1c-4e0a-9a52-00000000000c";
    const page = await newPage(app, { drafts: [{ ...DRAFT, images: [id] }] });
    await page.goto(`${app.origin}/new?draft=${DRAFT.draft_id}`);
    await removing(page, "Image 1").waitFor();
    const put = page.waitForRequest((request) => request.method() === "PUT");
    await button(page, "Save draft").click();
    expect((await put).postDataJSON()).toMatchObject({ prompt: DRAFT.prompt, images: [id] });
    await page.context().close();
  });

  it("keeps the dialog open, once, while it is on its way", async () => {
    const page = await newPage(app, { hanging: ["/api/attachments"] });
    await page.goto(app.origin);
    await page.getByRole("heading", { name: "No tasks yet" }).waitFor();
    await page.keyboard.press("c");
    await button(page, "Attach image").waitFor();
    await choose(page, file("a.png"));
    await page.getByText("Uploading").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Wait until the images are uploaded.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.context().close();
  });

  it("takes one that is dropped on the page, and says so while it is held there", async () => {
    const page = await open();
    const data = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
        return transfer;
      },
      [...png(40, 30)],
    );
    const zone = page.getByRole("textbox", { name: "Prompt" });
    await zone.dispatchEvent("dragover", { dataTransfer: data });
    await page.getByText("Drop images to attach them").waitFor();
    await uploadsOf(page, () => zone.dispatchEvent("drop", { dataTransfer: data }));
    await removing(page, "dropped.png").waitFor();
    expect(await page.getByText("Drop images to attach them").count()).toBe(0);
    await page.context().close();
  });

  it("opens one large on the task's page and gives the focus back", async () => {
    const images = [
      { attachment_id: "5d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51", media_type: "image/png" as const, bytes: 9 },
    ];
    const page = await newPage(app, { view: view("applying", { images }) });
    await page.goto(`${app.origin}/t/${view("applying").task_id}`);
    const thumbnail = button(page, "Open image 1");
    await thumbnail.click();
    await page.getByRole("dialog", { name: "Image 1 of 1" }).getByRole("img").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await thumbnail.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.context().close();
  });
});
