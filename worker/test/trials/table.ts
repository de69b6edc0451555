/**
 * Trial repositories as table rows: content, the model's calls, the expected result. Rows about files share one task,
 * each with its own paths; with `npm test -- --long` each one also has a separate task.
 */
import { beforeAll, expect, inject, it } from "vitest";
import type { PlanFile, TaskDiff, TaskEvent, TaskView } from "../../protocol/index.ts";
import {
  type Call,
  changedPaths,
  diffOf,
  type PublishedFile,
  plan,
  publish,
  runTrial,
  type Trial,
  type TrialEntry,
  toldTo,
} from "../trial.ts";
import { view } from "../verne.ts";

/** The expected entry at a path: text, bytes or link, each with its mode if relevant; null for none. */
export type Published = string | Uint8Array | { text: string; mode: string } | { link: string } | null;

export interface FileRow {
  /** Name of the repository and of the test. */
  name: string;
  files: Record<string, TrialEntry>;
  plan: (string | PlanFile)[];
  calls: Call[];
  /** Exactly the paths that differ from the base. */
  published: Record<string, Published>;
  /** Calls that must be refused, by tool and path, with part of the reason. All other changes must succeed. */
  refused?: Record<string, string>;
  /** Text that the results of these calls must contain, by tool and path. */
  told?: Record<string, string>;
  /** Text that the user must see in the plan or timeline. */
  noted?: string[];
  /** Text that the model's opening message must contain. */
  opening?: string;
  /** Binary files, which have no lines to show; all others must. */
  binary?: string[];
}

/** The result of one task. */
interface TrialResult extends Trial {
  view: TaskView;
  diff: TaskDiff;
  /** All text for the user: the timeline and the plan. */
  words: string;
  runs: Awaited<ReturnType<typeof toldTo>>;
  before: Map<string, PublishedFile>;
  after: Map<string, PublishedFile>;
}

export const create = (path: string): PlanFile => ({ path, action: "create" });
export const gone = (path: string): PlanFile => ({ path, action: "delete" });

async function goThrough(rows: readonly FileRow[], prompt: string): Promise<TrialResult> {
  const files = rows.flatMap((row) => row.plan);
  const trial = await runTrial({
    repo: Object.assign({}, ...rows.map((row) => row.files)),
    // A plan with notes about a file is sent back once.
    plans: [plan(files), plan(files)],
    // Each row is a turn of the model.
    calls: rows.map((row) => row.calls),
    task: { prompt },
  });
  return publishAndCollect(trial);
}

/** Publishes the reviewed change and collects the result. */
async function publishAndCollect(trial: Trial): Promise<TrialResult> {
  const [reviewed, diff] = await Promise.all([view(trial.taskId), diffOf(trial.taskId)]);
  const { before, after } = await publish(trial);
  const runs = await toldTo(trial.model);
  const words = [...trial.events.map(textOf), JSON.stringify(reviewed.plan_document)].join("\n");
  return { ...trial, view: reviewed, diff, words, runs, before, after };
}

const textOf = ({ message, data }: TaskEvent): string => `${message} ${JSON.stringify(data)}`;

/** One test per row, on one shared task, and one test that nothing else was changed. */
export function together(rows: readonly FileRow[], prompt = "Do what was asked."): () => TrialResult {
  const through = (own: readonly FileRow[]) => goThrough(own, prompt);
  let trialResult: TrialResult | null = null;
  const all = (): TrialResult => {
    if (!trialResult) throw new Error("the task has not come to its end");
    return trialResult;
  };
  beforeAll(async () => {
    trialResult = await through(rows);
  });
  it.each(rows)("$name", (row) => expectRow(row, all()));
  it("and nothing else differs, in what is shown and in what is published", () =>
    expectNothingElse(rows, all()));
  if (inject("long"))
    it.concurrent.each(rows)("alone: $name", async (row) => {
      const alone = await through([row]);
      expectRow(row, alone);
      expectNothingElse([row], alone);
    });
  return all;
}

function expectNothingElse(rows: readonly FileRow[], { before, after, diff }: TrialResult): void {
  const expected = rows.flatMap((row) => Object.keys(row.published)).sort();
  expect(changedPaths(before, after)).toEqual(expected);
  expect(diff.files.map(({ path }) => path).sort()).toEqual(expected);
}

function expectRow(row: FileRow, trialResult: TrialResult): void {
  for (const [path, content] of Object.entries(row.published))
    expect(seen(trialResult.after.get(path), content), path).toEqual(content);
  for (const path of Object.keys(row.published)) expectShown(path, row, trialResult);
  const { results, opening } = appliedBy(row, trialResult);
  for (const { tool, path, result } of results) {
    const name = `${tool} ${path}`;
    const words = row.refused?.[name];
    if (words !== undefined) expect(result, name).toContain(words);
    else if (CHANGES.has(tool)) expect(result, name).toMatch(CARRIED_OUT);
    const told = row.told?.[name];
    if (told !== undefined) expect(result, name).toContain(told);
  }
  expect(results).toHaveLength(row.calls.length);
  for (const words of row.noted ?? []) expect(trialResult.words).toContain(words);
  if (row.opening !== undefined) expect(opening).toContain(row.opening);
}

const CHANGES = new Set(["edit", "write", "delete"]);
const CARRIED_OUT = /^(?:Created|Edited|Deleted|Made|Moved) /;

/** Converts to the form used in the row. */
function seen(file: PublishedFile | undefined, as: Published): Published {
  if (file === undefined) return null;
  if (as instanceof Uint8Array) return file.bytes;
  if (as !== null && typeof as === "object" && "link" in as)
    return file.mode === "120000" ? { link: file.text ?? "" } : `${file.mode} ${file.text}`;
  if (as !== null && typeof as === "object") return { text: file.text ?? "", mode: file.mode };
  return file.text;
}

/** The shown diff has the same files and kinds of change. */
function expectShown(path: string, { binary = [] }: FileRow, { diff, before, after }: TrialResult): void {
  const shown = diff.files.find((file) => file.path === path);
  const status = !before.has(path) ? "added" : !after.has(path) ? "deleted" : "modified";
  expect(shown, path).toMatchObject({ status, binary: binary.includes(path), out_of_plan: false });
}

/** Results of a row's calls, in order. */
function appliedBy(row: FileRow, { runs }: TrialResult) {
  const applied = runs.find(({ phase }) => phase === "applying");
  const own = new Set(row.calls.map(keyOf));
  const results = (applied?.exchanges ?? []).flatMap(({ tool, args, result }) =>
    own.has(keyOf({ name: tool, args })) ? [{ tool, path: String(args.path), result }] : [],
  );
  return { results, opening: applied?.opening ?? "" };
}

const keyOf = ({ name, args }: Call): string => JSON.stringify([name, args]);
