/** The rate limit, shown by its refusals. The limits are those of wrangler.toml. */
import { env } from "cloudflare:workers";
import { describe, expect, inject, it } from "vitest";
import { createApp } from "../api/app.ts";
import type { Bindings } from "../bindings.ts";
import { users } from "./verne.ts";

/** A first attempt, the rest of its minute, and a second one. */
const TIMEOUT_MS = 400_000;
/** They go through the same guard: path, credentials, status below the limit. */
const OTHER_DOORS: [string, string, string | undefined, number][] = [
  ["guesses invitations", "/api/invites/v1.00000000-0000-4000-8000-000000000000.x", undefined, 404],
  ["reads the configuration", "/api/config", undefined, 200],
  ["tries other words", "/api/tasks", "Basic YTpi", 401],
];
const PER_ADDRESS = 600;
const PER_USER = 3_000;
const bindings = env as unknown as Bindings; // the same ones; `env` has the types of another file

/**
 * The platform counts per clock minute: an attempt that spans two is repeated under another name, with a whole minute
 * before it.
 */
async function inOneMinute<T>(attempt: (name: string) => Promise<T>): Promise<T> {
  const minute = () => Math.floor(Date.now() / 60_000);
  for (;;) {
    const began = minute();
    const answer = await attempt(crypto.randomUUID());
    if (minute() === began) return answer;
    await new Promise((resolve) => setTimeout(resolve, 60_000 - (Date.now() % 60_000)));
  }
}

/** Counts users under names of this attempt, so that no other test reaches the limit. */
const countedApart = (name: string): Bindings => ({
  ...bindings,
  USER_RATE: { limit: ({ key }) => bindings.USER_RATE.limit({ key: `test of limits ${name} ${key}` }) },
});

const app = createApp();
function ask(
  env: Bindings,
  path: string,
  headers: Record<string, string>,
  method = "GET",
): Promise<Response> {
  return Promise.resolve(app.request(path, { method, headers }, env));
}

describe("an address", { timeout: TIMEOUT_MS }, () => {
  it.each<[string, string, string | undefined, number]>([
    ["guesses links", "/api/shares/v1.00000000-0000-4000-8000-000000000000.x", undefined, 404],
    ["guesses tickets", "/ws/00000000-0000-4000-8000-000000000000", undefined, 404],
    ["tries tokens", "/api/tasks", "Bearer a.b.c", 401],
    ...(inject("long") ? OTHER_DOORS : []),
  ])(
    "that %s is refused at the limit, and another one is not",
    async (_name, path, authorization, status) => {
      const from = (address: string) =>
        ask(bindings, path, { "cf-connecting-ip": address, ...(authorization && { authorization }) });
      const { answers, other } = await inOneMinute(async (name) => {
        const address = `2001:db8:${name.slice(0, 4)}:${name.slice(4, 8)}::1`;
        const sent = Array.from({ length: PER_ADDRESS + 10 }, () => from(address));
        return { answers: await Promise.all(sent), other: await from("198.51.100.7") };
      });
      expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status, 429]));
      const refused = answers.filter((answer) => answer.status === 429);
      expect(refused).toHaveLength(10);
      expect(refused[0]?.headers.get("retry-after")).toBe("60");
      expect(await refused[0]?.json()).toMatchObject({ error: { code: "rate_limited" } });
      expect(other.status).toBe(status);
    },
  );
});

it("a user is refused at the limit, at doors that read and that write, and another one is not", {
  timeout: TIMEOUT_MS,
}, async () => {
  const { ada, grace } = users();
  const { counted, refused, other } = await inOneMinute(async (name) => {
    const env = countedApart(name);
    const as = async (token: string, path: string, method = "GET") =>
      (await ask(env, path, { authorization: `Bearer ${token}` }, method)).status;
    const { length } = await Promise.all(
      Array.from({ length: PER_USER }, () => env.USER_RATE.limit({ key: grace.userId })),
    );
    return {
      counted: length,
      refused: [
        await as(grace.accessToken, "/api/tasks"),
        await as(grace.accessToken, "/api/tasks", "POST"),
        await as(grace.accessToken, "/api/keys/openai", "DELETE"),
      ],
      other: await as(ada.accessToken, "/api/tasks"),
    };
  });
  expect(counted).toBe(PER_USER);
  expect(refused).toEqual([429, 429, 429]);
  expect(other).toBe(200);
});
