import { afterEach, expect, it, vi } from "vitest";
import type { Config } from "../env.ts";
import { databaseOf, serviceDatabaseFor } from "./database.ts";
import { AGENT_SERVICE, SERVICE, type User } from "./principal.ts";

// The part of the configuration that this reads.
const CONFIG = {
  SUPABASE_URL: "http://database.test",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
  SUPABASE_SECRET_KEY: "sb_secret_x",
} as Config;
const ADA: User = {
  kind: "user",
  userId: "10000000-0000-4000-8000-00000000000a",
  jwt: "a.d.a",
  clientId: null,
};
const PROGRAM: User = { ...ADA, clientId: "ci" };

afterEach(() => vi.unstubAllGlobals());

/** What one request of this client says about who makes it. */
async function sentBy(client: ReturnType<typeof databaseOf>) {
  const fetch = vi.fn<(url: string, init: RequestInit) => Promise<Response>>(async () => Response.json([]));
  vi.stubGlobal("fetch", fetch);
  await client.from("tasks").select("id");
  const headers = new Headers(fetch.mock.calls[0]?.[1].headers);
  const actor = headers.get("x-verne-actor");
  return {
    key: headers.get("apikey"),
    bearer: headers.get("authorization"),
    actor: actor && JSON.parse(actor),
  };
}

it("asks as the user, who cannot say to the audit log that they are another", async () => {
  const own = { key: "sb_publishable_x", bearer: "Bearer a.d.a", actor: null };
  expect(await sentBy(databaseOf(CONFIG, ADA))).toEqual(own);
  expect(await sentBy(databaseOf(CONFIG, PROGRAM))).toEqual(own);
});

it.each([
  ["a user", ADA, { kind: "user", id: ADA.userId, client: null }],
  ["a program with a user's token", PROGRAM, { kind: "client", id: ADA.userId, client: "ci" }],
  ["Verne itself", SERVICE, { kind: "system" }],
  ["the agent", AGENT_SERVICE, { kind: "agent" }],
])(
  "writes with the secret key in the name of %s, and never sends their token with it",
  async (_name, principal, actor) => {
    const sent = { key: "sb_secret_x", bearer: null, actor };
    expect(await sentBy(serviceDatabaseFor(CONFIG, principal))).toEqual(sent);
    if (principal.kind === "service") expect(await sentBy(databaseOf(CONFIG, principal))).toEqual(sent);
  },
);
