import { afterEach, expect, it, vi } from "vitest";
import { ADA, configWith, FIRST, serve } from "./access-fixture.ts";
import { connectGitHub } from "./connect-github.ts";
import { databaseOf } from "./database.ts";
import { readGitHubToken } from "./github-tokens.ts";
import { parseKeyRing } from "./keyring.ts";
import { SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

/** GitHub knows one token, and sign-in one account of Ada's. */
function world(identity: string | null = "7") {
  const tables: Record<string, Record<string, unknown>[]> = { github_tokens: [] };
  const sent = serve({
    tables,
    functions: { github_identity: identity },
    elsewhere: (url, init) =>
      url.href === "http://github.test/user" &&
      new Headers(init.headers).get("authorization") === "token gho_ada"
        ? Response.json({ id: 7, login: "ada" })
        : Response.json({ message: "Bad credentials" }, { status: 401 }),
  });
  return { sent, tables };
}
const stored = () => readGitHubToken(databaseOf(configWith(), SERVICE), parseKeyRing(FIRST), ADA.userId);

it("keeps the token of the account that the user signed in with, in the user's name", async () => {
  const { sent } = world();
  await connectGitHub(configWith(), ADA, { provider_token: "gho_ada", provider_refresh_token: "ghr_ada" });
  expect(await stored()).toEqual({
    token: "gho_ada",
    refreshToken: "ghr_ada",
    expiresAt: null,
    login: "ada",
    githubUserId: "7",
  });
  expect(sent.find(({ call }) => call === "POST rpc/github_identity")?.bearer).toBe(`Bearer ${ADA.jwt}`);
  expect(sent.find(({ call }) => call === "POST github_tokens")?.actor).toMatchObject({
    kind: "user",
    id: ADA.userId,
  });
});

it.each([undefined, null])("needs no refresh token: %s", async (provider_refresh_token) => {
  world();
  await connectGitHub(configWith(), ADA, { provider_token: "gho_ada", provider_refresh_token });
  expect(await stored()).toMatchObject({ token: "gho_ada", refreshToken: null });
});

it.each([
  ["of another account", "8"],
  ["of a user who did not sign in with GitHub", null],
])("refuses a token %s, and keeps nothing", async (_whose, identity) => {
  const { tables } = world(identity);
  const connecting = connectGitHub(configWith(), ADA, { provider_token: "gho_ada" });
  await expect(connecting).rejects.toMatchObject({ code: "forbidden" });
  expect(tables.github_tokens).toEqual([]);
});

it("refuses a token that GitHub does not accept", async () => {
  const { tables } = world();
  const connecting = connectGitHub(configWith(), ADA, { provider_token: "gho_forged" });
  await expect(connecting).rejects.toMatchObject({ name: "GitHubFailure", kind: "unauthorized" });
  expect(tables.github_tokens).toEqual([]);
});
