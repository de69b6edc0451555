import { log } from "../../log/log.ts";
import type { Life } from "../record/life.ts";
import { TRACED, tracesOf } from "./spans.ts";

export interface TracesConfig {
  /** Base address of an OTLP collector; nothing is sent without one. */
  OTLP_URL?: string | undefined;
  OTLP_HEADERS: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;
const MAX_SPANS = 200;

/**
 * Sends the spans of a task to a collector. Owns a cursor in memory, as `Metrics` does: what could not be sent is lost,
 * and no task waits for it.
 */
export class Traces {
  private cursor = 0;
  private readonly life: Life;
  private readonly config: TracesConfig;

  constructor(life: Life, config: TracesConfig) {
    this.life = life;
    this.config = config;
    if (config.OTLP_URL && life.find()) this.cursor = life.journal.head();
  }

  /** After a commit. Never rejects. */
  async send(): Promise<void> {
    const { OTLP_URL: url, OTLP_HEADERS } = this.config;
    const record = url && this.life.find();
    if (!record) return;
    try {
      const events = this.life.journal.readTypes(TRACED, this.cursor, MAX_SPANS);
      this.cursor = events.at(-1)?.seq ?? this.cursor;
      const body = tracesOf(events);
      if (!body) return;
      const answer = await fetch(`${url}/v1/traces`, {
        method: "POST",
        headers: { ...OTLP_HEADERS, "content-type": "application/json" },
        body: JSON.stringify(body),
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the collector answers ${answer.status}`);
    } catch (error) {
      log("warn", "traces were not sent", { task_id: record.init.taskId }, error);
    }
  }
}
