import { stripAnsi } from "./cases.ts";
import type { OutputStream } from "./parsers/text-parser.ts";

const TAIL_CHARS = 4_000;
/** Silence after which a prompt counts as waiting. */
const SILENCE_MS = 15_000;
const LOOKS = 3;

/** Prompts of watch modes. */
const PROMPT =
  /(?:waiting for (?:file )?changes|watching for (?:file )?changes|\[nodemon\] (?:watching|clean exit - waiting|app crashed - waiting)|press (?:h|\? ?|`?[a-z]`?|enter|any key) to (?:show help|show more|rerun|re-run|run all|quit|trigger|restart)|watch usage\b|› press|» (?:type|press) |type `?\w+`? and press enter|found \d+ errors?\. watching|restarting '.*'\s*$|completed running '.*'\s*$|failed running '.*'\s*$|waiting for changes before restart|waiting for the file system|will re-?run (?:tests )?(?:on|when)|\bto (?:filter|exit watch mode|quit watch mode)|watch mode (?:enabled|is on))/im;

/**
 * Ends a command that has been silent for a while after a watch mode's prompt. Receives the output; `signal` is aborted
 * to end the command.
 */
export class WatchGuard {
  private readonly stop = new AbortController();
  private readonly decoder = new TextDecoder();
  private readonly silenceMs: number;
  private tail = "";
  /** Whether it printed since the last check, and the number of checks since then. */
  private spoke = false;
  private silentLooks = 0;
  private timer: ReturnType<typeof setInterval> | null = null;

  /** `timeoutMs` is the time limit of the whole command. */
  constructor(timeoutMs: number) {
    this.silenceMs = Math.min(SILENCE_MS, timeoutMs / 4);
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  get watched(): boolean {
    return this.stop.signal.aborted;
  }

  take(_stream: OutputStream, bytes: Uint8Array): void {
    this.tail = (this.tail + this.decoder.decode(bytes)).slice(-TAIL_CHARS);
    this.spoke = true;
    this.timer ??= setInterval(() => this.look(), this.silenceMs / LOOKS);
  }

  /** The command has ended. */
  end(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  private look(): void {
    this.silentLooks = this.spoke ? 0 : this.silentLooks + 1;
    this.spoke = false;
    if (this.silentLooks < LOOKS || !promptsForChanges(this.tail)) return;
    this.stop.abort();
    this.end();
  }
}

/** Whether the last output is a watch mode's prompt. */
export function promptsForChanges(tail: string): boolean {
  const lines = stripAnsi(tail.replaceAll("\u001bc", "")).trimEnd().split("\n");
  return PROMPT.test(lines.slice(-12).join("\n"));
}
