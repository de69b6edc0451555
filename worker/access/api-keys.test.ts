import { afterEach, expect, it, vi } from "vitest";
import { ADA, configWith, FIRST, GRACE, NEXT, OTHER, type Servers, serve } from "./access-fixture.ts";
import { deleteApiKey, listApiKeys, putApiKey, readApiKey } from "./api-keys.ts";
import { databaseOf } from "./database.ts";
import { KeyRingFailure, parseKeyRing } from "./keyring.ts";
import { SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

const KEY = "sk-a-key-of-some-length-1234";
const [first, next, other] = [FIRST, NEXT, OTHER].map(parseKeyRing) as [Ring, Ring, Ring];
type Ring = ReturnType<typeof parseKeyRing>;
const service = () => databaseOf(configWith(), SERVICE);
const stored = (
  key = KEY,
  user = ADA,
  provider: "openai" | "google" = "openai",
  baseUrl: string | null = null,
) => putApiKey(service(), first, { userId: user.userId, provider, key, baseUrl });
const keyOf = (ring = first, user = ADA, provider: "openai" | "google" = "openai") =>
  readApiKey(service(), ring, user.userId, provider);

/** A database with the table; gives its rows as they are at the moment. */
function database(servers: Servers = {}) {
  const tables: Record<string, Record<string, unknown>[]> = { api_keys: [] };
  const sent = serve({ tables, ...servers });
  return { sent, rows: () => tables.api_keys ?? [] };
}

it("is stored so that the database holds no letter of it but the last four, and is read again", async () => {
  const { rows } = database();
  const shown = await stored(KEY, ADA, "openai", "https://models.test/v1");
  expect(shown).toEqual({
    provider: "openai",
    last4: "1234",
    base_url: "https://models.test/v1",
    updated_at: expect.stringMatching(/Z$/),
  });
  expect(JSON.stringify(rows())).not.toContain(KEY.slice(0, -4));
  expect(rows()).toMatchObject([{ user_id: ADA.userId, key_version: "k1", last4: "1234" }]);
  expect(await keyOf()).toEqual({ key: KEY, baseUrl: "https://models.test/v1" });
});

it.each([
  ["", ""],
  ["elevenchars", ""],
  ["twelve-chars", "hars"],
])("shows of %j at its end %j, so that a short key is not mostly shown", async (key, last4) => {
  const { rows } = database();
  expect(await stored(key)).toMatchObject({ last4 });
  expect(rows()).toMatchObject([{ last4 }]);
  expect(await keyOf()).toEqual({ key, baseUrl: null });
});

it("takes the place of the user's earlier one for the provider, and of no other", async () => {
  const { rows } = database();
  await stored();
  await stored("another key for Google", ADA, "google");
  await stored("the key of somebody else", GRACE);
  await stored("a newer one for OpenAI");
  expect(rows()).toHaveLength(3);
  expect(await keyOf()).toMatchObject({ key: "a newer one for OpenAI" });
  expect(await keyOf(first, ADA, "google")).toMatchObject({ key: "another key for Google" });
  expect(await keyOf(first, GRACE)).toMatchObject({ key: "the key of somebody else" });
});

it("is none where none is stored", async () => {
  database();
  expect(await keyOf()).toBeNull();
});

it.each([
  ["user", { user_id: GRACE.userId }, GRACE, "openai"],
  ["provider", { provider: "google" }, ADA, "google"],
  ["row", { id: "00000000-0000-4000-8000-000000000000" }, ADA, "openai"],
] as const)("cannot be read as that of another %s", async (_what, moved, user, provider) => {
  const { rows } = database();
  await stored();
  Object.assign(rows()[0] ?? {}, moved);
  await expect(keyOf(first, user, provider)).rejects.toThrow(KeyRingFailure);
});

it("is encrypted anew once the ring has a newer version, and can then be read with that alone", async () => {
  const { rows, sent } = database();
  await stored();
  const before = { ...rows()[0] };
  expect(await keyOf(next)).toMatchObject({ key: KEY });
  expect(rows()).toMatchObject([
    { ...before, key_version: "k2", encrypted_key: expect.anything(), iv: expect.anything() },
  ]);
  expect(rows()[0]?.encrypted_key).not.toBe(before.encrypted_key);
  await expect(keyOf(first)).rejects.toThrow(KeyRingFailure);
  const asked = sent.length;
  expect(await keyOf(next)).toMatchObject({ key: KEY });
  expect(sent.slice(asked).map(({ call }) => call)).toEqual(["GET api_keys"]);
});

it("that came while an earlier one was encrypted anew is kept", async () => {
  const newer = { encrypted_key: "the newer one", key_version: "k2" };
  const { rows } = database({
    before: ({ call }) => {
      if (call === "PATCH api_keys") Object.assign(rows()[0] ?? {}, newer);
      return undefined;
    },
  });
  await stored();
  await keyOf(next);
  expect(rows()).toMatchObject([newer]);
});

it("of others is left alone when one is encrypted anew", async () => {
  const { rows } = database();
  await stored();
  await stored("the key of somebody else", GRACE);
  await keyOf(next);
  expect(rows().map((row) => row.key_version)).toEqual(["k2", "k1"]);
});

it("cannot be read with another ring", async () => {
  database();
  await stored();
  await expect(keyOf(other)).rejects.toThrow(KeyRingFailure);
});

it("is listed by provider without the key, and not for a provider that exists no more", async () => {
  const { sent, rows } = database();
  await stored();
  rows().push({ ...rows()[0], provider: "a service of the past" });
  Object.assign(rows()[0] ?? {}, { updated_at: "2026-11-22T10:00:00+00:00" });
  expect(await listApiKeys(databaseOf(configWith(), ADA))).toEqual([
    { provider: "openai", last4: "1234", base_url: null, updated_at: "2026-11-22T10:00:00.000Z" },
  ]);
  const list = sent.at(-1);
  expect(list?.bearer).toBe(`Bearer ${ADA.jwt}`);
  expect([list?.query.get("select"), list?.query.get("order")]).toEqual([
    "provider,last4,base_url,updated_at",
    "provider.asc",
  ]);
});

it("is deleted for one provider of one user", async () => {
  const { rows } = database();
  await stored();
  await stored(KEY, ADA, "google");
  await stored(KEY, GRACE);
  await deleteApiKey(databaseOf(configWith(), ADA), ADA.userId, "openai");
  await deleteApiKey(databaseOf(configWith(), ADA), ADA.userId, "openai");
  expect(rows().map((row) => [row.user_id, row.provider])).toEqual([
    [ADA.userId, "google"],
    [GRACE.userId, "openai"],
  ]);
});

it.each([
  ["stored", "POST api_keys", () => stored()],
  ["listed", "GET api_keys", () => listApiKeys(databaseOf(configWith(), ADA))],
  ["read", "GET api_keys", () => keyOf()],
  ["deleted", "DELETE api_keys", () => deleteApiKey(databaseOf(configWith(), ADA), ADA.userId, "openai")],
  ["encrypted anew", "PATCH api_keys", () => stored().then(() => keyOf(next))],
])("is not taken as %s when the database fails", async (_what, failing, act) => {
  database({ before: ({ call }) => (call === failing ? new Response("", { status: 503 }) : undefined) });
  await expect(act()).rejects.toMatchObject({ name: "StoreFailure", kind: "unavailable" });
});
