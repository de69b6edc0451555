import { useLocation, useNavigate, useSearchParams } from "@solidjs/router";
import { type Accessor, createEffect, createMemo, on } from "solid-js";
import { type LogBuffer, type LogLine, seqOfEvent, totalLines } from "./buffer.ts";
import { isProblem, type LineRange, parseLines, writeLines } from "./log-search.ts";
import { indexOfLine } from "./rows.ts";

interface Reader {
  log: Accessor<LogBuffer>;
  /** The lines on the screen. */
  lines: Accessor<readonly LogLine[]>;
  /** True once the list can scroll to a line. */
  ready: Accessor<boolean>;
  show: (line: LogLine) => void;
  /** Asks for the lines from `id` on, which are not held. */
  load: (id: number) => void;
}

/** What `place` is when the address names neither lines nor an event. */
const NOWHERE = " ";

/**
 * The lines that the address names (`#L120-L134`), or the event that was chosen in the timeline: shown once, when they
 * are there.
 */
export function createPlace(reader: Reader) {
  const location = useLocation();
  const navigate = useNavigate();
  const [params] = useSearchParams<{ ev?: string }>();
  const range = createMemo(() => parseLines(location.hash));
  const place = () => `${location.hash} ${params.ev ?? ""}`;
  const choose = (next: LineRange) =>
    navigate(`${location.pathname}${location.search}${writeLines(next)}`, { replace: true, scroll: false });

  let shownPlace = "";
  createEffect(
    on([place, reader.log, reader.ready], ([now, log, ready]) => {
      if (!ready || now === shownPlace || now === NOWHERE) return;
      const wanted = range()?.start;
      const missing = wanted === undefined ? startBefore(log, params.ev) : wanted - 1;
      if (missing !== null && missing < log.dropped) return reader.load(missing);
      const line =
        wanted === undefined
          ? log.lines.find((one) => one.event === params.ev)
          : log.lines[wanted - 1 - log.dropped];
      if (!line) return;
      shownPlace = now;
      queueMicrotask(() => reader.show(line));
    }),
  );
  return {
    range,
    /** True when the address names a line or an event. */
    isNamed: () => range() !== null || params.ev?.startsWith("command_started-") === true,
    /** A click on a line's number; with Shift to the end of a range. */
    pick: (number: number, extend: boolean) => {
      const start = extend ? (range()?.start ?? number) : number;
      const next = { start: Math.min(start, number), end: Math.max(start, number) };
      // The line was clicked, so it is visible already.
      shownPlace = `${writeLines(next)} ${params.ev ?? ""}`;
      choose(next);
    },
    /** Goes to the next or previous visible line with a problem, wraps around, and puts the line into the address. */
    jumpToProblem: (by: 1 | -1) => {
      const lines = reader.lines();
      const from = indexOfLine(lines, (range()?.start ?? 0) - 1);
      const problems = lines.flatMap((line, index) => (isProblem(line) ? [index] : []));
      const next =
        by === 1 ? problems.find((index) => index > from) : problems.findLast((index) => index < from);
      const target = lines[next ?? problems.at(by === 1 ? 0 : -1) ?? -1];
      if (target) choose({ start: target.id + 1, end: target.id + 1 });
    },
    isMarked: (id: number): boolean => {
      const chosen = range();
      return chosen !== null && id + 1 >= chosen.start && id + 1 <= chosen.end;
    },
  };
}

/** For an event whose lines are not loaded: the line to load from; null when they are loaded or still to come. */
function startBefore(log: LogBuffer, event: string | undefined): number | null {
  const first = log.lines[0];
  if (!event || !first || totalLines(log) === log.lines.length) return null;
  const seq = seqOfEvent(event);
  if (seq >= seqOfEvent(first.event)) return null;
  return log.marks.findLast((mark) => mark.seq < seq)?.id ?? 0;
}
