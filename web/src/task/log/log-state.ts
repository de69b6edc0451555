import { type Accessor, createEffect, createMemo, createSignal, on } from "solid-js";
import type { VListHandle } from "virtua/solid";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure } from "../../api/client.ts";
import type { TaskModel } from "../model.ts";
import { type LogBuffer, type LogLine, totalLines } from "./buffer.ts";
import { createFind } from "./log-find.ts";
import { createFollow } from "./log-follow.ts";
import { createPlace } from "./log-place.ts";
import { firstProblem, indexOfLine, type LogRows, NO_ROWS, rowsOf } from "./rows.ts";

/** Lines that one click on "Load earlier" brings, at least. */
const EARLIER_LINES = 10_000;

/**
 * State of the log pane: position, filter and folding. A line named in the address, or the failure, takes precedence
 * over following the end.
 */
export function createLogView(task: TaskModel, view: () => TaskView) {
  const log = () => task.stream.journal().log;
  const [handle, setHandle] = createSignal<VListHandle>();
  const rows = createLogRows(log);
  const earlier = createEarlier(task);
  const show = (line: LogLine) => {
    follow.leave();
    rows.reveal(line);
    handle()?.scrollToIndex(indexOfLine(rows.lines(), line.id), { align: "center" });
  };
  const caughtUp = () => handle() !== undefined && task.stream.connection() === "live";
  const place = createPlace({ log, lines: rows.lines, ready: caughtUp, show, load: earlier.load });
  const follow = createFollow(handle, rows.rows, () => totalLines(log()), !place.isNamed());
  const find = createFind(() => log().lines, show);
  /** Opens a section; one that failed at its first error. */
  const open = (section: number) => {
    rows.setFold(section, false);
    if (sectionOf(section)?.ended?.ok !== false) return;
    const line = log().lines[firstProblem(log().lines, section) - log().dropped];
    if (line) queueMicrotask(() => show(line));
  };
  const sectionOf = (id: number) => log().sections.find((section) => section.id === id);

  let opened = false;
  createEffect(
    on(caughtUp, (ready) => {
      if (!ready || opened) return;
      opened = true;
      const last = log().sections.findLast(({ ended }) => ended !== null);
      if (last?.ended?.ok === false && view().state === "failed" && !place.isNamed()) open(last.id);
    }),
  );
  return {
    ...rows,
    log,
    setHandle,
    earlier,
    find,
    follow,
    place,
    sectionOf,
    toggle: (section: number) => (rows.isFolded(section) ? open(section) : rows.setFold(section, true)),
    isMarked: (line: LogLine): boolean =>
      place.isMarked(line.id) || (find.found() !== null && find.current()?.id === line.id),
  };
}

export type LogView = ReturnType<typeof createLogView>;

/**
 * Which lines are shown: all, or those that read like errors, without the insides of the sections that the reader
 * folded.
 */
function createLogRows(log: Accessor<LogBuffer>) {
  const [onlyErrors, setOnlyErrors] = createSignal(false);
  const [folded, setFolded] = createSignal<ReadonlySet<number>>(new Set());
  const rows = createMemo<LogRows>((before = NO_ROWS) =>
    rowsOf(log(), { onlyErrors: onlyErrors(), folded: folded() }, before),
  );
  const setFold = (section: number, fold: boolean) => {
    const next = new Set(folded());
    if (fold) next.add(section);
    else next.delete(section);
    setFolded(next);
  };
  return {
    rows,
    lines: () => rows().lines,
    onlyErrors,
    toggleOnlyErrors: () => setOnlyErrors(!onlyErrors()),
    isFolded: (section: number) => folded().has(section),
    /** How many lines are hidden below the head of `section`. */
    hiddenIn: (section: number) => rows().hidden.get(section) ?? 0,
    setFold,
    anyFolded: () => folded().size > 0,
    /** Folds every section, or opens them all again. */
    foldAll: (fold: boolean) => setFolded(new Set(fold ? log().sections.map(({ id }) => id) : [])),
    /** Opens whatever hides `line`. */
    reveal: (line: LogLine) => {
      if (folded().has(line.section)) setFold(line.section, false);
      if (onlyErrors() && !rows().lines.includes(line)) setOnlyErrors(false);
    },
  };
}

/** The lines before the loaded ones: their number, and a way to load them. */
function createEarlier(task: TaskModel) {
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const load = async (from: number) => {
    if (busy() || failure()) return;
    setBusy(true);
    try {
      await task.stream.loadEarlier(from);
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
    }
  };
  const count = () => task.stream.journal().log.dropped;
  return {
    busy,
    failure,
    count,
    /** Loads the lines from `from` on, unless that is under way or has just failed. */
    load: (from: number) => void load(from),
    more: () => {
      setFailure(null);
      void load(Math.max(0, count() - EARLIER_LINES));
    },
  };
}
