/** Taking parts of the change back, and bringing them back, by hand: without the agent and without the sandbox. */
import type { ErrorCode, TaskCommand } from "../protocol/index.ts";
import type { Changes, NextChange } from "./change-set/changes.ts";
import { readFindings } from "./objections/read-change.ts";
import type { Life } from "./record/life.ts";
import { factsOf, type TaskRecord } from "./record/record.ts";
import { allowedCommands, isRefusal, transition } from "./state-machine.ts";

export type UndoCommand = Extract<TaskCommand, { name: "undo" | "redo" }>;

/** More steps back are forgotten. */
const MAX_UNDONE = 50;
/** An event names at most so many paths. */
const MAX_NAMED = 100;

/** What such a command comes to. Everything that takes time is done; the rest belongs into the command's transaction. */
export type PreparedUndo =
  | {
      ok: true;
      /** The tree that it was worked out on. */
      seen: string | null;
      paths: string[];
      /** Writes the new change, with what is found in it. */
      keep(): void;
      /** Notes in the record what can be brought back. */
      note(record: TaskRecord): void;
    }
  | { ok: false; code: ErrorCode; message: string };

export const isUndo = (command: TaskCommand): command is UndoCommand =>
  command.name === "undo" || command.name === "redo";

/** Reads and stores objects; changes nothing that can be seen. Nothing is read where the task's state refuses it anyway. */
export async function prepareUndo(life: Life, changes: Changes, command: UndoCommand): Promise<PreparedUndo> {
  const { record } = life;
  const { tree: seen, undone = [], approvedVersion } = record;
  if (!isAllowed(record, command) || command.body.tree !== seen) return STALE;
  const next = command.name === "undo" ? await changes.without(command.body.parts) : before(undone, changes);
  if (typeof next === "string") return { ok: false, code: "invalid_state", message: next };
  const findings = await readFindings(life, changes, next.isBase ? null : next.change);
  const plan = approvedVersion === null ? null : life.plan(approvedVersion);
  const paths = pathsThatDiffer(changes.of(seen)?.files ?? [], next.change.files);
  return {
    ok: true,
    seen,
    paths,
    keep: () => {
      changes.keep(next, plan);
      // The sandbox still has them as they were.
      changes.touched.add(paths.map((path) => ({ path })));
      findings();
    },
    note: (record) => {
      record.undone =
        command.name === "redo"
          ? undone.slice(0, -1)
          : [...undone, ...(seen ? [seen] : [])].slice(-MAX_UNDONE);
    },
  };
}

/**
 * Makes the prepared change the task's. Call inside the command's transaction. Tests ran on another tree, and whoever
 * accepted objections saw another one.
 */
export function carryOutUndo(
  life: Life,
  command: UndoCommand,
  prepared: PreparedUndo | null,
): Extract<PreparedUndo, { ok: false }> | null {
  const { record } = life;
  const move = transition(record.state, "undone", factsOf(record));
  if (isRefusal(move)) return { ok: false, code: "invalid_state", message: move.refused };
  if (!isAllowed(record, command))
    return { ok: false, code: "invalid_state", message: `there is nothing to ${command.name}` };
  if (prepared === null) throw new Error(`${command.name} was not prepared`);
  if (!prepared.ok) return prepared;
  const { seen, paths, keep, note } = prepared;
  if (record.tree !== seen) return STALE;
  keep();
  const back = command.name === "redo";
  const message = `${back ? "Brought back" : "Undid"} by hand: ${paths.join(", ")}`.slice(0, 500);
  life.fire("undone", {
    change: (draft) => {
      draft.gatePassed = false;
      draft.accepted = null;
      note(draft);
    },
    events: [{ type: "undone", message, data: { paths: paths.slice(0, MAX_NAMED), back } }],
  });
  return null;
}

const isAllowed = (record: TaskRecord, { name }: UndoCommand): boolean =>
  allowedCommands(record.state, factsOf(record)).includes(name);

export const STALE = {
  ok: false,
  code: "stale_diff",
  message: "the change is not the one you saw; look at it again",
} as const;

function before(undone: readonly string[], changes: Changes): NextChange | string {
  const last = undone.at(-1);
  return last === undefined ? "nothing was undone" : changes.again(last);
}

type Files = readonly { path: string; file: { mode: string; oid: string } | null }[];

function pathsThatDiffer(a: Files, b: Files): string[] {
  const told = (files: Files) =>
    new Map(files.map(({ path, file }) => [path, file === null ? "" : `${file.mode} ${file.oid}`]));
  const [was, is] = [told(a), told(b)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path));
}

/** For the agent's next round: what a person took of its change since its last turn; empty where nothing was. */
export function undoneNote({ record, documents }: Life): string {
  const [first] = record.undone ?? [];
  const filesOf = (tree: string | null | undefined) =>
    (tree ? documents.get(`change-set:${tree}`)?.files : null) ?? [];
  const paths = first === undefined ? [] : pathsThatDiffer(filesOf(first), filesOf(record.tree));
  if (paths.length === 0) return "";
  return `Since your last turn parts of your change were taken back by hand, in: ${paths.join(", ")}. Do not bring them back unless you are asked to.\n\n`;
}
