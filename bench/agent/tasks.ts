/** Tasks of `bench:agent`: those of a folder, one JSON file each, or the lines of a file as SWE-bench has them. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";

/** A text, or its lines. */
const Text = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (typeof text === "string" ? text : text.map((line) => `${line}\n`).join("")));
const Files = z.record(z.string().min(1), Text);

/** How the plan of a fault shows it, or why it does not. */
const Shown = z.union([
  z.object({ command: z.string(), expect: z.string(), files: Files.default({}) }).strict(),
  z.string().min(1),
]);

/** What a scripted model does: exact replacements, and new files. */
const Script = z
  .object({
    edits: z.array(z.object({ path: z.string(), old: z.string(), new: z.string() }).strict()).default([]),
    writes: z.record(z.string(), Text).default({}),
    reproduction: Shown.optional(),
  })
  .strict();

const OwnTask = z
  .object({
    id: z.string().min(1),
    prompt: z.string().min(1),
    /** Programs without which the task is skipped, by name. */
    needs: z.array(z.string()).default([]),
    files: Files,
    /** Tests that nobody but the judge sees. */
    hidden: Files,
    fail_to_pass: z.array(z.string()).min(1),
    pass_to_pass: z.array(z.string()).default([]),
    script: Script,
    /** What has to come of it with the script: also what the script does wrong is judged. */
    expected: z.enum(["solved", "wrong", "no_evidence", "no_change"]).default("solved"),
  })
  .strict();

/** SWE-bench keeps lists as JSON inside of a text. */
const Names = z.union([
  z.array(z.string()),
  z.string().transform((text, context) => {
    try {
      return z.array(z.string()).parse(text.trim() === "" ? [] : JSON.parse(text));
    } catch {
      context.addIssue("must be a list of names, or one as JSON");
      return z.NEVER;
    }
  }),
]);

const SweTask = z.object({
  instance_id: z.string().optional(),
  repo: z.string().min(1),
  base_commit: z.string().regex(/^[0-9a-f]{7,40}$/, "must be a commit"),
  problem_statement: z.string().min(1),
  test_patch: z.string(),
  FAIL_TO_PASS: Names,
  PASS_TO_PASS: Names.default([]),
});

export interface BenchTask {
  id: string;
  prompt: string;
  needs: string[];
  source: { kind: "files"; files: Record<string, string> } | { kind: "git"; from: string; commit: string };
  hidden: { files: Record<string, string>; patch: string };
  failToPass: string[];
  passToPass: string[];
  /** Null where only a real model can do it. */
  script: z.output<typeof Script> | null;
  expected: z.output<typeof OwnTask>["expected"] | null;
}

/** Throws with file, line and field of what is no task, and when there is none. */
export function readTasks(path: string): BenchTask[] {
  const tasks = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => name.endsWith(".json"))
        .sort()
        .map((name) => ownTask(join(path, name)))
    : parseSweTasks(readFileSync(path, "utf8"), path);
  if (tasks.length === 0) throw new Error(`${path}: there is no task in it`);
  return tasks;
}

function ownTask(file: string): BenchTask {
  const task = parsed(OwnTask, readFileSync(file, "utf8"), basename(file));
  return {
    id: task.id,
    prompt: task.prompt,
    needs: task.needs,
    source: { kind: "files", files: task.files },
    hidden: { files: task.hidden, patch: "" },
    failToPass: task.fail_to_pass,
    passToPass: task.pass_to_pass,
    script: task.script,
    expected: task.expected,
  };
}

/** One task a line. A `repo` is an address, a path (from the file's folder), or `owner/name` on github.com. */
export function parseSweTasks(text: string, file: string): BenchTask[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const task = parsed(SweTask, line, `${file}:${index + 1}`);
    return [
      {
        id: task.instance_id ?? `${task.repo}@${task.base_commit.slice(0, 8)}`,
        prompt: task.problem_statement,
        needs: [],
        source: { kind: "git" as const, from: originOf(task.repo, file), commit: task.base_commit },
        hidden: { files: {}, patch: task.test_patch },
        failToPass: task.FAIL_TO_PASS,
        passToPass: task.PASS_TO_PASS,
        script: null,
        expected: null,
      },
    ];
  });
}

function originOf(repo: string, file: string): string {
  if (/^[a-z+]+:\/\//.test(repo)) return repo;
  const local = resolve(dirname(file), repo);
  if (existsSync(local)) return local;
  if (/^[\w.-]+\/[\w.-]+$/.test(repo)) return `https://github.com/${repo}`;
  throw new Error(`${file}: repo: there is no ${repo}`);
}

function parsed<T extends z.ZodType>(schema: T, text: string, where: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where}: is not JSON: ${error instanceof Error ? error.message : ""}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`${where}: ${z.prettifyError(result.error)}`);
}
