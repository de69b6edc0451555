import type { AgentHost } from "../types.ts";
import { DocumentFeed } from "./parsers/documents.ts";

/** Silence after which the report is looked at, and time in which it has to stay as it is. */
const LOOK_MS = 5_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Whether a runner has written its whole report: each document is closed, and names a test. */
export function isCompleteReport(text: string, repoDir: string): boolean {
  const feed = new DocumentFeed(repoDir);
  feed.push(text);
  const { cases, documents, cut } = feed.end();
  return documents > 0 && !cut && cases.length > 0;
}

/**
 * Ends a runner that has written its whole report and keeps running (an open socket, a timer): `signal` is aborted once
 * it has been silent for a while and the report stayed the same. Without a file it never is.
 */
export class ReportGuard {
  private readonly stop = new AbortController();
  private readonly host: AgentHost;
  private readonly file: string | null;
  private readonly cwd: string;
  private readonly timer: ReturnType<typeof setInterval> | null;
  private spoke = true;
  private seen: string | null = null;
  private looking = false;

  /** `timeoutMs` is the time limit of the whole command. */
  constructor(host: AgentHost, file: string | null, cwd: string, timeoutMs: number) {
    this.host = host;
    this.file = file;
    this.cwd = cwd;
    this.timer = file === null ? null : setInterval(() => void this.look(), Math.min(LOOK_MS, timeoutMs / 6));
  }

  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** It was ended. */
  get completed(): boolean {
    return this.stop.signal.aborted;
  }

  /** The command printed something. */
  take(): void {
    this.spoke = true;
  }

  /** The command has ended. */
  end(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking || this.file === null) return;
    if (this.spoke) {
      this.spoke = false;
      this.seen = null;
      return;
    }
    this.looking = true;
    const text = await this.host.sandbox
      .read(this.file, MAX_BYTES)
      .then((bytes) => new TextDecoder().decode(bytes))
      // It is read again after the run, where a failure counts.
      .catch(() => null);
    this.looking = false;
    const same = text !== null && text === this.seen;
    this.seen = text;
    if (!same || this.spoke || !isCompleteReport(text, this.cwd)) return;
    this.stop.abort();
    this.end();
  }
}
