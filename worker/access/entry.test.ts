import { afterEach, describe, expect, it, vi } from "vitest";
import type { Config } from "../env.ts";
import { ADA, configWith, readVariables, serve } from "./access-fixture.ts";
import { keyRingOf } from "./credentials.ts";
import { databaseOf } from "./database.ts";
import { entryOf, forgetEntry, requireEntry } from "./entry.ts";
import { putGitHubToken } from "./github-tokens.ts";
import { SERVICE } from "./principal.ts";
import { requireSpending } from "./spending.ts";

afterEach(() => vi.unstubAllGlobals());

/** What GitHub says: a state of membership, or a status. */
type Said = "active" | "pending" | "billing" | number;

interface World {
  login?: string;
  orgs?: Record<string, Said>;
  invited?: boolean;
  connected?: boolean;
  user?: Response;
}

/** Gives what GitHub was asked. `world` may be changed while the test runs. */
async function inWorld(world: World): Promise<string[]> {
  const asked: string[] = [];
  serve({
    tables: { github_tokens: [] },
    functions: {
      get was_invited() {
        return world.invited ?? false;
      },
    },
    elsewhere: ({ pathname }) => {
      asked.push(pathname);
      if (pathname === "/user")
        return world.user?.clone() ?? Response.json({ id: 7, login: world.login ?? "ada" });
      const org = pathname.replace("/user/memberships/orgs/", "");
      const said = world.orgs?.[org] ?? 404;
      return typeof said === "number"
        ? Response.json({ message: "Resource protected by organization SAML enforcement." }, { status: said })
        : Response.json({
            state: said === "billing" ? "active" : said,
            role: said === "billing" ? "billing_manager" : "member",
          });
    },
  });
  const config = configWith();
  if (world.connected !== false)
    await putGitHubToken(databaseOf(config, SERVICE), keyRingOf(config), {
      userId: ADA.userId,
      token: "gho_ada",
      refreshToken: null,
      // As it was at sign-in; what GitHub says now decides.
      login: "stale",
      githubUserId: 7,
    });
  return asked;
}

const listed = (changes: Partial<Config>) => configWith({ ALLOW_ANYONE: false, ...changes });
const logins = (...ALLOWED_LOGINS: string[]) => listed({ ALLOWED_LOGINS });
const orgs = (...ALLOWED_ORGS: string[]) => listed({ ALLOWED_ORGS });
const enter = (config: Config, now?: number) => entryOf(config, ADA.userId, now);
const refusal = (code: string, ...words: string[]) => ({
  refused: code,
  message: expect.stringMatching(new RegExp(words.join(".*"))),
});

describe("whoever has a GitHub account", () => {
  it.each([
    ["may use an installation that admits anyone", configWith()],
    ["may use the embedded default", listed({ EMBEDDED: true })],
  ])("%s, and GitHub is not asked", async (_what, config) => {
    const asked = await inWorld({});
    expect(await enter(config)).toBe("admitted");
    expect(asked).toEqual([]);
  });

  it("may not use an installation that names nobody", async () => {
    await inWorld({});
    expect(await enter(listed({}))).toEqual(refusal("no_entry", "ALLOWED_LOGINS", "ALLOW_ANYONE"));
  });

  it("may not use the embedded default of somebody who gave a list", async () => {
    await inWorld({ login: "mallory" });
    expect(await enter(listed({ EMBEDDED: true, ALLOWED_LOGINS: ["ada"] }))).toEqual(refusal("no_entry"));
  });
});

describe("a login", () => {
  it.each([
    ["on the list", "ada", "admitted"],
    ["in other letters", "ADA", "admitted"],
    ["that begins like one", "ada-2", refusal("no_entry")],
    ["that was changed since the sign-in", "lovelace", refusal("no_entry")],
  ])("%s", async (_what, login, answer) => {
    await inWorld({ login });
    expect(await enter(logins("grace", "ada"))).toEqual(answer);
  });

  it("that is refused is told whom to ask", async () => {
    await inWorld({ login: "mallory" });
    const config = listed({ ALLOWED_LOGINS: ["ada"], OPERATOR_CONTACT: "ops@acme.example" });
    expect(await enter(config)).toEqual(refusal("no_entry", "mallory", "ops@acme.example"));
    await expect(requireEntry(config, ADA.userId)).rejects.toMatchObject({ code: "no_entry", status: 403 });
  });
});

describe("an organisation on GitHub", () => {
  it.each<[string, Record<string, Said>, unknown]>([
    ["has an active member", { acme: "active" }, "admitted"],
    ["has somebody who has not accepted its invitation", { acme: "pending" }, refusal("no_entry")],
    ["does not know somebody", {}, refusal("no_entry")],
    ["lets somebody pay its bills", { acme: "billing" }, refusal("no_entry")],
    ["is one of several", { other: "active" }, "admitted"],
    ["with single sign-on hides its members", { acme: 403 }, refusal("entry_unknown", "single sign-on")],
    ["hides its members while another has them", { acme: 403, other: "active" }, "admitted"],
    ["cannot be asked", { acme: 500 }, refusal("entry_unknown", "in a minute")],
    ["cannot be asked while another says no", { acme: "pending", other: 502 }, refusal("entry_unknown")],
    ["cannot be asked while another says yes", { acme: 500, other: "active" }, "admitted"],
    ["hides behind a rate limit", { acme: 429 }, refusal("entry_unknown")],
  ])("%s", async (_what, said, answer) => {
    await inWorld({ orgs: said });
    expect(await enter(orgs("acme", "other"))).toEqual(answer);
  });
});

describe("a failure", () => {
  it.each<[string, World, string]>([
    ["of GitHub", { user: Response.json({}, { status: 500 }) }, "in a minute"],
    ["of a token that GitHub refuses", { user: Response.json({}, { status: 401 }) }, "Log in with GitHub"],
    ["to find a token", { connected: false }, "Log in with GitHub"],
  ])("%s refuses", async (_what, world, words) => {
    await inWorld(world);
    expect(await enter(logins("ada"))).toEqual(refusal("entry_unknown", words));
    await expect(requireEntry(logins("ada"), ADA.userId)).rejects.toMatchObject({ status: 403 });
  });

  it("of the database is none of the user's", async () => {
    serve({ tables: {}, before: () => new Response("", { status: 503 }) });
    await expect(enter(logins("ada"))).rejects.toMatchObject({ name: "StoreFailure" });
  });
});

describe("an invitation", () => {
  it.each<[string, World, Partial<Config>, unknown]>([
    ["lets in", { login: "eve", invited: true }, { INVITATION_ONLY: true }, "admitted"],
    ["does not where it is not asked for", { login: "eve", invited: true }, {}, refusal("no_entry")],
    ["is needed", { login: "eve" }, { INVITATION_ONLY: true }, refusal("no_entry")],
    [
      "needs no answer of GitHub",
      { user: Response.json({}, { status: 500 }), invited: true },
      { INVITATION_ONLY: true },
      "admitted",
    ],
  ])("%s", async (_what, world, changes, answer) => {
    await inWorld(world);
    expect(await enter(listed({ ALLOWED_LOGINS: ["ada"], ...changes }))).toEqual(answer);
  });

  it("is asked for each time", async () => {
    const world: World = { login: "eve", invited: true };
    await inWorld(world);
    const config = listed({ ALLOWED_LOGINS: ["ada"], INVITATION_ONLY: true });
    expect(await enter(config)).toBe("admitted");
    world.invited = false;
    expect(await enter(config)).toEqual(refusal("no_entry"));
  });
});

describe("what GitHub said", () => {
  const MINUTE = 60_000;

  it("admits for ten minutes, and is then asked again", async () => {
    const world: World = { orgs: { acme: "active" } };
    const asked = await inWorld(world);
    const config = orgs("acme");
    expect(await enter(config, 0)).toBe("admitted");
    world.orgs = {};
    expect(await enter(config, 10 * MINUTE - 1)).toBe("admitted");
    expect(asked).toHaveLength(2);
    expect(await enter(config, 10 * MINUTE)).toEqual(refusal("no_entry"));
  });

  it("does not outlive a failure: who was admitted is refused when GitHub does not answer then", async () => {
    const world: World = {};
    await inWorld(world);
    const config = logins("ada");
    expect(await enter(config, 0)).toBe("admitted");
    world.user = Response.json({}, { status: 500 });
    expect(await enter(config, 10 * MINUTE)).toEqual(refusal("entry_unknown"));
    world.user = Response.json({ id: 7, login: "ada" });
    expect(await enter(config, 10 * MINUTE + 15_000)).toBe("admitted");
  });

  it("refuses for a minute at most, and not after a new sign-in", async () => {
    const world: World = { login: "mallory" };
    await inWorld(world);
    const config = logins("ada");
    expect(await enter(config, 0)).toEqual(refusal("no_entry"));
    world.login = "ada";
    expect(await enter(config, MINUTE - 1)).toEqual(refusal("no_entry"));
    expect(await enter(config, MINUTE)).toBe("admitted");
    world.login = "mallory";
    forgetEntry(config, ADA.userId);
    expect(await enter(config, MINUTE + 1)).toEqual(refusal("no_entry"));
  });

  it("is one user's", async () => {
    await inWorld({});
    const config = logins("ada");
    expect(await enter(config)).toBe("admitted");
    expect(await entryOf(config, "10000000-0000-4000-8000-00000000000b")).toEqual(refusal("entry_unknown"));
  });
});

it("a task whose owner was taken off the list costs nothing more", async () => {
  await inWorld({ login: "mallory" });
  const spender = { userId: ADA.userId, taskId: null };
  await expect(requireSpending(logins("ada"), spender)).rejects.toMatchObject({ code: "no_entry" });
  await expect(requireSpending(configWith(), spender)).resolves.toBeUndefined();
});

describe("the variables", () => {
  it("are lists without regard to case, blanks and repetitions", () => {
    const config = readVariables({ ALLOWED_LOGINS: "Ada, grace,ADA, octo_acme", ALLOWED_ORGS: "Acme-Inc" });
    expect(config.ALLOWED_LOGINS).toEqual(["ada", "grace", "octo_acme"]);
    expect(config.ALLOWED_ORGS).toEqual(["acme-inc"]);
  });

  it("may be empty, as if they were not there", () => {
    const config = readVariables({
      ALLOWED_LOGINS: "",
      ALLOWED_ORGS: "",
      INVITATION_ONLY: "",
      ALLOW_ANYONE: "",
    });
    expect(config).toMatchObject({ ALLOWED_LOGINS: [], INVITATION_ONLY: false, ALLOW_ANYONE: false });
  });

  it.each([
    ["ALLOWED_LOGINS", { ALLOWED_LOGINS: "ada,,grace" }],
    ["ALLOWED_LOGINS", { ALLOWED_LOGINS: "," }],
    ["ALLOWED_LOGINS", { ALLOWED_LOGINS: "ada grace" }],
    ["ALLOWED_LOGINS", { ALLOWED_LOGINS: "@ada" }],
    ["ALLOWED_LOGINS", { ALLOWED_LOGINS: "https://github.com/ada" }],
    ["ALLOWED_ORGS", { ALLOWED_ORGS: "acme/team" }],
    ["ALLOWED_ORGS", { ALLOWED_ORGS: "*" }],
    ["INVITATION_ONLY", { INVITATION_ONLY: "1" }],
    ["INVITATION_ONLY", { INVITATION_ONLY: "yes", ALLOWED_LOGINS: "ada" }],
    ["ALLOW_ANYONE", { ALLOW_ANYONE: "true" }],
    ["ALLOW_ANYONE", { ALLOW_ANYONE: "1", ALLOWED_LOGINS: "ada" }],
    ["ALLOW_ANYONE", { ALLOW_ANYONE: "1", ALLOWED_ORGS: "acme" }],
    ["OPERATOR_CONTACT", { OPERATOR_CONTACT: "a\nb" }],
  ])("%s is named where it is wrong: %j", (name, variables) => {
    expect(() => readVariables(variables)).toThrow(new RegExp(`${name}: `));
  });
});
