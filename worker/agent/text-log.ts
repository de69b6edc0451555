import { visibleText } from "../protocol/hidden-text.ts";
import type { AgentHost } from "./types.ts";

const MIN_INTERVAL_MS = 200;
const MAX_PENDING_CHARS = 1_024;
const MAX_MESSAGE_CHARS = 200;

/** Batches the model's text for the log: every 200 ms, or at 1 KB. */
export class TextLog {
  readonly #host: AgentHost;
  #pending = "";
  /** Time of the oldest buffered text. */
  #since = 0;

  constructor(host: AgentHost) {
    this.#host = host;
  }

  push(text: string): void {
    if (this.#pending === "") this.#since = this.#host.now();
    this.#pending += text;
    const due = this.#host.now() - this.#since >= MIN_INTERVAL_MS;
    if (due || this.#pending.length >= MAX_PENDING_CHARS) this.flush();
  }

  flush(): void {
    const text = visibleText(this.#pending);
    this.#pending = "";
    if (text === "") return;
    const line = text.replace(/\s+/g, " ").trim();
    this.#host.emit({ type: "agent_text", message: line.slice(0, MAX_MESSAGE_CHARS) || "…", data: { text } });
  }
}
