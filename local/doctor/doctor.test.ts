import { describe, expect, it } from "vitest";
import { FakeAccount, fakeTarget } from "../deploy/fake-account.ts";
import { examine } from "./examine.ts";
import type { Answer, World } from "./finding.ts";
import { type Machine, machineFindings } from "./machine.ts";

const SUPABASE = "https://abcdefghijklmnopqrst.supabase.co";
const VERNE = "https://verne.example.com";
const CALLBACK = encodeURIComponent(`${SUPABASE}/auth/v1/callback`);
const GITHUB = `https://github.com/login/oauth/authorize?client_id=Iv1.x&redirect_uri=${CALLBACK}&scope=repo`;
const NOW = Date.parse("2026-11-30T12:00:00Z");

type Page = { status?: number; headers?: Record<string, string>; json?: unknown; body?: string };

/** A healthy installation: what each address answers. A fault is planted by changing one of them. */
const HEALTHY: Record<string, Page> = {
  [`${SUPABASE}/auth/v1/.well-known/jwks.json`]: {
    json: { keys: [{ kty: "EC", crv: "P-256", alg: "ES256" }] },
  },
  [`${SUPABASE}/auth/v1/settings`]: {
    json: { external: { github: true, email: false, google: false }, disable_signup: false },
  },
  [`${SUPABASE}/auth/v1/authorize?provider=github`]: { status: 302, headers: { location: GITHUB } },
  [`${SUPABASE}/rest/v1/rpc/applied_migrations`]: { json: ["20261122000001", "20261122000002"] },
  ...Object.fromEntries(
    ["tasks", "users", "api_keys", "github_tokens", "task_logs", "files_diff"].map((table) => [
      `${SUPABASE}/rest/v1/${table}?limit=1`,
      { status: 401, json: { code: "42501" } },
    ]),
  ),
  "https://api.supabase.com/v1/projects/abcdefghijklmnopqrst/config/auth": {
    json: {
      site_url: "https://verne.pages.dev",
      uri_allow_list: `${VERNE}/auth/callback,https://x.example/**`,
    },
  },
  [GITHUB]: { status: 302, headers: { location: "https://github.com/login" } },
  [`${VERNE}/api/ready`]: { json: { ok: true, parts: [{ part: "database", ok: true }] } },
  [`${VERNE}/api/config`]: {
    json: {
      supabase_url: SUPABASE,
      supabase_publishable_key: "sb_publishable_x",
      embedded: false,
      github_web_url: "https://github.com",
      github_scopes: "repo read:user",
      sandbox: { isolation: "container", network: "unrestricted" },
    },
  },
  [VERNE]: { body: "<html>" },
  "https://api.openai.com/v1/models": { json: { data: [] } },
};

interface Plant {
  pages?: Record<string, Page>;
  variables?: Record<string, string | undefined>;
  account?: (account: FakeAccount) => void;
  /** Of this machine, ahead of the services. */
  clockMs?: number;
}

function worldWith({ pages = {}, variables = {}, account: change, clockMs = 0 }: Plant = {}): World {
  const account = new FakeAccount();
  const { names } = fakeTarget();
  for (const queue of names.queues) account.queues.add(queue);
  for (const bucket of names.buckets) account.buckets.add(bucket);
  for (const name of ["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY", "PUBLIC_URL"])
    account.secrets.set(name, "x");
  for (const name of ["KEY_RING", "CAPABILITY_SECRET"]) account.secrets.set(name, "x");
  account.lies.set("containers list", { stdout: '[{"name":"verne-sandbox","id":"c1"}]' });
  change?.(account);
  const known = { ...HEALTHY, ...pages };
  return {
    variables: {
      SUPABASE_URL: `${SUPABASE}/`,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
      SUPABASE_SECRET_KEY: "sb_secret_canary",
      SUPABASE_ACCESS_TOKEN: "sbp_canary",
      PUBLIC_URL: VERNE,
      OPENAI_API_KEY: "sk-canary",
      ...variables,
    },
    names,
    wranglerEnv: "",
    migrations: ["20261122000001", "20261122000002"],
    ask: async (url): Promise<Answer> => {
      const page = known[url];
      if (!page) throw new TypeError(`fetch failed: ${url}`);
      const headers = new Headers({ date: new Date(NOW).toUTCString(), ...page.headers });
      return { status: page.status ?? 200, headers, body: page.body ?? JSON.stringify(page.json ?? null) };
    },
    run: account.run,
    now: () => NOW + clockMs,
  };
}

const wrongWith = async (plant: Plant) =>
  (await examine(worldWith(plant))).filter(({ state }) => state === "bad");

describe("npm run doctor", () => {
  it("finds nothing wrong with a healthy installation, and skips nothing", async () => {
    const findings = await examine(worldWith());
    expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
    expect(findings.length).toBeGreaterThanOrEqual(14);
  });

  const at = (path: string, page: Page): Plant => ({ pages: { [`${SUPABASE}${path}`]: page } });
  it.each<[string, Plant, RegExp]>([
    ["HS256 alone", at("/auth/v1/.well-known/jwks.json", { json: { keys: [] } }), /no ES256/],
    ["RS256 alone", at("/auth/v1/.well-known/jwks.json", { json: { keys: [{ alg: "RS256" }] } }), /no ES256/],
    ["another site", at("/auth/v1/.well-known/jwks.json", { body: "<html>" }), /publishes no signing keys/],
    [
      "a publishable key of another project",
      at("/auth/v1/settings", { status: 401 }),
      /refuses SUPABASE_PUBLISHABLE_KEY/,
    ],
    [
      "GitHub switched off",
      at("/auth/v1/settings", { json: { external: { github: false } } }),
      /GitHub sign-in is off/,
    ],
    [
      "e-mail sign-up left on",
      at("/auth/v1/settings", { json: { external: { github: true, email: true } } }),
      /also sign in by email/,
    ],
    [
      "anonymous sign-in on",
      at("/auth/v1/settings", { json: { external: { github: true, anonymous_users: true } } }),
      /anonymous/,
    ],
    [
      "sign-up closed",
      at("/auth/v1/settings", { json: { external: { github: true }, disable_signup: true } }),
      /nobody new/,
    ],
    [
      "a secret key that was revoked",
      at("/rest/v1/rpc/applied_migrations", { status: 401 }),
      /refuses SUPABASE_SECRET_KEY/,
    ],
    [
      "no schema",
      at("/rest/v1/rpc/applied_migrations", { status: 404, json: { code: "PGRST202" } }),
      /none of Verne's/,
    ],
    [
      "a migration missing",
      at("/rest/v1/rpc/applied_migrations", { json: ["20261122000001"] }),
      /lacks 1 migrations: 20261122000002/,
    ],
    [
      "a database that is newer",
      at("/rest/v1/rpc/applied_migrations", { json: ["20261122000001", "20261122000002", "20270101000000"] }),
      /newer than this checkout: 20270101000000/,
    ],
    [
      "a paused project",
      at("/rest/v1/rpc/applied_migrations", { status: 540, body: "paused" }),
      /answers 540/,
    ],
    [
      "a table that anybody reads",
      at("/rest/v1/github_tokens?limit=1", { json: [] }),
      /anybody may read github_tokens/,
    ],
    [
      "no OAuth provider",
      at("/auth/v1/authorize?provider=github", { status: 400, json: {} }),
      /sends nobody to GitHub/,
    ],
    [
      "an empty client id",
      at("/auth/v1/authorize?provider=github", {
        status: 302,
        headers: { location: GITHUB.replace("Iv1.x", "") },
      }),
      /client id is missing/,
    ],
    [
      "a callback that is elsewhere",
      at("/auth/v1/authorize?provider=github", {
        status: 302,
        headers: { location: GITHUB.replace(CALLBACK, encodeURIComponent("https://old.example/cb")) },
      }),
      /send people to https:\/\/old\.example\/cb/,
    ],
    [
      "an OAuth app that was deleted",
      { pages: { [GITHUB]: { status: 404 } } },
      /does not accept the OAuth app/,
    ],
    [
      "Enterprise in one place only",
      { variables: { GITHUB_WEB_URL: "https://git.example" } },
      /leads to https:\/\/github\.com, and Verne works with/,
    ],
    [
      "no address to come back to",
      {
        pages: {
          "https://api.supabase.com/v1/projects/abcdefghijklmnopqrst/config/auth": {
            json: { site_url: "http://localhost:3000", uri_allow_list: "https://*.example.com/other" },
          },
        },
      },
      /does not send people back to https:\/\/verne\.example\.com\/auth\/callback/,
    ],
    ["legacy keys", { variables: { SUPABASE_SECRET_KEY: "eyJhbGciOi" } }, /older keys/],
    [
      "the two keys swapped",
      { variables: { SUPABASE_PUBLISHABLE_KEY: "sb_secret_canary" } },
      /does not begin with sb_publishable_/,
    ],
    ["a queue missing", { account: (a) => a.queues.delete("verne-steps-dead") }, /no queue verne-steps-dead/],
    ["a bucket missing", { account: (a) => a.buckets.clear() }, /no bucket verne-artifacts/],
    [
      "a login without rights",
      {
        account: (a) => a.lies.set("queues info", { code: 1, stderr: "Authentication error [code: 10000]" }),
      },
      /nobody can tell/,
    ],
    [
      "no container",
      { account: (a) => a.lies.set("containers list", { stdout: "[]" }) },
      /no container verne-/,
    ],
    [
      "a Worker that lacks a variable",
      {
        pages: {
          [`${VERNE}/api/ready`]: {
            status: 503,
            json: { ok: false, parts: [{ part: "config", ok: false, message: "KEY_RING: is malformed" }] },
          },
        },
      },
      /the Worker's config: KEY_RING: is malformed/,
    ],
    [
      "another site at PUBLIC_URL",
      { pages: { [`${VERNE}/api/ready`]: { status: 404, body: "<html>" } } },
      /not as Verne/,
    ],
    [
      "a Worker of another project",
      {
        variables: { SUPABASE_URL: SUPABASE },
        pages: { [`${VERNE}/api/config`]: config("https://other.supabase.co") },
      },
      /another Supabase project: https:\/\/other/,
    ],
    [
      "a laptop's Worker in production",
      { pages: { [`${VERNE}/api/config`]: config(SUPABASE, true) } },
      /EMBEDDED=1/,
    ],
    [
      "a revoked model key",
      { pages: { "https://api.openai.com/v1/models": { status: 401 } } },
      /OPENAI_API_KEY is refused/,
    ],
    ["a clock that is behind", { clockMs: -10 * 60_000 }, /clock is 600 s off/],
    ["a clock that is ahead", { clockMs: 10 * 60_000 }, /clock is \d+ s off/],
    [
      "no way to the Worker",
      { variables: { PUBLIC_URL: "https://gone.example" } },
      /Worker cannot be reached/,
    ],
  ])("finds %s, says what to do, and quotes no secret", async (_name, plant, text) => {
    const found = await wrongWith(plant);
    expect(found.map((finding) => finding.text).join("\n")).toMatch(text);
    for (const { help } of found) expect(help).toMatch(/\w{3}/);
    expect(JSON.stringify(found)).not.toMatch(/sb_secret_canary|sbp_canary|sk-canary/);
    // One fault, and what follows from it: nothing else is called wrong.
    expect(found.length).toBeLessThanOrEqual(3);
  });

  it("tells what it could not look at, where nothing is set", async () => {
    const nothing = Object.fromEntries(Object.keys(worldWith().variables).map((name) => [name, undefined]));
    const world = worldWith({ variables: nothing, account: (a) => a.lies.set("whoami", { code: 1 }) });
    const findings = await examine(world);
    expect(findings.filter(({ state }) => state === "bad")).toEqual([]);
    expect(findings.filter(({ state }) => state === "skip")).toHaveLength(5);
  });
});

function config(supabase_url: string, embedded = false): Page {
  const page = HEALTHY[`${VERNE}/api/config`]?.json;
  return { json: { ...(page as object), supabase_url, embedded } }; // the object above
}

describe("this machine", () => {
  const IMAGE = { name: "example.test/base:1", digest: null };
  const found: Machine = {
    git: "git version 2.39.5",
    bubblewrap: true,
    python: true,
    node: "v24.21.0",
    otherVersions: [],
    images: [{ ...IMAGE, digest: `sha256:${"a".repeat(64)}` }],
  };
  const worst = (changes: Partial<Machine>) =>
    machineFindings({ ...found, ...changes }).filter(({ state }) => state !== "ok");

  it.each<[Partial<Machine>, string, string]>([
    [{ git: null }, "bad", "git is not installed"],
    [{ git: "git version 2.37.9" }, "bad", "git 2.37 is too old"],
    [{ git: "git version 1.99" }, "bad", "git 1.99 is too old"],
    [{ node: "v20.19.0" }, "bad", "node v20.19.0 is too old"],
    [{ otherVersions: ["wrangler 4.1.0"] }, "bad", "wrangler 4.1.0"],
    [{ bubblewrap: false }, "warn", "bubblewrap is not installed"],
    [{ python: false }, "warn", "python3 is not installed"],
    [{ images: [IMAGE] }, "warn", "unpinned (example.test/base:1)"],
  ])("names what is missing: %j", (changes, state, text) => {
    expect(worst(changes)).toEqual([expect.objectContaining({ state, text: expect.stringContaining(text) })]);
  });

  it("takes a later git, and asks for bubblewrap only where there is one", () => {
    expect(worst({ git: "git version 3.0.1 (Apple Git)", bubblewrap: null })).toEqual([]);
  });
});
