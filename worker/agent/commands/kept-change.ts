/** What a command changed outside the plan: kept when it is taken back, and applied once the plan covers it. */
import type { StagedChange } from "../edit/staging.ts";
import { decodeText } from "../edit/text-file.ts";
import { mayChange, reportChange } from "../tools/change.ts";
import { digest } from "../tools/digest.ts";
import { locateTargets, stateOf } from "../tools/target.ts";
import type { ToolContext, ToolOutcome } from "../tools/tool.ts";
import type { KeptChange, KeptFile, TreeChange } from "../types.ts";

/** As many as one call of `request_files` may name. */
const MAX_FILES = 50;
const MAX_FILE_BYTES = 256 * 1024;
const MAX_BYTES = 512 * 1024;

export interface LeftOut {
  path: string;
  reason: string;
}

type After = Omit<KeptFile, "before">;

export interface Read {
  files: After[];
  leftOut: LeftOut[];
}

/** The undone files as the command left them: text of a bounded size. Call before the reset. */
export async function readChanged(changes: readonly TreeChange[], context: ToolContext): Promise<Read> {
  const files: After[] = [];
  const leftOut: LeftOut[] = [];
  let room = MAX_BYTES;
  for (const change of changes) {
    const after = files.length < MAX_FILES ? await contentOf(change, room, context) : "is one too many";
    if (typeof after === "string") leftOut.push({ path: change.path, reason: after });
    else {
      files.push({ path: change.path, after: after.text, executable: change.file === "executable" });
      room -= after.bytes;
    }
  }
  return { files, leftOut };
}

/** Adds what stands at the paths now that the reset is over. */
export async function withBefore({ files, leftOut }: Read, { workTree }: ToolContext) {
  const kept: KeptFile[] = [];
  const left = [...leftOut];
  for (const file of files) {
    const located = await workTree.locate(file.path);
    const state = await workTree.state(located);
    const sound = located.path === file.path && (state.kind === "file" || state.kind === "missing");
    if (!sound) left.push({ path: file.path, reason: "replaces what is no text file" });
    else kept.push({ ...file, before: state.kind === "file" ? await digest(state.bytes) : null });
  }
  return { files: kept, leftOut: left };
}

/** The text after the command, null for a deletion; a sentence's end why it cannot be kept. */
async function contentOf(
  { path, kind, file }: TreeChange,
  room: number,
  { workTree }: ToolContext,
): Promise<{ text: string | null; bytes: number } | string> {
  if (workTree.parse(path) !== path || file === "other") return "cannot be part of a change";
  if (file === "link") return "is a link";
  if (kind === "deleted") return { text: null, bytes: 0 };
  const located = await workTree.locate(path);
  if (located.kind !== "file" || located.path !== path) return "is no regular file";
  if (located.size > Math.min(room, MAX_FILE_BYTES)) return "is too large";
  const state = await workTree.state(located);
  if (state.kind !== "file" || state.bytes.length > room) return "is too large";
  const text = exactText(state.bytes);
  return text === null ? "is not text" : { text, bytes: state.bytes.length };
}

/** Only what comes back byte for byte. */
function exactText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}

/**
 * Writes what the approved plan covers of a kept change, each file only where its content is what the command found. The
 * rest is told. Repeated, it changes nothing more.
 */
export async function applyKept(change: KeptChange, context: ToolContext): Promise<ToolOutcome> {
  const { workTree } = context;
  const ready: { change: StagedChange; state: Parameters<typeof workTree.commit>[1] }[] = [];
  const said: string[] = [];
  const left: LeftOut[] = [];
  for (const file of change.files) {
    const staged = await stage(file, context);
    if (typeof staged === "string") left.push({ path: file.path, reason: staged });
    else if (staged !== null) ready.push(staged);
  }
  if (ready.length > 0) {
    await workTree.commit(
      ready.map(({ change: staged }) => staged),
      new Map(ready.flatMap(({ state }) => [...state])),
    );
    for (const { change: staged } of ready) {
      reportChange({ ...staged, replacements: 0, rungs: [] }, context);
      said.push(staged.path);
      // A command wrote the text: the model has not seen it.
      workTree.forget(staged.path);
    }
    workTree.takeNoted();
  }
  const lines = [
    said.length > 0
      ? `Applied ${change.id}: ${said.join(", ")}. Read these files before you edit them.`
      : `Nothing of ${change.id} was applied.`,
    ...left.map(({ path, reason }) => `Not applied: ${path}, which ${reason}.`),
  ];
  return { ok: left.length === 0, content: lines.join("\n"), edited: said.length > 0 };
}

const actionOf = ({ after }: Pick<KeptFile, "after">) => (after === null ? "delete" : "write");

/** Paths of a kept change that the plan does not cover. */
export const uncovered = ({ files }: Pick<KeptChange, "files">, plan: ToolContext["plan"]): KeptFile[] =>
  files.filter((file) => plan === null || !mayChange(actionOf(file), plan, file.path));

/** Null where the file is as wanted already; a sentence's end why it cannot be written. */
async function stage(file: KeptFile, context: ToolContext) {
  const { path, before, after, executable } = file;
  if (uncovered({ files: [file] }, context.plan).length > 0) return "the approved plan does not cover";
  const targets = await locateTargets([{ path, action: actionOf(file) }], context);
  const [target] = targets;
  if (!target || target.located.path !== path) return "is no path of this repository any more";
  const state = await stateOf(target, targets, context);
  if (state.kind !== "file" && state.kind !== "missing")
    return `cannot be written: ${"reason" in state ? state.reason.replace(/\.$/, "") : "it is too large"}`;
  if (state.kind === "file" && state.sealed !== undefined) return "is kept in Git LFS";
  const bytes = after === null ? null : new TextEncoder().encode(after);
  const present = state.kind === "file" ? await digest(state.bytes) : null;
  if (present !== before) {
    const same = present === (bytes && (await digest(bytes)));
    return same ? null : "has changed since the command ran";
  }
  const old = state.kind === "file" ? decodeText(state.bytes) : null;
  const action = bytes === null ? "delete" : state.kind === "file" ? "modify" : "create";
  const change: StagedChange = {
    ...{ action, path, from: null, bytes },
    before: old?.ok ? old.file.text : "",
    after: bytes === null ? "" : (after ?? "").replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"),
    executable: bytes === null ? null : executable,
  };
  return { change, state: new Map([[path, state]]) };
}

/**
 * What an editing run is told first of kept changes: what became of those that the plan was widened for, else which
 * there are. Null where there is none.
 */
export async function keptNotice(context: ToolContext): Promise<string | null> {
  const applied = await applyWanted(context);
  const all = context.host.commandPort?.kept.all() ?? [];
  if (applied !== null || all.length === 0) return applied;
  const lines = all.map(({ id, files }) => `- ${id}: ${fileNames(files)}`);
  return `Commands changed files while nothing allowed it, and that was taken back. request_files with kept applies one that the plan covers, or asks for its files:\n${lines.join("\n")}`;
}

function fileNames(files: readonly KeptFile[]): string {
  const named = files.slice(0, 10).map(({ path }) => path);
  return named.join(", ") + (files.length > named.length ? ` and ${files.length - named.length} more` : "");
}

/** Applies what was asked for with the files of a wider plan that is approved now. Null where nothing was. */
async function applyWanted(context: ToolContext): Promise<string | null> {
  const kept = context.host.commandPort?.kept;
  const wanted = kept?.wanted() ?? [];
  if (!kept || wanted.length === 0) return null;
  const known = new Map(kept.all().map((change) => [change.id, change]));
  const said: string[] = [];
  for (const id of wanted) {
    const change = known.get(id);
    said.push(change ? (await applyKept(change, context)).content : `${id} is not kept any more.`);
  }
  await kept.settle();
  return said.join("\n");
}
