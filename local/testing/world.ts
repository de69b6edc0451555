/**
 * What the Worker under test talks to, as a process of its own: `node local/testing/world.ts DIR`. Everything it
 * keeps is in DIR. Its first line of JSON is a `World`; it ends with its standard input or with SIGTERM.
 *
 * These are the stand-ins of `npm start`. The Worker itself has no port here, so a few lines of Node serve the git
 * proxy's address with the Worker's own proxy code. Not in the process of the test runner: the stand-ins start
 * hundreds of programs, and forking a process that holds half a gigabyte costs ten times as much.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { type JWTPayload, SignJWT } from "jose";
import { bearerOf, verifyCapability } from "../../worker/access/capability.ts";
import { proxyGit } from "../../worker/github/git-proxy.ts";
import type { SampleSource } from "../github/repositories.ts";
import { addUser } from "../github/users.ts";
import { freshPorts } from "../ports.ts";
import { readSecrets, type Secrets } from "../secrets.ts";
import { type StandIns, startStandIns } from "../stand-ins.ts";
import { signInWithGitHub } from "../supabase/headless-sign-in.ts";
import { loadKeys } from "../supabase/keys.ts";
import { Canaries } from "./canaries.ts";
import { isTrialRequest, trialControl } from "./trial-control.ts";

/** What the tests need to know of it. */
export interface World {
  variables: Record<string, string>;
  /** Validly signed by the stand-in's own key, each wrong in one claim. */
  badTokens: Record<"expired" | "from_the_future" | "no_uuid" | "no_subject" | "service", string>;
  users: Record<"ada" | "grace", { accessToken: string; providerToken: string; userId: string }>;
  /** A token of ada's that was made out to a program, as Supabase's OAuth server does. */
  program: { accessToken: string; clientId: string };
  /** Whose account a test may remove. */
  leaver: { accessToken: string; userId: string };
  /** Of the programs that a test may need beside node and git, those that this machine has. */
  programs: string[];
}

const LEAVER = { id: 1003, login: "linus", name: "Linus Example", email: "linus@example.test" };
addUser(LEAVER);

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

let stop = async (): Promise<void> => {};
const end = () => void stop().finally(() => process.exit(0));
process.on("SIGTERM", end);
process.stdin.on("end", end).on("error", end).resume();

try {
  const dir = process.argv[2];
  if (!dir) throw new Error("DIR: is missing");
  say({ ready: true, ...(await begin(dir)) });
} catch (error) {
  await stop();
  say({ ready: false, error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

async function begin(dir: string): Promise<World> {
  const ports = await freshPorts();
  const secrets = readSecrets(dir);
  const standIns = await startStandIns({
    dir,
    ports,
    secrets,
    testModels: true,
    modelDelayMs: 0,
    isolation: isolation(),
    repositories: [hangingTests(dir), needsSetUp(dir)],
    importRepo: emptyRepository(dir),
  });
  const canaries = new Canaries(dir);
  const gateway = serveGateway(standIns, secrets, ports.web, canaries);
  stop = async () => {
    gateway.close();
    await standIns.close();
  };
  const { url, publishableKey } = standIns.supabase;
  const redirectTo = `http://127.0.0.1:${ports.web}/auth/callback`;
  const { startCode } = standIns.github;
  canaries.note("code of the start", startCode);
  const signIn = async (login: string) => {
    const options = { supabaseUrl: url, publishableKey, redirectTo, login, startCode };
    const { codeVerifier, ...session } = await signInWithGitHub(options);
    canaries.note(`PKCE verifier of ${login}`, codeVerifier);
    return session;
  };
  const sign = await signer(join(dir, "supabase/keys.json"), url);
  const ada = await signIn("ada");
  const clientId = randomUUID();
  return {
    // Few, so that a test can reach the limit.
    variables: { ...standIns.variables, MAX_OPEN_TASKS_PER_USER: "10" },
    badTokens: await badTokens(sign),
    users: { ada, grace: await signIn("grace") },
    program: { accessToken: await sign({ sub: ada.userId, client_id: clientId }), clientId },
    leaver: await signIn(LEAVER.login),
    programs: programs(),
  };
}

/** Half of a run's tests are done by users of their own, where there can be any; `.ci/parts.ts` says which. */
function isolation(): "uid" | "auto" {
  const wanted = process.env.VERNE_TEST_ISOLATION === "uid";
  return wanted && process.platform === "linux" && process.geteuid?.() === 0 ? "uid" : "auto";
}

function programs(): string[] {
  const tests: Record<string, string[]> = {
    python3: ["--version"],
    pytest: ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('pytest') is None)"],
  };
  return Object.keys(tests).filter((name) => spawnSync("python3", tests[name]).status === 0);
}

function serveGateway(standIns: StandIns, secrets: Secrets, port: number, canaries: Canaries) {
  const token = standIns.github.issueToken("ada");
  const trials = trialControl(standIns, canaries);
  return serve({
    port,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      if (isTrialRequest(request)) return trials(request);
      const [, , , , ...rest] = new URL(request.url).pathname.split("/");
      const bearer = bearerOf(request.headers.get("authorization"));
      canaries.note("last permission to clone", bearer);
      const capability = await verifyCapability(secrets.capabilitySecret, bearer, Date.now());
      if (!capability) return new Response("bad capability", { status: 403 });
      return proxyGit({
        repo: capability.repo,
        request,
        rest: rest.join("/"),
        gitBaseUrl: standIns.github.webUrl,
        token,
      });
    },
  });
}

/** `tests/hangs`: its test command never ends. */
function hangingTests(parent: string): SampleSource {
  const dir = join(parent, "hangs");
  mkdirSync(dir);
  const scripts = { test: "node -e 'setInterval(() => {}, 1000)'" };
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "hangs", version: "1.0.0", scripts }));
  return { fullName: "tests/hangs", dir, description: "A test that hangs" };
}

/** `tests/needs-setup`: its test fails to start until `.verne/setup.sh` has made a file that git ignores. */
function needsSetUp(parent: string): SampleSource {
  const dir = join(parent, "needs-setup");
  mkdirSync(join(dir, ".verne"), { recursive: true });
  mkdirSync(join(dir, "test"));
  const scripts = { test: "node --test" };
  writeFileSync(
    join(dir, "package.json"),
    JSON.stringify({ name: "needs-setup", version: "1.0.0", type: "module", scripts }),
  );
  writeFileSync(join(dir, ".gitignore"), "generated.js\n");
  writeFileSync(
    join(dir, ".verne/setup.sh"),
    "#!/bin/sh\nset -eu\necho 'export const ready = true;' > generated.js\n",
  );
  writeFileSync(
    join(dir, "test/ready.test.js"),
    'import { test } from "node:test";\nimport { ready } from "../generated.js";\ntest("is set up", () => { if (!ready) throw new Error("no"); });\n',
  );
  return { fullName: "tests/needs-setup", dir, description: "Needs its own set-up" };
}

/** `local/empty`: a repository without a commit. */
function emptyRepository(parent: string): string {
  const dir = join(parent, "empty");
  execFileSync("git", ["init", "--quiet", dir]);
  return dir;
}

type Sign = (claims: JWTPayload) => Promise<string>;

/** Tokens as the stand-in signs them, in one or the other claim as it never would. */
async function signer(keyFile: string, supabaseUrl: string): Promise<Sign> {
  const keys = await loadKeys(keyFile);
  const now = Math.floor(Date.now() / 1000);
  return (claims) =>
    new SignJWT({
      role: "authenticated",
      sub: randomUUID(),
      iss: `${supabaseUrl}/auth/v1`,
      aud: "authenticated",
      iat: now,
      exp: now + 3600,
      ...claims,
    })
      .setProtectedHeader({ alg: "ES256", kid: keys.keyId })
      .sign(keys.privateKey);
}

async function badTokens(sign: Sign) {
  const now = Math.floor(Date.now() / 1000);
  return {
    expired: await sign({ iat: now - 7200, exp: now - 3600 }),
    from_the_future: await sign({ iat: now + 1800 }),
    no_uuid: await sign({ sub: "ada" }),
    no_subject: await sign({ sub: undefined }),
    service: await sign({ role: "service_role" }),
  };
}
