/**
 * `npm run bench:agent -- --model scripted|PROVIDER/MODEL|URL [TASKS] [--only ID] [--limit N] [--minutes 30] [--json]`:
 * runs tasks through the whole product and judges each published change by tests that the product did not see. TASKS is
 * a folder of tasks (bench/agent/own without it), or a file of JSON lines as SWE-bench has them. The key comes from the
 * provider's variable; for a URL of an OpenAI-compatible server `--name` says which of its models.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../local/build.ts";
import { signIn } from "../local/client.ts";
import { freshPorts } from "../local/ports.ts";
import { startStack } from "../local/stack.ts";
import { contenderOf } from "./agent/contender.ts";
import { isExpected, lineOf, summaryOf } from "./agent/report.ts";
import { runTask, type TaskResult } from "./agent/run.ts";
import { type BenchTask, readTasks } from "./agent/tasks.ts";

const OWN_TASKS = join(import.meta.dirname, "agent/own");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: "string", default: "scripted" },
    name: { type: "string" },
    only: { type: "string" },
    limit: { type: "string" },
    minutes: { type: "string", default: "30" },
    json: { type: "boolean", default: false },
  },
});

/** The results of all tasks, one after the other: a model is measured alone. */
async function runAll(tasks: readonly BenchTask[]): Promise<TaskResult[]> {
  const { contender, variables } = contenderOf(values.model, values.name, process.env);
  const dir = mkdtempSync(join(tmpdir(), "verne-bench-agent-"));
  await buildAll();
  const stack = await startStack({ dir, ports: await freshPorts(), modelDelayMs: 0, variables });
  try {
    const place = { client: await signIn(stack), standIns: stack.standIns };
    const results: TaskResult[] = [];
    for (const task of tasks) {
      const result = await runTask(task, place, contender, Number(values.minutes) * 60_000).catch(
        (error: unknown): TaskResult => ({ id: task.id, skipped: String(error), failed: true }),
      );
      if (!values.json) console.log(lineOf(result));
      results.push(result);
    }
    return results;
  } finally {
    await stack.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const tasks = readTasks(positionals[0] ?? OWN_TASKS)
    .filter(({ id }) => values.only === undefined || id === values.only)
    .slice(0, values.limit === undefined ? undefined : Number(values.limit));
  if (tasks.length === 0) throw new Error(`--only: there is no task ${values.only}`);
  const results = await runAll(tasks);
  console.log(values.json ? JSON.stringify(results, null, 2) : `\n${summaryOf(results)}`);
  return results.every((result) => (result.skipped === null ? isExpected(result) : !result.failed)) ? 0 : 1;
}

await main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
