/**
 * A trial: a small repository described in a test, run through the real stack by a scripted model: clone, plan,
 * approval, work, tests, diff, pull request. docs/testing.md says how to write one.
 */
import { inject, it } from "vitest";
import type { ModelScript, ScriptedRun } from "../../local/model/scripted.ts";
import type { Hit } from "../../local/testing/canaries.ts";
import type { Catalogue } from "../../local/testing/catalogue.ts";
import type { TreeEntry, TrialEntry, TrialRepo } from "../../local/testing/trial-repo.ts";
import type { CreateTask, PlanFile, TaskDiff, TaskEvent, TaskView } from "../protocol/index.ts";
import { approve, call, command, createTask, limitCommands, ok, until, view } from "./verne.ts";

/** For a variant of another test that takes a whole task or more: runs with `npm test -- --long`. */
export const variant = it.runIf(inject("long"));

export type { TrialEntry, TrialRepo };

export interface Call {
  name: string;
  args: Record<string, unknown>;
}

export const tool = (name: string, args: Record<string, unknown> = {}): Call => ({ name, args });
export const read = (path: string, more: Record<string, unknown> = {}): Call =>
  tool("read", { path, ...more });
export const edit = (path: string, old: string, next: string): Call =>
  tool("edit", { path, edits: [{ old, new: next }] });
export const write = (path: string, content: string, more: Record<string, unknown> = {}): Call =>
  tool("write", { path, content, ...more });
export const remove = (path: string): Call => tool("delete", { path });

/** A plan of one step; a bare path means a file to be modified. */
export const plan = (files: readonly (string | PlanFile)[], more: Record<string, unknown> = {}): Call =>
  tool("submit_plan", {
    goal: "Do what was asked",
    steps: [
      {
        id: "1",
        title: "Do it",
        intent: "As asked.",
        acceptance: "It is done.",
        files: files.map((file) => (typeof file === "string" ? { path: file, action: "modify" } : file)),
      },
    ],
    ...more,
  });

/** Bytes as an entry of a repository's description. */
export const bytes = (data: Uint8Array, executable = false): TrialEntry => ({
  base64: toBase64(data),
  executable,
});

/** Adds a repository to the GitHub stand-in and returns its full name. */
export async function makeRepository(repo: TrialRepo): Promise<string> {
  const fullName = `trials/${crypto.randomUUID()}`;
  await ask("repository", { fullName, repo });
  return fullName;
}

/** Adds one of `local/testing/hostile-repos.ts` by its name and returns its full name. */
export async function makeHostile(name: string): Promise<string> {
  const fullName = `trials/${crypto.randomUUID()}`;
  await ask("hostile", { fullName, name });
  return fullName;
}

/** Adds a model that plays the script and returns its id. */
export const scriptModel = (script: ModelScript): Promise<string> => ask("model", script);

/** The input of each run of a scripted model: its opening message, and each call that has a result. */
export const toldTo = (model: string): Promise<ScriptedRun[]> => ask("told", model);

/** A commit's files by path, from git in the GitHub stand-in. */
export async function treeOf(fullName: string, revision: string): Promise<Map<string, PublishedFile>> {
  const tree = await ask<Record<string, TreeEntry>>("tree", { fullName, revision });
  return new Map(
    Object.entries(tree).map(([path, { mode, id, base64 }]) => {
      const data = base64 === null ? null : Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      return [path, { mode, id, bytes: data, text: data === null ? null : new TextDecoder().decode(data) }];
    }),
  );
}

export interface PublishedFile {
  mode: string;
  id: string;
  /** Null for a submodule; `text` is the same as UTF-8. */
  bytes: Uint8Array | null;
  text: string | null;
}

export interface Trial {
  repo: string;
  model: string;
  taskId: string;
  /** Up to `reviewing`. */
  events: TaskEvent[];
}

interface TrialOptions {
  /** The files of a repository with one commit, a whole description, or the name of an existing one. */
  repo: Record<string, TrialEntry> | TrialRepo | string;
  /** The files of the plan; use `plans` for other planning. */
  files?: readonly (string | PlanFile)[];
  /** Calls of the first planning run, ending with the plan. Instead of `files`. */
  plans?: Call[];
  /** Calls of the first round, one or several per turn; or of each round. */
  calls?: (Call | Call[])[];
  rounds?: (Call | Call[])[][];
  /** What the model reports as a second reader, each time. */
  readings?: Record<string, unknown>[][];
  /** Time limit of each command of its task. */
  limitMs?: number | undefined;
  task?: Partial<CreateTask>;
}

/** Runs a task up to its review. Throws with the reason if it ends otherwise, or asks for more files. */
export async function runTrial(options: TrialOptions): Promise<Trial> {
  const trial = await planTrial(options);
  const { taskId } = trial;
  await approve(taskId);
  const events = await until(taskId, "reviewing", 0, (event) => event.type === "scope_exceeded");
  return { ...trial, events };
}

/** The same up to the plan's approval. */
export async function planTrial(options: TrialOptions): Promise<Omit<Trial, "events">> {
  const repo = await repositoryOf(options.repo);
  // A plan with notes about a file is sent back once; the script insists.
  const insisted = [plan(options.files ?? []), plan(options.files ?? [])];
  const model = await scriptModel({
    plans: [options.plans ?? insisted],
    rounds: options.rounds ?? [options.calls ?? []],
    readings: options.readings ?? [],
  });
  const input = { prompt: "Do what was asked.", ...options.task, repo_full_name: repo, model };
  const { task_id: taskId } = await createTask(input);
  if (options.limitMs !== undefined) await limitCommands(taskId, options.limitMs);
  await until(taskId, "awaiting_approval");
  return { repo, model, taskId };
}

/**
 * Publishes the change under review, accepting all objections; returns the pull request's files and those of its base.
 */
export async function publish({ taskId, repo }: Pick<Trial, "taskId" | "repo">): Promise<{
  view: TaskView;
  before: Map<string, PublishedFile>;
  after: Map<string, PublishedFile>;
}> {
  const { objections, tree, head_seq } = await view(taskId);
  await command(taskId, "apply", { tree, accepted: objections.map(({ id }) => id) });
  await until(taskId, "complete", head_seq);
  const done = await view(taskId);
  const branch = /\/pull\/(\d+)$/.exec(done.pr_url ?? "")?.[1];
  if (branch === undefined) throw new Error(`no pull request: ${done.pr_url}`);
  const [before, after] = await Promise.all([
    treeOf(repo, done.base_commit ?? "HEAD"),
    treeOf(repo, `refs/pull/${branch}/head`),
  ]);
  return { view: done, before, after };
}

export const diffOf = (taskId: string): Promise<TaskDiff> => ok(call("GET", `/api/tasks/${taskId}/diff`));

/** Paths whose mode or content differs between two trees. */
export function changedPaths(
  before: ReadonlyMap<string, PublishedFile>,
  after: ReadonlyMap<string, PublishedFile>,
): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  const form = (file: PublishedFile | undefined) => (file ? `${file.mode} ${file.id}` : "");
  return [...paths].filter((path) => form(before.get(path)) !== form(after.get(path))).sort();
}

/** What information_schema says about the public tables. */
export const catalogue = (): Promise<Catalogue> => ask("catalogue", null);

/** Planted secrets that the Worker does not know, or not as secrets. */
export const plantedSecrets = (): Promise<Record<string, string>> => ask("planted", null);

/** Searches for these secrets in the files of the stand-ins and tasks, and in process arguments. */
export const searchMachine = (
  secrets: Readonly<Record<string, string>>,
  under: "." | "sandboxes" = ".",
): Promise<{ hits: Hit[]; files: number }> => ask("search", { secrets, under });

async function repositoryOf(repo: TrialOptions["repo"]): Promise<string> {
  if (typeof repo === "string") return repo;
  if (Array.isArray(repo.commits)) return makeRepository(repo as TrialRepo); // only a description has a list there
  return makeRepository({ commits: [{ files: repo as Record<string, TrialEntry> }] });
}

async function ask<T>(what: string, body: unknown): Promise<T> {
  const answer = await fetch(`${inject("variables").PUBLIC_URL}/_trial/${what}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`);
  return (await answer.json()) as T; // local/testing/trial-control.ts, by the same types
}

function toBase64(data: Uint8Array): string {
  let text = "";
  for (const byte of data) text += String.fromCharCode(byte);
  return btoa(text);
}
