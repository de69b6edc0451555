/** The guard against too many requests, shown by what it refuses. The limits are those of wrangler.toml. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { createApp } from "../api/app.ts";
import type { Bindings } from "../bindings.ts";
import { users } from "./verne.ts";

const PER_ADDRESS = 600;
const PER_USER = 3_000;
const bindings = env as unknown as Bindings; // the same ones; `env` has the types of another file

/** Counts under names of this test's own: no other test is to meet the limit. */
const COUNTED_APART: Bindings = {
  ...bindings,
  USER_RATE: { limit: ({ key }) => bindings.USER_RATE.limit({ key: `test of limits ${key}` }) },
};

const app = createApp();
function ask(path: string, headers: Record<string, string>, method = "GET"): Promise<Response> {
  return Promise.resolve(app.request(path, { method, headers }, COUNTED_APART));
}

describe("an address", () => {
  it.each([
    ["guesses links", "/api/shares/v1.00000000-0000-4000-8000-000000000000.x", undefined, 404],
    ["guesses invitations", "/api/invites/v1.00000000-0000-4000-8000-000000000000.x", undefined, 404],
    ["guesses tickets", "/ws/00000000-0000-4000-8000-000000000000", undefined, 404],
    ["reads the configuration", "/api/config", undefined, 200],
    ["tries tokens", "/api/tasks", "Bearer a.b.c", 401],
    ["tries other words", "/api/tasks", "Basic YTpi", 401],
  ])("that %s is refused at the limit, and another one is not", async (name, path, authorization, status) => {
    const from = (address: string) =>
      ask(path, { "cf-connecting-ip": address, ...(authorization && { authorization }) });
    const sent = Array.from({ length: PER_ADDRESS + 10 }, () =>
      from(`2001:db8:${name.length.toString(16)}::1`),
    );
    const answers = await Promise.all(sent);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status, 429]));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(10);
    expect(refused[0]?.headers.get("retry-after")).toBe("60");
    expect(await refused[0]?.json()).toMatchObject({ error: { code: "rate_limited" } });
    expect((await from("198.51.100.7")).status).toBe(status);
  });
});

it("a user is refused at the limit, at doors that read and that write, and another one is not", async () => {
  const { ada, grace } = users();
  const as = (token: string, path: string, method = "GET") =>
    ask(path, { authorization: `Bearer ${token}` }, method);
  const { length } = await Promise.all(
    Array.from({ length: PER_USER }, () => COUNTED_APART.USER_RATE.limit({ key: grace.userId })),
  );
  expect(length).toBe(PER_USER);
  for (const [method, path] of [
    ["GET", "/api/tasks"],
    ["POST", "/api/tasks"],
    ["DELETE", "/api/keys/openai"],
  ] as const)
    expect((await as(grace.accessToken, path, method)).status).toBe(429);
  expect((await as(ada.accessToken, "/api/tasks")).status).toBe(200);
});
