import { afterEach, expect, it, vi } from "vitest";
import { ADA, configWith, serve } from "./access-fixture.ts";
import { requireAdmin } from "./admin.ts";
import { keyRingOf } from "./credentials.ts";
import { databaseOf } from "./database.ts";
import { putGitHubToken } from "./github-tokens.ts";
import { SERVICE } from "./principal.ts";

afterEach(() => vi.unstubAllGlobals());

/** What becomes of ada, whom GitHub calls `login`. */
async function asked(changes: Parameters<typeof configWith>[0], login = "ada", status = 200) {
  const config = configWith(changes);
  serve({
    tables: { github_tokens: [] },
    elsewhere: () => Response.json(status === 200 ? { id: 7, login } : { message: "no" }, { status }),
  });
  await putGitHubToken(databaseOf(config, SERVICE), keyRingOf(config), {
    userId: ADA.userId,
    token: "gho_ada",
    refreshToken: null,
    login: "stale",
    githubUserId: 7,
  });
  return requireAdmin(config, ADA.userId).then(
    () => "admitted",
    (error: { code?: string; kind?: string }) => error.code ?? error.kind ?? String(error),
  );
}

it.each([
  ["who is named", { ADMIN_LOGINS: ["grace", "ada"] }, "Ada", 200, "admitted"],
  ["who is not named", { ADMIN_LOGINS: ["grace"] }, "ada", 200, "forbidden"],
  ["whose name only begins like one", { ADMIN_LOGINS: ["ada"] }, "ada-2", 200, "forbidden"],
  ["where nobody is named", { ADMIN_LOGINS: [] }, "ada", 200, "forbidden"],
  [
    "on the embedded default, where nobody is named",
    { ADMIN_LOGINS: [], EMBEDDED: true },
    "ada",
    200,
    "admitted",
  ],
  [
    "on the embedded default, where others are named",
    { ADMIN_LOGINS: ["grace"], EMBEDDED: true },
    "ada",
    200,
    "forbidden",
  ],
  ["whom GitHub does not know any more", { ADMIN_LOGINS: ["ada"] }, "ada", 401, "unauthorized"],
])("decides about somebody %s", async (_name, changes, login, status, answer) => {
  expect(await asked(changes, login, status)).toBe(answer);
});
