/// <reference types="node" />
/** The tools of the agent on real checkouts: described repositories, real git, the real runner. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGit } from "../../../local/github/git/run.ts";
import { fillRepository, type TrialEntry, type TrialRepo } from "../../../local/testing/trial-repo.ts";
import { startRunner } from "../../../sandbox/runner/server.ts";
import type { EventInput, Plan } from "../../protocol/index.ts";
import { runToEnd } from "../../sandbox/collect.ts";
import { localSandbox } from "../../sandbox/local.ts";
import type { ToolOutcome } from "../tools/tool.ts";
import { callTool, editingTools, planningTools } from "../tools/toolbox.ts";
import { WorkTree } from "../tools/work-tree.ts";
import type { AgentHost, TouchedPath } from "../types.ts";
import { planFor } from "./requests.ts";

export interface Checkout {
  host: AgentHost & { events: EventInput[]; touches: TouchedPath[]; commands: string[][] };
  /** Calls a tool of the editing phase, or of the planning phase. */
  use(name: string, args: unknown): Promise<ToolOutcome>;
  planning(name: string, args: unknown): Promise<ToolOutcome>;
  /** Runs a shell script in the checkout and returns what it printed. */
  sh(script: string): Promise<string>;
  bytes(path: string): Promise<Uint8Array>;
  text(path: string): Promise<string>;
}

interface CheckoutOptions {
  /** The files of the approved plan; a bare path means a file to be modified. */
  planned?: (string | Plan["steps"][number]["files"][number])[];
}

/** Opens checkouts of described repositories; `close` ends the runner and removes all of them. */
export async function openCheckouts() {
  const dir = await mkdtemp(join(tmpdir(), "verne-checkouts-"));
  const runner = await startRunner({ dataDir: join(dir, "runner"), isolation: "none" });
  const git = createGit(join(dir, "git"));
  let count = 0;

  async function open(
    files: Record<string, TrialEntry> | TrialRepo,
    options: CheckoutOptions = {},
  ): Promise<Checkout> {
    count += 1;
    const repo = Array.isArray(files.commits)
      ? (files as TrialRepo)
      : { commits: [{ files: files as Record<string, TrialEntry> }] }; // only a description has a list there
    const bare = join(dir, `${count}.git`);
    await git(["init", "--bare", "--quiet", bare]);
    await fillRepository(git, bare, repo);
    const sandbox = await localSandbox({ url: runner.url, token: runner.token, taskId: `checkout-${count}` });
    const repoDir = `${sandbox.root}/repo`;
    await git(["clone", "--quiet", "--no-checkout", "--template=", bare, repoDir]);
    await writeAttributes(repoDir);
    await git(["-C", repoDir, "checkout", "--quiet", "--force", "main"]);
    return checkoutOf(sandbox, repoDir, options);
  }

  return {
    open,
    close: async () => {
      await runner.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** As in a task's checkout: files have the repository's bytes, without conversion. */
async function writeAttributes(repoDir: string): Promise<void> {
  await mkdir(join(repoDir, ".git/info"), { recursive: true });
  await writeFile(
    join(repoDir, ".git/info/attributes"),
    "* -text !eol !ident !filter !working-tree-encoding\n",
  );
}

function checkoutOf(
  sandbox: Awaited<ReturnType<typeof localSandbox>>,
  repoDir: string,
  { planned = [] }: CheckoutOptions,
): Checkout {
  const host: Checkout["host"] = {
    taskId: "0a1b2c3d-0000-4000-8000-000000000003",
    step: "apply",
    repoDir,
    sandbox,
    signal: new AbortController().signal,
    events: [],
    touches: [],
    commands: [],
    now: () => Date.now(),
    sleep: async () => undefined,
    emit: (event) => void host.events.push(event),
    touched: (paths) => void host.touches.push(...paths),
    async run(argv, { cwd = repoDir, env, timeoutMs, maxBytes = 256 * 1024 }) {
      host.commands.push([...argv]);
      const result = await runToEnd(sandbox, argv, { cwd, env, timeoutMs, maxBytes });
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { ...result, stdout: text(result.stdout), stderr: text(result.stderr), durationMs: 1 };
    },
  };
  const workTree = new WorkTree(host);
  const planner = planningTools(workTree);
  const files = planned.map((file) =>
    typeof file === "string" ? { path: file, action: "modify" as const } : file,
  );
  const plan = planFor(files);
  const bytes = (path: string) => sandbox.read(`${repoDir}/${path}`, 64 * 1024 * 1024);
  let calls = 0;
  const call = (name: string, args: unknown) => ({
    id: `c${calls++}`,
    name,
    arguments: JSON.stringify(args),
  });
  return {
    host,
    use: (name, args) =>
      callTool(editingTools({ provider: "openai" }), call(name, args), { host, workTree, plan }),
    planning: (name, args) => callTool(planner, call(name, args), { host, workTree, plan: null }),
    sh: async (script) => (await host.run(["/bin/sh", "-ec", script], { timeoutMs: 20_000 })).stdout,
    bytes,
    text: async (path) => new TextDecoder().decode(await bytes(path)),
  };
}
