/**
 * Our own tasks with the agent alone on folders of this disk: planning with the reproduction, edits, and the judge. A
 * task with a reproduction also runs its tests before it ends. Through the whole product they run with --long.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { describeCheckout } from "../../sandbox/tools/context.ts";
import { CheckoutSnapshot } from "../../worker/agent/context/snapshot.ts";
import { folderHost, removeScratch } from "../../worker/agent/fakes/folder-fixture.ts";
import { MemoryBudget, MemoryConversation } from "../../worker/agent/fakes/memory-host.ts";
import { editRequest, planRequest } from "../../worker/agent/fakes/requests.ts";
import { ScriptedModel } from "../../worker/agent/fakes/scripted-model.ts";
import { agent } from "../../worker/agent/index.ts";
import { judgeBefore } from "../../worker/agent/reproduction/judge.ts";
import { reportsFault } from "../../worker/agent/reproduction/reports-fault.ts";
import { runReproduction } from "../../worker/agent/reproduction/run.ts";
import { detectCommands } from "../../worker/agent/test-runs/detect.ts";
import { runTests } from "../../worker/agent/test-runs/run.ts";
import { runTargeted } from "../../worker/agent/test-runs/targeted.ts";
import type { DetectedCommands, PlanRequest } from "../../worker/agent/types.ts";
import { planOf } from "../../worker/protocol/testing/plans.ts";
import { judge } from "./judge.ts";
import { scriptOf } from "./run.ts";
import { type BenchTask, readTasks } from "./tasks.ts";

afterAll(removeScratch);

type Host = ReturnType<typeof folderHost>;
const TIME = { timeoutMs: 60_000 };
const has = (program: string) => spawnSync(program, ["--version"]).error === undefined;
const tasks = readTasks(join(import.meta.dirname, "own")).map((task) => ({
  ...task,
  runs: task.needs.every(has),
}));

type Turns = ReturnType<typeof scriptOf>["plans"][number];

/** A model that plays these turns. */
function modelFor(turns: Turns) {
  const client = new ScriptedModel(turns.map((turn) => ({ calls: [turn].flat().map(callOf) })));
  return { client, model: "m" };
}

const callOf = ({ name, args }: { name: string; args?: unknown }) => ({ name, args });

function put(dir: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
}

/** Plans as the script has it; how often the plan was sent back stands in `turns`. */
async function planned(task: BenchTask, host: Host, commands: DetectedCommands) {
  const { files } = task.source.kind === "files" ? task.source : { files: {} };
  const planner = modelFor(scriptOf(task).plans[0] ?? []);
  const reproduce: PlanRequest["reproduce"] = async (reproduction) => {
    const written = reproduction.files ?? [];
    put(host.repoDir, Object.fromEntries(written.map(({ path, content }) => [path, content])));
    const ran = await runReproduction(host, reproduction, { commands, ...TIME });
    for (const { path } of written) rmSync(join(host.repoDir, path));
    if (ran === null) throw new Error("there is no shell");
    const ground = {
      repoDir: host.repoDir,
      repository: Object.keys(files),
      written: written.map(({ path }) => path),
    };
    const before = judgeBefore({ reproduction, ran, ground });
    expect(before).toMatchObject({ verdict: "failed_before" });
    return before;
  };
  const request = planRequest({ prompt: task.prompt, reproduce });
  const plan = await agent.plan(host, planner, new MemoryBudget(), new MemoryConversation(), request);
  return { plan, turns: planner.client.requests.length };
}

it.each(tasks)("$id is planned at once, carried out, and judged as expected", async ({ runs, ...task }) => {
  const { plans, rounds } = scriptOf(task);
  const { reproduction } = task.script ?? {};
  expect(!reportsFault(task.prompt) || reproduction !== undefined).toBe(true);
  if (!runs) return;
  const host = folderHost(task.id, task.source.kind === "files" ? task.source.files : {});
  const commands = detectCommands(CheckoutSnapshot.parse(await describeCheckout(host.repoDir, task.prompt)));
  const { plan, turns } = await planned(task, host, commands);
  expect(turns).toBe(plans[0]?.length);
  expect(plan.reproduction?.command).toBe(
    typeof reproduction === "object" ? reproduction.command : undefined,
  );

  const shows = plan.reproduction !== undefined;
  const tests = shows ? [{ name: "run_tests", args: { names: ["test_odd"] } }] : [];
  const finish = { name: "finish", args: { summary: "Done." } };
  const editor = modelFor([...(rounds?.[0] ?? []), ...tests, finish]);
  const request = editRequest({
    prompt: task.prompt,
    plan: planOf(plan.steps, { goal: plan.goal }),
    runTests: (selection) => runTargeted(host, commands, selection, TIME.timeoutMs),
  });
  const result = await agent.edit(host, editor, new MemoryBudget(), new MemoryConversation(), request);
  expect(result).toMatchObject({ end: "done", summary: "Done." });
  const told = editor.client.requests.at(-1)?.messages.at(-1);
  if (shows) expect(told).toMatchObject({ content: expect.stringContaining("MedianTest::test_odd") });

  put(host.repoDir, task.hidden.files);
  const report = await runTests(host, commands, TIME);
  expect(judge(report, task)).toMatchObject({ verdict: task.expected });
});
