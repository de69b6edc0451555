/** The steps of a deployment, in their order, as data. Each asks the service, and says what to run where it lacks something. */
import { join } from "node:path";
import { ROOT } from "../root.ts";
import { account, existing, pagesHost, secretNames } from "./answers.ts";
import type { Command, Outcome } from "./command.ts";
import { wranglerEnv } from "./environments.ts";
import type { Standing, Step } from "./step.ts";
import {
  BROUGHT,
  ENTRY,
  type Facts,
  MADE,
  projectRef,
  publicUrl,
  type Target,
  WORKER_VARIABLES,
} from "./target.ts";

const wrangler = (...args: string[]): Command => ({
  argv: [process.execPath, join(ROOT, "node_modules/wrangler/bin/wrangler.js"), ...args],
});
const node = (...args: string[]): Command => ({
  argv: [process.execPath, "--disable-warning=ExperimentalWarning", ...args],
});
const supabase = (...args: string[]): Command => ({ argv: ["supabase", ...args] });
const loud = (command: Command): Command => ({ ...command, loud: true });
const always = (): Standing => ({ is: "missing", what: [] });
const works = (outcome: Outcome | undefined) => outcome?.code === 0;

/** Of the environment that is meant, said also where it is the one at the top of wrangler.toml. */
const inEnv = ({ environment }: Target) => `--env=${wranglerEnv(environment)}`;
const ofImage = ({ image, fingerprint }: Target) => (image ? fingerprint : `${fingerprint}-ni`);

const tools: Step = {
  id: "tools",
  title: "Docker, which builds the sandbox image",
  look: () => [{ argv: ["docker", "info", "--format", "{{.ServerVersion}}"] }],
  read: ([docker]) => (works(docker) ? { is: "done" } : { is: "blocked", why: "docker does not answer" }),
  act: () => [],
  help: "Install and start Docker, or deploy without the image: npm run deploy -- --no-image",
  wanted: ({ image }) => image,
};

const login: Step = {
  id: "account",
  title: "a Cloudflare account",
  look: () => [wrangler("whoami", "--json")],
  read: ([whoami], { variables }) => account(whoami, variables.CLOUDFLARE_ACCOUNT_ID),
  act: () => [],
  help: "npx wrangler login; with several accounts set CLOUDFLARE_ACCOUNT_ID to the one that is meant",
};

const variables: Step = {
  id: "variables",
  title: "the variables that only you know",
  look: (target) => [wrangler("secret", "list", inEnv(target))],
  read: ([list], target) => {
    const names = secretNames(list);
    if (!names) return { is: "blocked", why: "wrangler does not say which secrets the Worker has" };
    const lacking = BROUGHT.filter((name) => !names.has(name) && !target.variables[name]);
    if (lacking.length > 0)
      return { is: "blocked", why: `neither you nor the Worker has ${lacking.join(", ")}` };
    if (!ENTRY.some((name) => names.has(name) || target.variables[name]))
      return { is: "blocked", why: `nobody would be let in: set one of ${ENTRY.join(", ")}` };
    // Later steps ask for health there.
    if (!URL.canParse(publicUrl(target)))
      return { is: "blocked", why: "PUBLIC_URL is not set, or is no URL" };
    return { is: "done" };
  },
  act: () => [],
  help: "Set them in the environment of this command; docs/deploy.md says where each comes from",
};

const queues: Step = {
  id: "queues",
  title: "queues",
  look: ({ names }) => names.queues.map((name) => wrangler("queues", "info", name)),
  read: (outcomes, { names }) => existing(names.queues, outcomes, /Queue "[^"]*" does not exist/),
  act: (missing) => missing.map((name) => wrangler("queues", "create", name)),
  help: "Queues need a paid Workers plan: https://dash.cloudflare.com/?to=/:account/workers/plans",
};

const bucket: Step = {
  id: "bucket",
  title: "storage",
  look: ({ names }) => names.buckets.map((name) => wrangler("r2", "bucket", "info", name, "--json")),
  read: (outcomes, { names }) => existing(names.buckets, outcomes, /bucket does not exist|code: 10006/i),
  act: (missing) => missing.map((name) => wrangler("r2", "bucket", "create", name)),
  help: "R2 has to be switched on once: https://dash.cloudflare.com/?to=/:account/r2",
};

const pages: Step = {
  id: "pages",
  title: "a Pages project for the web app",
  look: () => [wrangler("pages", "project", "list", "--json")],
  read: ([list], { names }) => {
    const host = pagesHost(list, names.worker);
    if (host === undefined)
      return { is: "blocked", why: "wrangler does not say which Pages projects there are" };
    return host === null
      ? { is: "missing", what: [names.worker] }
      : { is: "done", facts: { pagesHost: host } };
  },
  act: ([name = ""]) => [wrangler("pages", "project", "create", name, "--production-branch=main")],
  help: "https://dash.cloudflare.com/?to=/:account/pages, or let the Worker serve the app: --web worker",
  wanted: ({ web }) => web === "pages",
};

const schema: Step = {
  id: "schema",
  title: "the database's schema",
  look: ({ variables: { SUPABASE_URL } }) => [
    supabase("link", "--project-ref", projectRef(SUPABASE_URL) ?? "none"),
    supabase("db", "push", "--linked", "--dry-run"),
  ],
  read: ([link, push], { variables: { SUPABASE_URL } }) => {
    if (projectRef(SUPABASE_URL) === null)
      return { is: "blocked", why: "SUPABASE_URL is not set, or not https://<ref>.supabase.co" };
    if (link?.code === 127) return { is: "blocked", why: "the Supabase CLI is not installed" };
    const failed = [link, push].find((outcome) => !works(outcome));
    if (failed || !push)
      return {
        is: "blocked",
        why: `the Supabase CLI cannot reach the project: ${failed?.stderr.slice(-600)}`,
      };
    if (/up to date/i.test(push.stdout + push.stderr)) return { is: "done" };
    const files = [...new Set((push.stdout + push.stderr).match(/\d{14}_\w+\.sql/g) ?? [])];
    return { is: "missing", what: files.length > 0 ? files : ["migrations"] };
  },
  act: () => [loud(supabase("db", "push", "--linked", "--yes"))],
  help: "Install the CLI (https://supabase.com/docs/guides/cli), set SUPABASE_ACCESS_TOKEN and SUPABASE_DB_PASSWORD; or apply supabase/migrations yourself and --skip schema",
};

const build: Step = {
  id: "build",
  title: "the build",
  look: null,
  read: always,
  act: (_missing, target) => [
    {
      ...loud(node("local/build.ts")),
      ...(target.web === "pages" && { env: { VITE_API_URL: publicUrl(target) } }),
    },
  ],
  help: "npm ci, then npm test says what is wrong with this checkout",
};

/** What the Worker is to have: never again what was made for it once. */
function secretsToPut(has: ReadonlySet<string>, target: Target, facts: Facts): string[] {
  const given = (name: string) => variable(name, target, facts) !== undefined;
  return [
    ...MADE.filter((name) => !has.has(name)),
    ...WORKER_VARIABLES.filter((name) => !isMade(name) && given(name) && (target.renew || !has.has(name))),
  ];
}

const isMade = (name: string): name is (typeof MADE)[number] => MADE.some((made) => made === name);

function variable(name: string, target: Target, { pagesHost: host }: Facts): string | undefined {
  const given = target.variables[name] || undefined;
  if (name !== "WEB_ORIGINS" || target.web !== "pages") return given;
  // Without the project's host, which a plan alone does not have, there is nothing to allow yet.
  return [given, host && `https://${host},https://*.${host}`].filter(Boolean).join(",") || undefined;
}

const secrets: Step = {
  id: "secrets",
  title: "variables and secrets of the Worker",
  look: (target) => [wrangler("secret", "list", inEnv(target))],
  read: ([list], target, facts) => {
    const names = secretNames(list);
    if (!names) return { is: "blocked", why: "wrangler does not say which secrets the Worker has" };
    const what = secretsToPut(names, target, facts);
    return what.length === 0 ? { is: "done" } : { is: "missing", what };
  },
  act: (missing, target, facts) => {
    const values = missing.map((name) => [
      name,
      variable(name, target, facts) ?? (isMade(name) ? target.make(name) : undefined),
    ]);
    return [
      { ...wrangler("secret", "bulk", inEnv(target)), stdin: JSON.stringify(Object.fromEntries(values)) },
    ];
  },
  help: "A variable of the same name set in the dashboard stands in the way: remove it there and run this again",
};

const DEPLOYED_TAG = /^\s*Tag:\s*(\S+)\s*$/gm;

const worker: Step = {
  id: "worker",
  title: "the Worker and its sandbox image",
  look: (target) => [wrangler("deployments", "status", inEnv(target))],
  // A deployment that is split between two versions counts as another one.
  read: ([status], target) => {
    const tags = works(status)
      ? [...(status?.stdout ?? "").matchAll(DEPLOYED_TAG)].map(([, tag]) => tag)
      : [];
    return tags.length === 1 && tags[0] === ofImage(target)
      ? { is: "done" }
      : { is: "missing", what: [ofImage(target)] };
  },
  act: ([tag = ""], target) => {
    const rollout = target.image ? [] : ["--containers-rollout=none"];
    return [loud(wrangler("deploy", inEnv(target), ...rollout, `--tag=${tag}`, "--message=npm run deploy"))];
  },
  help: "npx wrangler tail shows what it says; docs/deploy.md tells how to go back to the version before",
};

const app: Step = {
  id: "app",
  title: "the web app on Pages",
  look: null,
  read: always,
  act: (_missing, { names }) => [
    loud(
      wrangler(
        "pages",
        "deploy",
        "web/dist",
        `--project-name=${names.worker}`,
        "--branch=main",
        "--commit-dirty=true",
      ),
    ),
  ],
  help: "Run this again; the Worker serves the same app meanwhile",
  wanted: ({ web }) => web === "pages",
};

const ready: Step = {
  id: "ready",
  title: "whether the Worker reaches all it needs",
  look: null,
  read: always,
  act: (_missing, target, { pagesHost: host }) => {
    const origin = host === undefined ? [] : [`https://${host}`];
    return [loud(node("local/deploy/smoke.ts", "ready", publicUrl(target), ...origin))];
  },
  help: "npm run doctor says what to do about each part; where the web app's origin is refused, add --renew",
};

const smoke: Step = {
  id: "smoke",
  title: "a real task on a sample repository",
  look: null,
  read: always,
  act: (_missing, target) => {
    const { VERNE_SMOKE_TOKEN, VERNE_SMOKE_REPO = "", VERNE_SMOKE_MODEL = "auto/auto" } = target.variables;
    const command = node(
      "local/deploy/smoke.ts",
      "task",
      publicUrl(target),
      VERNE_SMOKE_REPO,
      VERNE_SMOKE_MODEL,
    );
    return [{ ...loud(command), stdin: VERNE_SMOKE_TOKEN ?? "" }];
  },
  help: "The task's page in the web app tells what it did and why it ended",
  wanted: ({ variables: v }) => Boolean(v.VERNE_SMOKE_TOKEN && v.VERNE_SMOKE_REPO),
};

export const STEPS: readonly Step[] = [
  login,
  tools,
  variables,
  queues,
  bucket,
  pages,
  schema,
  build,
  secrets,
  worker,
  app,
  ready,
  smoke,
];
