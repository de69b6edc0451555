import { beforeAll, expect, inject, it } from "vitest";
import { call, command, connectGitHub, createTask, errorOf, FIX, ok, until, view } from "./verne.ts";

beforeAll(connectGitHub);

const AUTO = { provider: "auto", model: "auto" };

it("chooses a model that the user has access to, says which, and asks for a key where there is none", async () => {
  const body = { ...FIX, ...AUTO };
  expect(await errorOf(call("POST", "/api/tasks", { body }))).toMatchObject({
    status: 422,
    code: "missing_model_key",
  });
  const { DEMO_MODEL_URL } = inject("variables");
  await call("PUT", "/api/keys/openai_compatible", { body: { base_url: DEMO_MODEL_URL } });
  const { providers } = await ok<{ providers: { id: string; status: string }[] }>(call("GET", "/api/models"));
  expect(providers.find(({ id }) => id === "auto")?.status).toBe("ready");
  const { task_id } = await createTask(AUTO);
  const events = await until(task_id, "awaiting_approval");
  expect(events.map((event) => event.message)).toContainEqual(
    expect.stringMatching(/verne-demo was chosen to plan/),
  );
  expect(await view(task_id)).toMatchObject({ provider: "auto", model: "auto" });
  await command(task_id, "cancel");
  await call("DELETE", "/api/keys/openai_compatible");
});
