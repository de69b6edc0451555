import { type Edit, editText, type TextFailure, type TextProblem, type TextResult } from "./edit-text.ts";
import { explainPlaceholder, freshSlice, NOTHING_WRITTEN } from "./explain.ts";
import { findHits, type Rung } from "./match-ladder.ts";
import { applyHunks } from "./patch/hunks.ts";
import { type PatchOperation, parsePatch } from "./patch/parse.ts";
import { repositoryPath } from "./path.ts";
import { findPlaceholder } from "./placeholder.ts";
import { type FileState, type Refusal, type StagedChange, Staging } from "./staging.ts";

/** One change requested by a tool. Paths are relative to the repository's root. */
export type EditRequest =
  | { kind: "edit"; path: string; edits: readonly Edit[]; executable?: boolean | undefined }
  /**
   * A new file, or the whole content of an existing one. Without `executable` a new file is executable if it begins
   * with a shebang.
   */
  | { kind: "write"; path: string; content: string; executable?: boolean | undefined }
  | { kind: "delete"; path: string }
  /** A V4A patch: adds, updates, moves and deletes any number of files. */
  | { kind: "patch"; patch: string };

export type EditProblem =
  | TextProblem
  | "bad_path"
  | "bad_patch"
  | "missing"
  | "exists"
  | "refused"
  | "binary"
  | "encoding"
  | "too_large"
  | "unread"
  | "changed";

export interface EditFailure {
  path: string;
  problem: EditProblem;
  /** Index of the edit or hunk in this file; 0-based. */
  index: number;
  message: string;
  /** The message shows the present file, so the model knows it from now on. */
  shown: boolean;
}

export type EditResult =
  | { ok: true; changes: FileChange[] }
  /** `message` tells the model that nothing was written. */
  | { ok: false; failures: [EditFailure, ...EditFailure[]]; message: string };

export interface FileChange extends StagedChange {
  replacements: number;
  /** The matching rung of each edit or hunk; empty for a whole file. */
  rungs: Rung[];
}

/** Converts a path from the model to a repository path, or null if it must not be touched. */
export type ParsePath = (path: string) => string | null;

/**
 * Entry point of the edit engine: applies one request to files in memory. Pure.
 *
 * `files` holds the state at each of `pathsOf(request)`; an absent path counts as missing. Atomic: either every change
 * is applied, and the result lists each changed file with its new bytes, or none, and the result says for each failed
 * file what is wrong, where, and what to do. Line ends and byte order mark of existing files are kept; the last line has
 * an end if the model wrote one; no fuzzy replacement by similarity (see `findHits`). Refused: paths outside the repository or under `.git`, binary
 * files, characters missing in the file's encoding, files over 8 MiB, files whose present content the model has not
 * read, text with placeholders (see `findPlaceholder`).
 */
export function applyEdits(
  files: ReadonlyMap<string, FileState>,
  request: EditRequest,
  parsePath: ParsePath = repositoryPath,
): EditResult {
  const planned = operationsOf(request);
  if (!planned.ok) return failed([failure("", "bad_patch", planned.message)]);
  const staging = new Staging(files);
  const failures: EditFailure[] = [];
  const details = new Map<string, Pick<FileChange, "replacements" | "rungs">>();
  for (const operation of planned.operations) {
    const outcome = perform(operation, staging, parsePath);
    if ("problem" in outcome) failures.push(outcome);
    else {
      const before = details.get(outcome.path);
      details.set(outcome.path, {
        replacements: outcome.replacements + (before?.replacements ?? 0),
        rungs: [...(before?.rungs ?? []), ...outcome.rungs],
      });
    }
  }
  if (failures.length > 0) return failed(failures);
  const changes = staging.changes();
  if (changes.length === 0) return failed([failure("", "no_change", "This changes nothing.")]);
  return {
    ok: true,
    changes: changes.map((change) => ({
      ...change,
      ...(details.get(change.path) ?? { replacements: 0, rungs: [] }),
    })),
  };
}

/** A path that a request changes, and the action. */
export interface Touched {
  /** As the model wrote it. */
  path: string;
  action: "edit" | "write" | "delete";
}

/** The paths that a request changes; empty if it cannot be parsed. A moved file counts as deleted and as written. */
export function pathsOf(request: EditRequest): Touched[] {
  const planned = operationsOf(request);
  if (!planned.ok) return [];
  return planned.operations.flatMap((operation): Touched[] => {
    const { path } = operation;
    if (operation.kind === "write" || operation.kind === "add") return [{ path, action: "write" }];
    if (operation.kind === "delete") return [{ path, action: "delete" }];
    if (operation.kind === "edit" || operation.moveTo === null) return [{ path, action: "edit" }];
    return [
      { path, action: "delete" },
      { path: operation.moveTo, action: "write" },
    ];
  });
}

type Operation = PatchOperation | Exclude<EditRequest, { kind: "patch" }>;

function operationsOf(
  request: EditRequest,
): { ok: true; operations: Operation[] } | { ok: false; message: string } {
  return request.kind === "patch" ? parsePatch(request.patch) : { ok: true, operations: [request] };
}

interface Done {
  path: string;
  replacements: number;
  rungs: Rung[];
}

function perform(operation: Operation, staging: Staging, parsePath: ParsePath): Done | EditFailure {
  const path = parsePath(operation.path);
  if (path === null) return badPath(operation.path);
  if (operation.kind === "delete") return staged(path, staging.remove(path));
  if (operation.kind === "write" || operation.kind === "add") {
    return put(path, operation, staging);
  }
  const found = staging.text(path);
  if ("problem" in found) {
    const advice = found.problem === "missing" ? " To create it, use write or Add File." : "";
    return failure(path, found.problem, found.message + advice);
  }
  if (found.knowledge !== "current") return unknown(path, found.text, found.knowledge, firstOld(operation));
  if (operation.kind === "edit") {
    const executable = operation.executable ?? null;
    const onlyMode = operation.edits.length === 0 && executable !== null;
    const result = onlyMode ? unchanged(found.text) : editText(path, found.text, operation.edits);
    if (!result.ok) return textFailure(path, result);
    return staged(path, staging.write(path, result.text, executable), result);
  }
  return update(path, found.text, operation, staging, parsePath);
}

function update(
  path: string,
  text: string,
  { hunks, moveTo }: Extract<PatchOperation, { kind: "update" }>,
  staging: Staging,
  parsePath: ParsePath,
): Done | EditFailure {
  const result = hunks.length === 0 ? unchanged(text) : applyHunks(path, text, hunks);
  if (!result.ok) return textFailure(path, result);
  const written = staged(path, staging.write(path, result.text), result);
  if ("problem" in written || moveTo === null) return written;
  const target = parsePath(moveTo);
  if (target === null) return badPath(moveTo);
  return staged(target, staging.move(path, target), result);
}

const unchanged = (text: string): TextResult => ({ ok: true, text, replacements: 0, rungs: [] });

function put(
  path: string,
  operation: Extract<Operation, { kind: "write" | "add" }>,
  staging: Staging,
): Done | EditFailure {
  const { content, kind } = operation;
  const executable = kind === "write" ? (operation.executable ?? null) : null;
  const found = staging.text(path);
  const exists = !("problem" in found);
  if (!exists && found.problem !== "missing") return failure(path, found.problem, found.message);
  if (exists && kind === "add")
    return failure(path, "exists", `${path} exists. To change it, use \`*** Update File: ${path}\`.`);
  const original = exists ? found.text : "";
  const placeholder = findPlaceholder(content, { path, original, replaced: original });
  if (placeholder) return failure(path, placeholder.problem, explainPlaceholder(placeholder, "The content"));
  if (exists && found.knowledge !== "current") return unknown(path, found.text, found.knowledge, null);
  const text = inFormOf(content, original);
  if (exists && text === original && executable === null)
    return failure(path, "no_change", `${path} has exactly this content already.`);
  return staged(path, staging.write(path, text, executable));
}

/** Normalised to LF, without BOM. The last line has an end if it was sent with one. */
function inFormOf(content: string, before: string): string {
  const text = content.replace(/^\uFEFF/, "");
  return before.includes("\r\n") ? text : text.replaceAll("\r\n", "\n");
}

/** The first text that an operation searches: shown to a model that does not know the file. */
function firstOld(operation: Operation): string | null {
  if (operation.kind === "edit") return operation.edits[0]?.old ?? null;
  if (operation.kind !== "update") return null;
  const lines = operation.hunks[0]?.lines.filter(({ kind }) => kind !== "+") ?? [];
  return lines.length === 0 ? null : lines.map(({ text }) => `${text}\n`).join("");
}

function unknown(
  path: string,
  text: string,
  knowledge: "unread" | "changed",
  old: string | null,
): EditFailure {
  const why =
    knowledge === "unread"
      ? "You have not read this file yet; here it is:"
      : "The file changed since you read it; here it is now:";
  const near = old ? (findHits(text, old).hits[0]?.start ?? null) : null;
  const { slice, whole } = freshSlice(path, text, near);
  // An edit names the text that it replaces; replacing a whole file requires having seen all of it.
  const shown = old !== null || whole;
  const more = shown ? "" : "\nRead the rest before you replace the whole file.";
  return { ...failure(path, knowledge, `${why} ${slice}${more}`), shown };
}

function staged(
  path: string,
  refusal: Refusal | null,
  { replacements, rungs }: Omit<Done, "path"> = { replacements: 0, rungs: [] },
): Done | EditFailure {
  return refusal ? failure(path, refusal.problem, refusal.message) : { path, replacements, rungs };
}

function textFailure(path: string, { problem, index, message }: TextFailure): EditFailure {
  return { path, problem, index, message, shown: false };
}

function failure(path: string, problem: EditProblem, message: string): EditFailure {
  return { path, problem, index: 0, message, shown: false };
}

const badPath = (path: string): EditFailure =>
  failure(path, "bad_path", "The path must be relative, inside the repository, outside .git.");

/** With several files each failure names its file. */
function failed(failures: EditFailure[]): EditResult {
  const [first, ...rest] = failures;
  if (!first) throw new Error("a failed edit without a failure");
  const text =
    rest.length === 0
      ? first.message
      : failures.map(({ path, message }) => `${path}: ${message}`).join("\n\n");
  return { ok: false, failures: [first, ...rest], message: `${text}\n${NOTHING_WRITTEN}` };
}
