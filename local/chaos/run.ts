/** One run of `npm run chaos`: the whole product, its neighbours behind a proxy that harms, and N patient users. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { markedProcesses } from "../../sandbox/runner/reap.ts";
import { TASK_ID, taskDirectories } from "../../sandbox/runner/sandbox-directory.ts";
import { recordedProcesses } from "../../sandbox/runner/task-sandbox.ts";
import type { EventPage } from "../../worker/protocol/index.ts";
import { type Client, signIn } from "../client.ts";
import { freshPorts, type Ports } from "../ports.ts";
import { SAMPLES } from "../samples/index.ts";
import { readSecrets } from "../secrets.ts";
import { type Stack, startStack } from "../stack.ts";
import { type Driven, drive, patiently } from "./driver.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type Aftermath, broken, type JournalLine, paidTwice } from "./invariants.ts";
import { type Random, seeded } from "./random.ts";
import { type RunnerProcess, startRunnerProcess } from "./runner-process.ts";

export interface ChaosOptions {
  dir: string;
  tasks: number;
  seed: number;
  /** How many tasks are under way at once. */
  concurrent: number;
  /** How often the Worker and the runner are killed, in all. */
  kills: number;
  /** Multiplies every rate of the neighbours' and the queue's faults. */
  scale: number;
  maxMs: number;
  say: (line: string) => void;
}

export interface ChaosReport {
  tasks: number;
  complete: number;
  stopped: Record<string, number>;
  setbacks: Record<string, number>;
  faults: Record<string, number>;
  kills: { worker: number; runner: number };
  answersLostWithAKill: number;
  seconds: number;
  /** What did not hold; empty when all did. */
  broken: string[];
}

interface Scene {
  stack: Stack;
  ports: Ports;
  runner: RunnerProcess;
  proxy: FaultProxy;
  client: Client;
  kills: { worker: number[]; runner: number[] };
  /** Ids of the tasks that ran before the harm. */
  undisturbed: Set<string>;
}

const RUNNER_DIR = "killed-sandboxes";
const MAX_RETRIES = 12;
/** What is mirrored after its task's last step comes within this. */
const SETTLE_MS = 120_000;
/** Postgres answers with at most this many rows. */
const ROWS = 1_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const startedAt = Date.now();
  const deadline = AbortSignal.timeout(options.maxMs);
  const scene = await setUp(options);
  try {
    options.say(`the product is up after ${Math.round((Date.now() - startedAt) / 1000)} s`);
    const expected = await undisturbed(scene, options.tasks, deadline);
    options.say(`without harm: ${expected.events} events a task, ${expected.trees.join(" ")}`);
    const driven = await disturb(scene, options, expected.events, deadline);
    scene.proxy.calm = true;
    const found: string[] = [];
    for (const [index, each] of driven.entries()) {
      const lines = await settled(scene, each, index, expected.trees, deadline);
      found.push(...lines.map((line) => `task ${index} (${each.taskId}): ${line}`));
    }
    found.push(...(await leftovers(scene, driven, join(options.dir, RUNNER_DIR))));
    const paid = paidTwice(scene.proxy.passages, scene.kills.worker);
    if (paid.wasted > 0) found.push(`${paid.wasted} answers of the model were paid twice without need`);
    return {
      tasks: driven.length,
      complete: driven.filter(({ state }) => state === "complete").length,
      stopped: count(
        driven.filter(({ state }) => state !== "complete").map(({ state, error }) => `${state} ${error}`),
      ),
      setbacks: count(driven.flatMap(({ setbacks }) => setbacks)),
      faults: count(
        scene.proxy.passages.flatMap(({ neighbour, fault }) => (fault ? [`${neighbour} ${fault.kind}`] : [])),
      ),
      kills: { worker: scene.kills.worker.length, runner: scene.kills.runner.length },
      answersLostWithAKill: paid.lost,
      seconds: Math.round((Date.now() - startedAt) / 1000),
      broken: found,
    };
  } finally {
    await scene.stack.close();
    await scene.runner.stop();
    await scene.proxy.close();
  }
}

/** Ports are fixed before anything starts: the proxy tells neighbours apart by them. */
async function setUp({ dir, seed, scale, say }: ChaosOptions): Promise<Scene> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ports = await freshPorts();
  const own = await freshPorts();
  const random = seeded(seed);
  const url = `http://127.0.0.1:${ports.web}`;
  const runner = await startRunnerProcess({
    dir: join(dir, RUNNER_DIR),
    port: own.runner,
    token: readSecrets(dir).runnerToken,
    workerUrl: url,
  });
  const proxy = await startFaultProxy({
    ports: { ...ports, runner: own.runner },
    random: random.fork("neighbours"),
    scale,
    now: Date.now,
  });
  proxy.calm = true;
  const stack = await startStack({
    dir,
    ports,
    modelDelayMs: 0,
    variables: {
      SANDBOX_RUNNER_URL: `http://127.0.0.1:${own.runner}`,
      SANDBOX_ISOLATION: runner.isolation,
      MAX_ACTIVE_TASKS_PER_USER: "10000",
    },
    say,
    onWorkerLine: process.env.CHAOS_LINES ? console.log : undefined,
    harm: { proxy: proxy.address, queue: { seed, scale } },
    // It is killed more often here than any Worker dies by itself.
    supervision: { limits: { silentProbes: 6, maxRestarts: 10_000, withinMs: 1 }, probeEveryMs: 1_000 },
  });
  return {
    stack,
    ports,
    runner,
    proxy,
    client: await signIn(stack),
    kills: { worker: [], runner: [] },
    undisturbed: new Set(),
  };
}

const samples = SAMPLES.flatMap(({ fullName, prompts }) =>
  prompts.map(({ prompt }) => ({ repo_full_name: fullName, prompt })),
);
const sampleOf = (index: number) => samples[index % samples.length] ?? { repo_full_name: "", prompt: "" };

/** What each sample's change is, and how many events a task has, when nothing is harmed. */
async function undisturbed(
  scene: Scene,
  tasks: number,
  signal: AbortSignal,
): Promise<{ trees: string[]; events: number }> {
  const trees: string[] = [];
  let events = 0;
  const needed = samples.slice(0, tasks);
  for (const index of needed.keys()) {
    const driven = await driveOne(scene, index, 0, signal, () => {
      events += 1;
    });
    scene.undisturbed.add(driven.taskId);
    const view = await scene.client.view(driven.taskId);
    const tree = await treeOf(scene, index, view.head_branch);
    if (driven.state !== "complete" || tree === null)
      throw new Error(`without harm task ${index} is ${driven.state} ${driven.error}: ${view.error_message}`);
    trees.push(tree);
  }
  return { trees, events: Math.round(events / needed.length) };
}

async function disturb(
  scene: Scene,
  options: ChaosOptions,
  eventsPerTask: number,
  signal: AbortSignal,
): Promise<Driven[]> {
  const { tasks, concurrent, seed } = options;
  const random = seeded(seed);
  const killer = new Killer(scene, killPlan(options, eventsPerTask, random.fork("kills")), options.say);
  const driven: Driven[] = [];
  const waiting = [...Array(tasks).keys()];
  scene.proxy.calm = false;
  const drivers = Array.from({ length: Math.min(concurrent, tasks) }, async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      driven[index] = await driveOne(scene, index, seed, signal, () => killer.heard());
      options.say(`task ${index} is ${driven[index]?.state} (${driven.filter(Boolean).length}/${tasks})`);
    }
  });
  await Promise.all(drivers);
  await killer.done();
  return driven;
}

function driveOne(scene: Scene, index: number, seed: number, signal: AbortSignal, onEvent: () => void) {
  const random = seeded(seed).fork(`driver ${index}`);
  const { client } = scene;
  return drive({ client, sample: sampleOf(index), random, onEvent, maxRetries: MAX_RETRIES, signal });
}

/** After how many events which process is killed. */
function killPlan({ tasks, kills }: ChaosOptions, eventsPerTask: number, random: Random): PlannedKill[] {
  return Array.from({ length: kills }, (_, index) => ({
    after: random.below(tasks * eventsPerTask),
    what: index % 2 === 1 ? ("runner" as const) : ("worker" as const),
  })).toSorted((one, other) => one.after - other.after);
}

interface PlannedKill {
  after: number;
  what: "worker" | "runner";
}

class Killer {
  private readonly scene: Scene;
  private readonly plan: PlannedKill[];
  private readonly say: (line: string) => void;
  private events = 0;
  private runnerRestarts: Promise<void> = Promise.resolve();

  constructor(scene: Scene, plan: PlannedKill[], say: (line: string) => void) {
    this.scene = scene;
    this.plan = plan;
    this.say = say;
  }

  heard(): void {
    this.events += 1;
    while (this.plan[0] && this.plan[0].after <= this.events) this.kill(this.plan.shift()?.what);
  }

  /** Resolves once every runner that was killed stands again. */
  async done(): Promise<void> {
    await this.runnerRestarts;
  }

  private kill(what: PlannedKill["what"] | undefined): void {
    const { stack, runner, kills } = this.scene;
    this.say(`${what} is killed`);
    if (what === "runner") {
      kills.runner.push(Date.now());
      this.runnerRestarts = this.runnerRestarts.then(() => runner.restart());
      return;
    }
    kills.worker.push(Date.now());
    const pid = stack.workerPid();
    try {
      // Its supervisor starts it again, as for any other death.
      if (pid) process.kill(-pid, "SIGKILL");
    } catch {
      // It was being started.
    }
  }
}

/** What does not hold of a task, once Postgres has what its journal has, or the time for that is over. */
async function settled(
  scene: Scene,
  driven: Driven,
  index: number,
  trees: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    const found = broken(await aftermath(scene, driven, index, signal), trees[index % trees.length] ?? "");
    if (found.length === 0 || Date.now() > end) return found;
    await pause(500, undefined, { signal });
  }
}

async function aftermath(
  scene: Scene,
  driven: Driven,
  index: number,
  signal: AbortSignal,
): Promise<Aftermath> {
  const { client } = scene;
  const view = await patiently(signal, () => client.view(driven.taskId));
  const pulls = await pullRequestsOf(scene, sampleOf(index).repo_full_name);
  return {
    driven,
    view,
    journal: await journalOf(client, driven.taskId, signal),
    mirrored: await rowsOf(
      scene,
      `task_logs?task_id=eq.${driven.taskId}&order=seq&select=seq,type,message`,
      Line,
    ),
    row: (await rowsOf(scene, `tasks?id=eq.${driven.taskId}&select=state,pr_url`, Row))[0] ?? null,
    pullRequests: pulls.filter(({ head }) => head.ref === view.head_branch).map(({ html_url }) => html_url),
    publishedTree: await treeOf(scene, index, view.head_branch),
  };
}

async function journalOf(client: Client, taskId: string, signal: AbortSignal): Promise<JournalLine[]> {
  const lines: JournalLine[] = [];
  for (;;) {
    const page: EventPage = await patiently(signal, () => client.events(taskId, lines.at(-1)?.seq ?? 0));
    lines.push(...page.items.map(({ seq, type, message }) => ({ seq, type, message })));
    if (page.items.length === 0) return lines;
  }
}

const Line = z.object({ seq: z.number(), type: z.string(), message: z.string() });
const Row = z.object({ state: z.string(), pr_url: z.string().nullable() });

/** As the user reads them: through row-level security. */
async function rowsOf<T>({ stack, client }: Scene, query: string, shape: z.ZodType<T>): Promise<T[]> {
  const { url, publishableKey } = stack.standIns.supabase;
  const rows: T[] = [];
  for (;;) {
    const response = await fetch(`${url}/rest/v1/${query}&offset=${rows.length}&limit=${ROWS}`, {
      headers: { apikey: publishableKey, authorization: `Bearer ${client.token}` },
    });
    const page = z.array(shape).parse(await response.json());
    rows.push(...page);
    if (page.length < ROWS) return rows;
  }
}

const Pulls = z.array(z.object({ html_url: z.string(), head: z.object({ ref: z.string() }) }));

async function pullRequestsOf({ stack }: Scene, repo: string): Promise<z.infer<typeof Pulls>> {
  const { github } = stack.standIns;
  const found: z.infer<typeof Pulls> = [];
  for (let page = 1; ; page++) {
    const response = await fetch(`${github.apiUrl}/repos/${repo}/pulls?state=all&per_page=100&page=${page}`, {
      headers: { authorization: `Bearer ${github.issueToken("ada")}` },
    });
    const items = Pulls.parse(await response.json());
    found.push(...items);
    if (items.length < 100) return found;
  }
}

/** Null where there is no such branch. */
async function treeOf({ stack }: Scene, index: number, branch: string | null): Promise<string | null> {
  const { github } = stack.standIns;
  if (branch === null) return null;
  const gitDir = github.gitDir(sampleOf(index).repo_full_name);
  const tree = await github
    .git(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}^{tree}`], { gitDir })
    .catch(() => null);
  return tree?.toString().trim() ?? null;
}

/** Branches without a pull request, processes of commands that still run, sandboxes of no task. */
async function leftovers(scene: Scene, driven: readonly Driven[], dir: string): Promise<string[]> {
  const { github } = scene.stack.standIns;
  const found: string[] = [];
  for (const { fullName } of SAMPLES) {
    const listed = await github.git(["for-each-ref", "--format=%(refname:short)", "refs/heads/verne/"], {
      gitDir: github.gitDir(fullName),
    });
    const heads = new Set((await pullRequestsOf(scene, fullName)).map(({ head }) => head.ref));
    const branches = listed.toString().split("\n").filter(Boolean);
    found.push(
      ...branches.filter((branch) => !heads.has(branch)).map((branch) => `${branch} has no pull request`),
    );
  }
  const known = new Set(driven.map(({ taskId }) => taskId));
  for (const name of readdirSync(dir).filter((name) => TASK_ID.test(name))) {
    const processes = await recordedProcesses(taskDirectories(dir, name));
    const alive = await markedProcesses(new Set(processes));
    if (alive.length > 0) found.push(`${name}: ${alive.length} processes still run`);
    if (!known.has(name.replace(/-work$/, "")) && !scene.undisturbed.has(name.replace(/-work$/, "")))
      found.push(`${name} is the sandbox of no task`);
  }
  return found;
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
