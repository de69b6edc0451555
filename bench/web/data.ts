import { summary } from "../../web/test/fixtures/tasks.ts";
import type { TaskDiff, TaskState, TaskSummary } from "../../worker/protocol/index.ts";

const STATES: readonly TaskState[] = ["awaiting_approval", "reviewing", "applying", "testing", "complete"];

/** `count` tasks in all sections of the list, called `Task 0`, `Task 1` ... */
export const manyTasks = (count: number): TaskSummary[] =>
  Array.from({ length: count }, (_, n) => {
    const at = new Date(Date.now() - n * 60_000).toISOString();
    const id = `5e0c1d0a-9a52-4a0e-8a51-${String(n).padStart(12, "0")}`;
    const state = STATES[n % STATES.length] ?? "complete";
    return summary(state, { task_id: id, title: `Task ${n}`, created_at: at, updated_at: at });
  });

/** New files of TypeScript, as `git diff` prints them. */
export function largeDiff(files: number, linesPerFile: number): TaskDiff {
  const paths = Array.from({ length: files }, (_, n) => `src/part-${n}/module-${n}.ts`);
  const patch = paths.map((path) => {
    const lines = Array.from({ length: linesPerFile }, (_, n) => `+${sourceLine(n)}`);
    return [
      `diff --git a/${path} b/${path}`,
      "new file mode 100644",
      "index 0000000..1111111",
      "--- /dev/null",
      `+++ b/${path}`,
      `@@ -0,0 +1,${linesPerFile} @@`,
      ...lines,
    ].join("\n");
  });
  return {
    base_commit: "3f9c2e71b0d84d6fa1c2e3f4a5b6c7d8e9f00112",
    tree: "7d1f0e9c8b7a69584736251403f2e1d0c9b8a796",
    files: paths.map((path) => ({
      path,
      status: "added",
      additions: linesPerFile,
      deletions: 0,
      binary: false,
      plan_steps: [],
      out_of_plan: false,
      machine_written: false,
    })),
    patch: `${patch.join("\n")}\n`,
  };
}

function sourceLine(n: number): string {
  switch (n % 5) {
    case 0:
      return `export function total${n}(lines: readonly Line[], rate = 0.${n}): string {`;
    case 1:
      return `  // Rounded once, at the end: see issue #${n}.`;
    case 2:
      return `  const sum = lines.reduce((all, line) => all + line.price * ${n}, 0);`;
    case 3:
      return `  return \`\${Math.round(sum * (1 + rate))} cents of "part ${n}"\`;`;
    default:
      return "}";
  }
}
