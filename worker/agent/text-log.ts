import { visibleText } from "../protocol/hidden-text.ts";
import type { AgentHost } from "./types.ts";

const MIN_INTERVAL_MS = 200;
const MAX_PENDING_CHARS = 1_024;
const MAX_MESSAGE_CHARS = 200;

/** Brings the model's text into the log in pieces: what 200 ms brought, or when 1 KB is waiting. */
export class TextLog {
  readonly #host: AgentHost;
  #pending = "";
  /** When the oldest waiting text came. */
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
