import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Attachment, MAX_IMAGE_BYTES, type TaskView } from "../protocol/index.ts";
import {
  call,
  command,
  connectGitHub,
  createTask,
  errorOf,
  FIX,
  ok,
  stubOf,
  until,
  users,
  view,
} from "./verne.ts";

/** One red pixel. */
const PNG = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"),
  (char) => char.charCodeAt(0),
);

function upload(
  body: Uint8Array<ArrayBuffer>,
  type = "image/png",
  token: string | null = users().ada.accessToken,
): Promise<Response> {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const headers = { "content-type": type, ...authorization };
  return exports.default.fetch(
    new Request("https://verne.test/api/attachments", { method: "POST", headers, body }),
  );
}

const uploaded = async (token?: string) =>
  (await ok<Attachment>(upload(PNG, "image/png", token))).attachment_id;
const graces = () => users().grace.accessToken;

beforeAll(connectGitHub);

describe("POST /api/attachments", () => {
  it("keeps an image and gives its bytes back", async () => {
    const answer = await upload(PNG);
    expect(answer.status).toBe(201);
    const kept = (await answer.json()) as Attachment; // validated below
    expect(kept).toEqual({ attachment_id: kept.attachment_id, media_type: "image/png", bytes: PNG.length });
    const shown = await call("GET", `/api/attachments/${kept.attachment_id}`);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PNG);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      "content-type": "image/png",
      "content-disposition": "inline",
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": expect.stringContaining("private"),
    });
  });

  it.each([
    ["text", "text/plain", PNG, 415],
    ["an image that can run scripts", "image/svg+xml", new TextEncoder().encode("<svg/>"), 415],
    ["bytes of another type", "image/jpeg", PNG, 415],
    ["nothing", "image/png", new Uint8Array(), 400],
    ["too much", "image/png", new Uint8Array(MAX_IMAGE_BYTES + 1), 413],
  ] as const)("refuses %s", async (_, type, body, status) => {
    expect(await errorOf(upload(new Uint8Array(body), type))).toMatchObject({ status });
  });

  it("takes more than other routes do, and nothing from a stranger", async () => {
    const large = new Uint8Array(MAX_IMAGE_BYTES);
    large.set(PNG);
    expect((await upload(large)).status).toBe(201);
    expect(await errorOf(upload(PNG, "image/png", null))).toMatchObject({ status: 401 });
  });
});

describe("an image", () => {
  it("is its owner's alone", async () => {
    const id = await uploaded();
    const path = `/api/attachments/${id}`;
    expect(await errorOf(call("GET", path, { token: graces() }))).toMatchObject({ status: 404 });
    expect((await call("DELETE", path, { token: graces() })).status).toBe(204);
    expect((await call("GET", path)).status).toBe(200);
    expect(await errorOf(call("GET", "/api/attachments/nonsense"))).toMatchObject({ status: 404 });
  });

  it("goes with its bytes when it is deleted", async () => {
    const id = await uploaded();
    expect((await call("DELETE", `/api/attachments/${id}`)).status).toBe(204);
    expect(await errorOf(call("GET", `/api/attachments/${id}`))).toMatchObject({ status: 404 });
    expect(await env.ARTIFACTS.head(`attachments/${users().ada.userId}/${id}`)).toBeNull();
  });
});

describe("a draft with images", () => {
  const words = {
    repo_full_name: null,
    branch: null,
    prompt: "As in the picture",
    provider: null,
    model: null,
  };
  const put = (draft: string, images: string[], token?: string) =>
    call("PUT", `/api/drafts/${draft}`, { body: { ...words, images }, ...(token && { token }) });

  it("keeps them until it is put away without them, for its own user alone", async () => {
    const [id, draft] = [await uploaded(), crypto.randomUUID()];
    const path = `/api/attachments/${id}`;
    expect((await put(draft, [id], graces())).status).toBe(200);
    expect(await errorOf(call("GET", path, { token: graces() }))).toMatchObject({ status: 404 });
    await ok(put(draft, [id]));
    expect(await errorOf(call("DELETE", path))).toMatchObject({ status: 409, code: "invalid_state" });
    await ok(put(draft, []));
    expect((await call("DELETE", path)).status).toBe(204);
    expect(await errorOf(call("GET", path))).toMatchObject({ status: 404 });
    expect(
      await errorOf(
        put(
          draft,
          Array.from({ length: 5 }, () => id),
        ),
      ),
    ).toMatchObject({
      status: 400,
      details: [{ path: "images" }],
    });
    await call("DELETE", `/api/drafts/${draft}`);
    await call("DELETE", `/api/drafts/${draft}`, { token: graces() });
  });
});

describe("a task with images", () => {
  it("shows them, and keeps them from being deleted", async () => {
    const id = await uploaded();
    const { task_id } = await createTask({ images: [id] });
    expect((await view(task_id)).images).toEqual([
      { attachment_id: id, media_type: "image/png", bytes: PNG.length },
    ]);
    expect(await errorOf(call("DELETE", `/api/attachments/${id}`))).toMatchObject({
      status: 409,
      message: "a task or a draft uses this image",
    });
    const events = await until(task_id, "awaiting_approval");
    // Detection and duration of the tests may be reported as well.
    const told = events.filter(
      (event) => event.type === "warning" && event.data.code === "images_unsupported",
    );
    expect(told).toMatchObject([{ message: expect.stringContaining("cannot see images") }]);
    await command(task_id, "cancel");
  });

  it("gives the model what it shows, and its object keeps no bytes", async () => {
    await call("PUT", "/api/keys/openai_compatible", {
      body: { base_url: inject("variables").DEMO_MODEL_URL },
    });
    const images = [await uploaded(), await uploaded()];
    const model = { provider: "openai_compatible", model: "verne-demo-images" };
    const { task_id } = await createTask({ ...model, images });
    await until(task_id, "awaiting_approval");
    expect((await view(task_id)).plan_document?.assumptions).toEqual([
      "Saw an image/png",
      "Saw an image/png",
    ]);
    await runInDurableObject(stubOf(task_id), (_object, state) => {
      const bodies = state.storage.sql.exec<{ body: string }>("SELECT body FROM document").toArray();
      const stored = bodies.map(({ body }) => body).join("");
      expect(stored).toContain(images[0]);
      expect(stored).not.toContain(btoa(String.fromCharCode(...PNG)));
    });
    await command(task_id, "cancel");
    await call("DELETE", "/api/keys/openai_compatible");
  });

  it("is refused when one is not there or not the caller's", async () => {
    const [own, foreign] = [await uploaded(), await uploaded(graces())];
    for (const id of [foreign, crypto.randomUUID()])
      expect(
        await errorOf(call("POST", "/api/tasks", { body: { ...FIX, images: [own, id] } })),
      ).toMatchObject({ status: 400, details: [{ path: "images.1" }] });
    const five = Array.from({ length: 5 }, () => own);
    expect(await errorOf(call("POST", "/api/tasks", { body: { ...FIX, images: five } }))).toMatchObject({
      status: 400,
      details: [{ path: "images" }],
    });
  });

  it("is the same task when it is asked for again, and another with other images", async () => {
    const [first, second] = [await uploaded(), await uploaded()];
    const headers = { "idempotency-key": crypto.randomUUID() };
    const send = (images: string[]) => call("POST", "/api/tasks", { headers, body: { ...FIX, images } });
    const { task_id } = await ok<TaskView>(send([first]));
    expect(await ok<TaskView>(send([first]))).toMatchObject({ task_id });
    expect(await errorOf(send([second]))).toMatchObject({ status: 409 });
    await command(task_id, "cancel");
  });
});
