/** Transactional outbox of queue messages. They are sent after the commit, and again until sending succeeds. */
import { log } from "../../log/log.ts";
import { StepMessage } from "../../protocol/index.ts";
import { LIMITS } from "./deadlines.ts";
import type { Clock, Life } from "./life.ts";

export class Outbox {
  private readonly sql: SqlStorage;
  private readonly queue: Queue<StepMessage>;
  private readonly life: Life;
  private readonly clock: Clock;
  private sending = false;

  constructor(sql: SqlStorage, queue: Queue<StepMessage>, life: Life, clock: Clock) {
    this.sql = sql;
    this.queue = queue;
    this.life = life;
    this.clock = clock;
  }

  /**
   * At least once: a message is sent twice if the object dies between sending and deleting; claims make that harmless.
   */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const row = this.sql
          .exec<{ id: number; message: string }>("SELECT id, message FROM outbox ORDER BY id LIMIT 1")
          .toArray()[0];
        if (!row) return;
        await this.queue.send(StepMessage.parse(JSON.parse(row.message)));
        this.sql.exec("DELETE FROM outbox WHERE id = ?", row.id);
      }
    } catch (error) {
      log("error", "the outbox failed", { task_id: this.life.find()?.init.taskId }, error);
      this.life.deadlines.setBy("outbox", this.clock.now() + LIMITS.outboxRetryMs);
    } finally {
      this.sending = false;
    }
  }
}
