/** One task of the bench from its repository to the judgement. */
import { spawnSync } from "node:child_process";
import type { Client } from "../../local/client.ts";
import type { ModelScript } from "../../local/model/scripted.ts";
import type { StandIns } from "../../local/stand-ins.ts";
import { driveTask } from "./drive.ts";
import { runHiddenTests } from "./hidden-tests.ts";
import { type Judgement, judge } from "./judge.ts";
import { addTaskRepository, bundleWithHidden } from "./repository.ts";
import type { BenchTask } from "./tasks.ts";

export interface Contender {
  provider: string;
  /** Null: each task's own script is played. */
  model: string | null;
}

/** `failed`: the product or the machine did not get as far as a judgement. */
export type TaskResult = { id: string } & (
  | { skipped: string; failed?: true }
  | ({
      skipped: null;
      expected: BenchTask["expected"];
      /** What the product itself says about the change: its tests before and after. */
      ownVerdict: string | null;
      modelCalls: number;
      tokens: { input: number; cached: number; output: number };
      seconds: number;
      costUsd: number | null;
    } & Judgement)
);

export interface Place {
  client: Client;
  standIns: Pick<StandIns, "github" | "model" | "variables">;
}

/** Rejects only when the product or the stand-ins fail. */
export async function runTask(
  task: BenchTask,
  { client, standIns }: Place,
  { provider, model }: Contender,
  limitMs: number,
): Promise<TaskResult> {
  const lacking = task.needs.filter((program) => !isThere(program));
  if (lacking.length > 0) return { id: task.id, skipped: `needs ${lacking.join(", ")}` };
  if (model === null && task.script === null)
    return { id: task.id, skipped: "has no script: it takes a real model" };
  const { github } = standIns;
  const repository = await addTaskRepository(github, task);
  const played = model ?? standIns.model.scripted.add(scriptOf(task));
  const { view, reason, modelCalls, seconds } = await driveTask(
    client,
    { repo_full_name: repository, prompt: task.prompt, provider, model: played },
    limitMs,
  );
  const { usage } = view;
  const figures = {
    id: task.id,
    skipped: null,
    expected: model === null ? task.expected : null,
    ownVerdict: view.tests?.verdict ?? null,
    modelCalls,
    tokens: { input: usage.input_tokens, cached: usage.cached_input_tokens, output: usage.output_tokens },
    seconds,
    costUsd: usage.cost_usd,
  };
  const { head_branch: revision, base_commit: base } = view;
  if (reason !== null || revision === null || base === null)
    return { ...figures, verdict: "no_change", reason: reason ?? "nothing was published" };
  const bundle = await bundleWithHidden(github, repository, { revision, base, hidden: task.hidden });
  return { ...figures, ...judge(await runHiddenTests(standIns, bundle), task) };
}

/** Plans the files of the script, with what shows the fault; reads them, and edits them. */
export function scriptOf({ id, script }: BenchTask): ModelScript {
  if (script === null) throw new Error(`${id} has no script`);
  const edited = [...new Set(script.edits.map(({ path }) => path))];
  const written = Object.entries(script.writes);
  const files = [
    ...edited.map((path) => ({ path, action: "modify" })),
    ...written.map(([path]) => ({ path, action: "create" })),
  ];
  const step = { id: "1", title: "Do it", intent: "What was asked.", files, acceptance: "The tests pass." };
  const args = { goal: "Do what was asked", steps: [step], ...reproductionOf(script) };
  const plan = { name: "submit_plan", args };
  const read = (path: string) => ({ name: "read", args: { path } });
  return {
    plans: [[...edited.map(read), plan]],
    rounds: [
      [
        ...edited.map(read),
        ...script.edits.map(({ path, ...edit }) => ({ name: "edit", args: { path, edits: [edit] } })),
        ...written.map(([path, content]) => ({ name: "write", args: { path, content } })),
      ],
    ],
  };
}

function reproductionOf({ reproduction: shown }: NonNullable<BenchTask["script"]>) {
  if (shown === undefined) return {};
  if (typeof shown === "string") return { no_reproduction_reason: shown };
  const files = Object.entries(shown.files).map(([path, content]) => ({ path, content }));
  return { reproduction: { ...shown, files } };
}

const isThere = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;
