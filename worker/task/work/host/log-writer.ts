/**
 * Batches the output of commands into few journal events: the first chunk after a pause is sent at once, later ones
 * after 250 ms or 16 KB, whichever is first. A step stores at most 5 MB; the excess is counted and its last 64 KB are
 * kept. Marks of progress without a line end (the dots of a test run) wait for more, so that a run is no hail of events.
 */
import { stripAnsi } from "../../../agent/index.ts";
import type { EventInput, StepKind } from "../../../protocol/index.ts";
import { Throttle, type Timers } from "../../throttle.ts";

export const PIECE_CHARS = 16_000;
export const FLUSH_MS = 250;
/** For so long marks of progress wait. */
export const HOLD_MS = 5_000;
const STEP_CHARS = 5_000_000;
const TAIL_CHARS = 64_000;

type Stream = "stdout" | "stderr" | "system";

interface Pending {
  commandId: string | null;
  stream: Stream;
  text: string;
}

export class LogWriter {
  private readonly step: StepKind;
  private readonly emit: (event: EventInput) => void;
  private readonly throttle: Throttle;
  private pending: Pending | null = null;
  private kept = 0;
  private dropped = 0;
  /** How often the pending text was held. */
  private holds = 0;
  private tail = "";

  constructor(step: StepKind, emit: (event: EventInput) => void, timers?: Timers) {
    this.step = step;
    this.emit = emit;
    this.throttle = new Throttle(() => this.flushOrHold(), FLUSH_MS, timers);
  }

  write(commandId: string | null, stream: Stream, text: string): void {
    if (text === "") return;
    if (this.kept >= STEP_CHARS) {
      this.dropped += text.length;
      this.tail = (this.tail + text).slice(-TAIL_CHARS);
      return;
    }
    this.kept += text.length;
    const same = this.pending?.commandId === commandId && this.pending.stream === stream;
    if (this.pending && !same) this.flush();
    this.pending = { commandId, stream, text: (same ? (this.pending?.text ?? "") : "") + text };
    while (this.pending && this.pending.text.length >= PIECE_CHARS) {
      const { text: whole } = this.pending;
      this.send({ ...this.pending, text: whole.slice(0, PIECE_CHARS) });
      this.pending.text = whole.slice(PIECE_CHARS);
    }
    this.throttle.ask();
  }

  /** Called by the throttle. */
  private flushOrHold(): void {
    if (this.pending === null || !isProgress(this.pending.text) || this.holds * FLUSH_MS >= HOLD_MS) {
      this.flush();
      return;
    }
    this.holds += 1;
    this.throttle.ask();
  }

  /** Sends the buffered output. Called before any other event of the step, and at the step's end. */
  flush(): void {
    const pending = this.pending;
    this.pending = null;
    this.holds = 0;
    if (pending && pending.text !== "") this.send(pending);
  }

  /** Flushes; if output was dropped, reports how much and appends its tail. */
  end(commandId: string | null): void {
    this.flush();
    this.throttle.stop();
    if (this.dropped === 0) return;
    const dropped = this.dropped - this.tail.length;
    this.emit({
      type: "log_truncated",
      message: `${dropped} characters of output were left out`,
      data: { step: this.step, command_id: commandId, dropped_bytes: dropped },
    });
    for (let at = 0; at < this.tail.length; at += PIECE_CHARS)
      this.send({ commandId, stream: "stdout", text: this.tail.slice(at, at + PIECE_CHARS) });
    this.dropped = 0;
    this.tail = "";
  }

  private send(piece: Pending): void {
    this.emit({
      type: "log",
      message: lastLine(piece.text),
      data: { step: this.step, command_id: piece.commandId, stream: piece.stream, text: piece.text },
    });
  }
}

const MAX_PROGRESS_CHARS = 2_000;

/** Dots and the like without a line end, in any colours. */
const isProgress = (text: string): boolean =>
  text.length <= MAX_PROGRESS_CHARS && /^[ .·․…✓✔✖×xsFSEPI*#=>!,-]+$/u.test(stripAnsi(text));

/** The line to show to a reader of one-line messages. */
function lastLine(text: string): string {
  const line = text.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? "output" : line.slice(0, 200);
}
