/** Trials of test evidence: one task per row, several in parallel. */
import { expect, inject, it } from "vitest";
import { plainText } from "../../../web/src/task/log/ansi.ts";
import { appendToLog, EMPTY_LOG } from "../../../web/src/task/log/buffer.ts";
import type { ObjectionKind, PlanFile, TaskEvent, TestComparison } from "../../protocol/index.ts";
import {
  type Call,
  changedPaths,
  diffOf,
  edit,
  planTrial,
  read,
  type TrialEntry,
  type TrialRepo,
  treeOf,
} from "../trial.ts";
import { approve, command, follow, view } from "../verne.ts";

export interface EvidenceRow {
  name: string;
  repo: Record<string, TrialEntry> | TrialRepo;
  /** By default a comment is added to one.js. */
  plan?: (string | PlanFile)[];
  calls?: Call[];
  /** Expected members of the comparison. */
  tests: { verdict: TestComparison["verdict"] } & Record<string, unknown>;
  /** The expected objections; with none the pull request is opened. */
  objections?: ObjectionKind[];
  /** Expected part of the note on the run after the edits. */
  note?: string;
  /** Lines that the command log must contain, with no others that begin like them. */
  lines?: string[];
  /** Time limit of its commands, for one that does not end by itself. */
  limitMs?: number;
  /** A variant of another row. */
  long?: true;
  /** A program that must be installed. */
  needs?: string;
}

const has = (program: string | undefined) => program === undefined || inject("programs").includes(program);

/** Each row in a separate task, a few in parallel: they mostly wait for their programs. */
export function trials(rows: readonly EvidenceRow[]): void {
  for (const row of rows.filter(({ long }) => inject("long") || !long)) {
    const name = row.needs ? `${row.name} (needs ${row.needs})` : row.name;
    it.runIf(has(row.needs)).concurrent(name, () => expectRow(row));
  }
}

async function expectRow(row: EvidenceRow): Promise<void> {
  const files = row.plan ?? ["one.js"];
  const calls = row.calls ?? [read("one.js"), edit("one.js", "one = 1", "one = 2 - 1")];
  const one = { "one.js": "exports.one = 1;\n" };
  const repo = Array.isArray(row.repo.commits)
    ? (row.repo as TrialRepo)
    : { ...one, ...(row.repo as Record<string, TrialEntry>) };
  const { taskId, repo: fullName } = await planTrial({
    repo,
    files,
    calls,
    limitMs: row.limitMs,
    task: { auto_pr: true },
  });
  await approve(taskId);
  const events = await follow(taskId, isOver);
  const { tests, objections, state, base_commit } = await view(taskId);
  expect(tests).toMatchObject(row.tests);
  if (row.note !== undefined) expect(tests?.after.note).toContain(row.note);
  expect(objections.map(({ kind }) => kind)).toEqual(row.objections ?? []);
  expect(rounds(events), "rounds of work").toBe(1);
  expectLines(row.lines ?? [], events);
  const changes = calls.filter(({ name }) => name !== "read");
  const edited = [...new Set(changes.map(({ args }) => String(args.path)))].sort();
  expect((await diffOf(taskId)).files.map(({ path }) => path)).toEqual(edited);
  expect(state).toBe(objections.length === 0 ? "complete" : "reviewing");
  if (state === "reviewing") return void (await command(taskId, "cancel"));
  const trees = [treeOf(fullName, base_commit ?? ""), treeOf(fullName, "refs/pull/1/head")] as const;
  expect(changedPaths(...(await Promise.all(trees)))).toEqual(edited);
}

const isOver = (event: TaskEvent) =>
  event.type === "state" && ["reviewing", "complete", "failed"].includes(event.data.to);
const rounds = (events: readonly TaskEvent[]) =>
  events.filter((event) => event.type === "state" && event.data.to === "applying").length;

function expectLines(lines: readonly string[], events: readonly TaskEvent[]): void {
  const shown = appendToLog(EMPTY_LOG, events).lines.map(({ text }) => plainText(text));
  const ran = events.filter(({ type }) => type === "tests").length;
  for (const line of lines) {
    const start = line.split(" ")[0] ?? "";
    expect(shown.filter((text) => text.startsWith(start))).toEqual(Array(ran).fill(line));
  }
}
