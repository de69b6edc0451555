/**
 * `npm run bench:task`: the wall time of the whole main job with the demo model, over the time of the same clone, tests,
 * edit, tests and commit done by a shell script, both in this one run and taking turns. Prints the ratio of the
 * medians, and where the product's time goes. `--rounds N` (default 5).
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { buildAll } from "../local/build.ts";
import { type Client, signIn } from "../local/client.ts";
import { drive } from "../local/drive.ts";
import { freshPorts } from "../local/ports.ts";
import { SAMPLES } from "../local/samples/index.ts";
import { startStack } from "../local/stack.ts";
import type { TaskEvent } from "../worker/protocol/index.ts";

const run = promisify(execFile);
const SAMPLE = SAMPLES[0];
const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const ROUNDS = Number(values.rounds);

/** The same job by hand: clone over the same host, tests before, the same edit, tests after, commit, push. */
const SCRIPT = `
set -eu
git -c http.extraHeader="$AUTH" clone --quiet --depth 1 --branch main "$URL" repo
cd repo
npm test >before.log 2>&1 || true
rm before.log
printf '%s' "$PATCH" | git apply
npm test >../after.log 2>&1
git add -A
git -c user.name=bench -c user.email=bench@localhost commit --quiet -m "Fix the discount"
git -c http.extraHeader="$AUTH" push --quiet "$URL" "HEAD:refs/heads/bench/$ROUND"
`;

interface Span {
  name: string;
  ms: number;
}

/** Does what a user would, without thinking time, and returns how long each step ran. */
async function runProduct(
  client: Client,
): Promise<{ ms: number; spans: Span[]; firstRequestMs: number; taskId: string }> {
  const startedAt = performance.now();
  const { task_id } = await client.create({
    repo_full_name: SAMPLE?.fullName ?? "",
    prompt: SAMPLE?.prompts[0]?.prompt ?? "",
  });
  const events: TaskEvent[] = [];
  await drive(client, task_id, (event) => events.push(event));
  const ms = performance.now() - startedAt;
  const end = events.findLast(({ type }) => type === "state");
  if (end?.type !== "state" || end.data.to !== "complete") throw new Error(end?.message);
  const spans = events.flatMap((event) =>
    event.type === "step_finished" ? [{ name: event.data.step, ms: event.data.duration_ms }] : [],
  );
  return { ms, spans, firstRequestMs: firstRequestAfterApproval(events), taskId: task_id };
}

/** From the approval to the model's first request in the edits, in milliseconds. */
function firstRequestAfterApproval(events: readonly TaskEvent[]): number {
  const approved = events.findIndex(({ type }) => type === "plan_approved");
  for (const event of events.slice(approved))
    if (event.type === "usage")
      return (
        Date.parse(event.timestamp) -
        (event.data.duration_ms ?? 0) -
        Date.parse(events[approved]?.timestamp ?? "")
      );
  return Number.NaN;
}

async function runScript(env: Record<string, string>): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "verne-bench-script-"));
  const startedAt = performance.now();
  await run("sh", ["-c", SCRIPT], { cwd: dir, env: { ...process.env, ...env } });
  const ms = performance.now() - startedAt;
  rmSync(dir, { recursive: true, force: true });
  return ms;
}

const median = (numbers: number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const dir = mkdtempSync(join(tmpdir(), "verne-bench-"));
await buildAll();
const stack = await startStack({ dir, ports: await freshPorts(), modelDelayMs: 0 });
try {
  const client = await signIn(stack);
  const first = await runProduct(client); // warms both sides up, and gives the patch
  const { github } = stack.standIns;
  const auth = Buffer.from(`x-access-token:${github.issueToken("ada")}`).toString("base64");
  const env = {
    URL: `${github.webUrl}/${SAMPLE?.fullName}.git`,
    AUTH: `authorization: Basic ${auth}`,
    PATCH: (await client.diff(first.taskId)).patch,
  };
  await runScript({ ...env, ROUND: "0" });
  const product: number[] = [];
  const script: number[] = [];
  const spans = new Map<string, number[]>();
  const firstRequests: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const result = await runProduct(client);
    product.push(result.ms);
    firstRequests.push(result.firstRequestMs);
    for (const span of result.spans) spans.set(span.name, [...(spans.get(span.name) ?? []), span.ms]);
    script.push(await runScript({ ...env, ROUND: String(round) }));
  }
  const ratio = median(product) / median(script);
  console.log(`main job      ${median(product).toFixed(0)} ms (median of ${ROUNDS})`);
  console.log(`shell script  ${median(script).toFixed(0)} ms`);
  console.log(`ratio         ${ratio.toFixed(2)} (goal: under 2)`);
  console.log(
    `approval to the model's first request  ${median(firstRequests).toFixed(0)} ms (goal: under 2,000)`,
  );
  console.log("\nwhere it goes (median per step; baseline runs beside plan):");
  for (const [name, times] of spans) console.log(`  ${name.padEnd(9)} ${median(times).toFixed(0)} ms`);
} finally {
  await stack.close();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
