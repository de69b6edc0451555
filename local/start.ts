/** `npm start`: the product on this machine, on one URL. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { MODEL_KEY_VARIABLES, MODEL_URL_VARIABLES } from "../worker/protocol/index.ts";
import { buildAll } from "./build.ts";
import type { GitHub } from "./github/server.ts";
import { forget, startOnKept } from "./kept-state.ts";
import { takeLock } from "./lock.ts";
import { choosePorts } from "./ports.ts";
import type { RealGitHub } from "./real-github/server.ts";
import { githubAddresses, takeToken, tokenFacts, tokenWords } from "./real-github/token.ts";
import { ROOT } from "./root.ts";
import { type Stack, startStack, startStackOnRealGitHub } from "./stack.ts";

const USAGE = `npm start -- [options]
  --port N      port of the web app and API (default 8787, or the last one)
  --repo PATH   offer your own git repository beside the samples
  --github      the real GitHub, with your own token (GITHUB_TOKEN, GH_TOKEN or gh auth token); state in .verne/github-real/
  --fresh       forget everything kept in .verne/ first
  --verbose     show the Worker's output`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        repo: { type: "string" },
        github: { type: "boolean", default: false },
        fresh: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const port = values.port === undefined ? null : Number(values.port);
    if (port !== null && (!Number.isInteger(port) || port < 1 || port > 65_535))
      throw new Error(`--port: ${values.port} is not a port number`);
    if (values.github && values.repo !== undefined)
      throw new Error("--repo: your repositories are on GitHub; it cannot be had with --github");
    return { ...values, port };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    console.log(USAGE);
    return;
  }
  const startedAt = performance.now();
  const kept = join(ROOT, ".verne");
  const release = takeLock(kept);
  process.on("exit", release);
  const real = options.github ? await ownGitHub() : null;
  // Users and tasks of the one are nothing to the other.
  const dir = real ? join(kept, "github-real") : kept;
  if (real) mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (options.fresh) forget(dir);
  await buildAll();
  const ports = await choosePorts(dir, options.port, (piece, taken, chosen) =>
    console.log(
      `Port ${taken} is taken; ${piece === "web" ? "Verne" : `the ${piece} stand-in`} uses ${chosen}.`,
    ),
  );
  const stackOptions = {
    dir,
    ports,
    importRepo: options.repo === undefined ? undefined : resolve(options.repo),
    variables: modelVariables(),
    onWorkerLine: options.verbose ? (line: string) => console.log(line) : undefined,
  };
  const start = (): Promise<Stack<GitHub | RealGitHub>> =>
    real ? startStackOnRealGitHub(stackOptions, real) : startStack(stackOptions);
  const stack = await startOnKept(dir, start, { say: console.error });
  const stopping = stopOnSignal(stack);
  announce(stack, (performance.now() - startedAt) / 1000, real?.words ?? STAND_INS);
  const reason = await stack.workerGaveUp;
  if (stopping.aborted) return;
  console.error(reason);
  await stack.close();
  process.exit(1);
}

/** The user's own token, which no process that is started from here on has, and what it may do. */
async function ownGitHub() {
  const where = githubAddresses(process.env);
  const found = takeToken(process.env, where.webUrl);
  const facts = await tokenFacts(found, where);
  return { token: found.token, facts, words: tokenWords(facts, found.from) };
}

/** Keys and URLs that the user has in the environment serve the whole installation. */
function modelVariables(): Record<string, string> {
  const names = [...MODEL_KEY_VARIABLES, ...MODEL_URL_VARIABLES];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Ends the process once everything has stopped; the answer tells whether that has begun. */
function stopOnSignal(stack: Pick<Stack, "close">): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      console.log("\nStopping…");
      void stack.close().then(() => process.exit(0));
    });
  return stopping.signal;
}

const STAND_INS = [
  "GitHub, Supabase and the demo model are stand-ins on this machine.",
  "Sign in as ada, take a sample task, and approve its plan.",
];

function announce(stack: Stack<GitHub | RealGitHub>, seconds: number, words: readonly string[]): void {
  const { github, isolation } = stack.standIns;
  console.log(`
  Verne is ready after ${seconds.toFixed(1)} s:  ${stack.entryUrl}

  The part after # is the code of this start: without it nobody signs in.
${words.map((line) => `  ${line}`).join("\n")}`);
  if (github.imported) console.log(`  Your repository is offered as ${github.imported}.`);
  if (isolation.warning) console.log(`\n  Warning: ${isolation.warning}`);
  console.log("\n  Ctrl-C stops everything; your tasks are kept in .verne/.\n");
}

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
