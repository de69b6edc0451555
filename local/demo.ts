/**
 * `npm run demo`: the whole main job in the terminal, from sign-in to pull request. `--json` prints one JSON object;
 * `--containers IMAGE` has the task work in containers of this image, on the engine of this machine.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import type { TaskEvent } from "../worker/protocol/index.ts";
import { buildAll } from "./build.ts";
import { signIn } from "./client.ts";
import { drive } from "./drive.ts";
import { startOnKept } from "./kept-state.ts";
import { takeLock } from "./lock.ts";
import { freshPorts } from "./ports.ts";
import { ROOT } from "./root.ts";
import { SAMPLES } from "./samples/index.ts";
import { startStack } from "./stack.ts";

const run = promisify(execFile);

interface Report {
  pr_url: string;
  branch: string;
  commit: string;
  git_log: string;
  verdict: string | null;
  seconds: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      sample: { type: "string", default: "shopping-cart" },
      containers: { type: "string" },
    },
  });
  const say = values.json ? () => {} : (line: string) => console.log(line);
  const sample = SAMPLES.find(({ fullName }) => fullName === `samples/${values.sample}`);
  const prompt = sample?.prompts[0]?.prompt;
  if (!sample || prompt === undefined) throw new Error(`--sample: there is no sample ${values.sample}`);

  const dir = join(ROOT, ".verne/demo");
  const release = takeLock(dir);
  process.on("exit", release);
  await buildAll();
  const ports = await freshPorts();
  const { containers } = values;
  const stack = await startOnKept(dir, () => startStack({ dir, ports, containers }), { say: console.error });
  try {
    const startedAt = performance.now();
    const client = await signIn(stack);
    const { task_id } = await client.create({ repo_full_name: sample.fullName, prompt });
    say(`${sample.fullName}: ${prompt}\n`);
    await drive(client, task_id, (event) => show(event, say));
    const view = await client.view(task_id);
    if (view.state !== "complete" || view.pr_url === null)
      throw new Error(`the task ended as ${view.state}: ${view.error?.message ?? "no reason"}`);
    const branch = view.head_branch ?? "";
    const gitDir = stack.standIns.github.gitDir(sample.fullName);
    const { stdout } = await run("git", ["--git-dir", gitDir, "log", "--oneline", "-3", branch]);
    const report: Report = {
      pr_url: view.pr_url,
      branch,
      commit: stdout.split(" ", 1)[0] ?? "",
      git_log: stdout.trim(),
      verdict: view.tests?.verdict ?? null,
      seconds: Number(((performance.now() - startedAt) / 1000).toFixed(2)),
    };
    if (values.json) console.log(JSON.stringify(report));
    else {
      say(`\nPull request: ${report.pr_url}  (${report.seconds} s)`);
      say(`\n$ git --git-dir ${gitDir} log --oneline -3 ${branch}\n${report.git_log}`);
    }
  } finally {
    await stack.close();
  }
}

function show(event: TaskEvent, say: (line: string) => void): void {
  if (event.type === "log" || event.type === "usage" || event.type === "agent_text") return;
  say(`${event.stage.padEnd(17)} ${event.message}`);
  if (event.type === "plan")
    for (const step of event.data.plan.steps) say(`${" ".repeat(18)}- ${step.title}`);
}

await main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
