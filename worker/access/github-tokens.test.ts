import { afterEach, expect, it, vi } from "vitest";
import { ADA, configWith, FIRST, GRACE, NEXT, type Servers, serve } from "./access-fixture.ts";
import { databaseOf } from "./database.ts";
import { deleteGitHubToken, type NewGitHubToken, putGitHubToken, readGitHubToken } from "./github-tokens.ts";
import { decrypt, KeyRingFailure, parseKeyRing } from "./keyring.ts";
import { SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

const first = parseKeyRing(FIRST);
const next = parseKeyRing(NEXT);
const service = () => databaseOf(configWith(), SERVICE);
const TOKEN = {
  userId: ADA.userId,
  token: "gho_access",
  refreshToken: "ghr_refresh",
  expiresAt: "2026-11-22T18:00:00.000Z",
  login: "ada",
  githubUserId: 7,
} satisfies NewGitHubToken;
const { userId: _, ...WITHOUT_USER } = TOKEN;
const READ = { ...WITHOUT_USER, githubUserId: "7" };
const tokenOf = (ring = first, userId = ADA.userId) => readGitHubToken(service(), ring, userId);

function database(servers: Servers = {}) {
  const tables: Record<string, Record<string, unknown>[]> = { github_tokens: [] };
  serve({ tables, ...servers });
  return { rows: () => tables.github_tokens ?? [] };
}

it("is stored encrypted, both parts of it, and read again", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN);
  expect(JSON.stringify(rows())).not.toMatch(/gho_|ghr_/);
  expect(rows()).toMatchObject([
    { user_id: ADA.userId, github_login: "ada", github_id: "7", key_version: "k1" },
  ]);
  expect(await tokenOf()).toEqual(READ);
});

it("needs neither a refresh token nor an end", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, {
    ...WITHOUT_USER,
    userId: ADA.userId,
    refreshToken: null,
    expiresAt: null,
  });
  expect(rows()).toMatchObject([{ refresh_ciphertext: null, refresh_iv: null, expires_at: null }]);
  expect(await tokenOf()).toEqual({ ...READ, refreshToken: null, expiresAt: null });
  const { expiresAt: __, ...unsaid } = TOKEN;
  await putGitHubToken(service(), first, unsaid);
  expect(rows()).toMatchObject([{ expires_at: null }]);
  expect(await tokenOf()).toMatchObject({ refreshToken: "ghr_refresh", expiresAt: null });
});

it.each([{ refresh_ciphertext: null }, { refresh_iv: null }])(
  "has no refresh token where half of it is missing: %j",
  async (lost) => {
    const { rows } = database();
    await putGitHubToken(service(), first, TOKEN);
    Object.assign(rows()[0] ?? {}, lost);
    expect(await tokenOf()).toEqual({ ...READ, refreshToken: null });
  },
);

it("takes the place of the user's earlier one, and of nobody else's", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN);
  await putGitHubToken(service(), first, {
    ...TOKEN,
    userId: GRACE.userId,
    token: "gho_grace",
    login: "grace",
  });
  await putGitHubToken(service(), first, { ...TOKEN, token: "gho_newer" });
  expect(rows()).toHaveLength(2);
  expect(await tokenOf()).toMatchObject({ token: "gho_newer" });
  expect(await tokenOf(first, GRACE.userId)).toMatchObject({ token: "gho_grace", login: "grace" });
});

it("is none where none is stored", async () => {
  database();
  expect(await tokenOf()).toBeNull();
});

it("cannot be read as that of another user, nor one part in the place of the other", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN);
  const row = { ...rows()[0] };
  rows().push({ ...row, user_id: GRACE.userId });
  await expect(tokenOf(first, GRACE.userId)).rejects.toThrow(KeyRingFailure);
  Object.assign(rows()[0] ?? {}, { ciphertext: row.refresh_ciphertext, iv: row.refresh_iv });
  await expect(tokenOf()).rejects.toThrow(KeyRingFailure);
  Object.assign(rows()[0] ?? {}, row, { refresh_ciphertext: row.ciphertext, refresh_iv: row.iv });
  await expect(tokenOf()).rejects.toThrow(KeyRingFailure);
});

it("is bound to its user and its role in a form that later versions have to keep", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN);
  const { ciphertext, iv } = rows()[0] as Record<"ciphertext" | "iv", string>; // as it was stored
  const bound = { userId: ADA.userId, keyId: "access", provider: "github" };
  expect(await decrypt(first, { ciphertext, iv, keyVersion: "k1" }, bound)).toBe("gho_access");
});

it("is encrypted anew once the ring has a newer version, and is as old as before", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN, "2026-11-22T10:00:00.000Z");
  expect(await tokenOf(next)).toEqual(READ);
  expect(rows()).toMatchObject([{ key_version: "k2", updated_at: "2026-11-22T10:00:00.000Z" }]);
  await expect(tokenOf(first)).rejects.toThrow(KeyRingFailure);
  expect(await tokenOf(next)).toEqual(READ);
});

it("is written once, not at each reading", async () => {
  let writes = 0;
  database({
    before: ({ call }) => {
      if (call.startsWith("POST")) writes += 1;
      return undefined;
    },
  });
  await putGitHubToken(service(), first, TOKEN);
  await tokenOf();
  expect(writes).toBe(1);
});

it("says the end in the form of the protocol, whatever form the database writes", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN);
  Object.assign(rows()[0] ?? {}, { expires_at: "2026-11-22T18:00:00+00:00" });
  expect(await tokenOf()).toMatchObject({ expiresAt: "2026-11-22T18:00:00.000Z" });
});

it("of one user is deleted alone", async () => {
  const { rows } = database();
  await putGitHubToken(service(), first, TOKEN);
  await putGitHubToken(service(), first, { ...TOKEN, userId: GRACE.userId });
  await deleteGitHubToken(service(), ADA.userId);
  expect(rows().map((row) => row.user_id)).toEqual([GRACE.userId]);
});

it.each([
  ["stored", "POST", () => putGitHubToken(service(), first, TOKEN)],
  ["read", "GET", () => tokenOf()],
  ["deleted", "DELETE", () => deleteGitHubToken(service(), ADA.userId)],
])("is not taken as %s when the database fails", async (_what, method, act) => {
  database({
    before: ({ call }) => (call.startsWith(method) ? new Response("", { status: 503 }) : undefined),
  });
  await expect(act()).rejects.toMatchObject({ name: "StoreFailure", kind: "unavailable" });
});
