/**
 * Messages that the user sends while a step runs. They take effect at the agent's next turn. A failed step has answered
 * none of them: the next step, with a new conversation, gets them again.
 */
import type { Actor } from "../../protocol/index.ts";
import type { Clock, Life } from "./life.ts";

const WAITING = 0;
/** Read by the running step. */
const READ = 1;
const SETTLED = 2;

export class Inbox {
  private readonly sql: SqlStorage;
  private readonly life: Life;
  private readonly clock: Clock;

  constructor(sql: SqlStorage, life: Life, clock: Clock) {
    this.sql = sql;
    this.life = life;
    this.clock = clock;
  }

  add(text: string): void {
    const id = this.clock.id();
    this.life.transact(() => {
      this.sql.exec(
        "INSERT INTO inbox(id, text, created_at, actor) VALUES (?, ?, ?, ?)",
        id,
        text,
        this.clock.now(),
        JSON.stringify(this.life.actorOf("user_message")),
      );
      this.life.emit({
        type: "user_message",
        message: text.slice(0, 200),
        data: { message_id: id, text, queued: true },
      });
    });
  }

  /** Takes all waiting messages, oldest first, and marks them as read. */
  take(): { id: string; text: string; actor: Actor }[] {
    if (this.pending() === 0) return [];
    return this.life.transact(() => {
      const messages = this.sql
        .exec<{ id: string; text: string; actor: string }>(
          "SELECT id, text, actor FROM inbox WHERE taken = ? ORDER BY created_at, rowid",
          WAITING,
        )
        .toArray();
      this.move(WAITING, READ);
      this.life.emit({
        type: "user_message_taken",
        message: "The agent read your message",
        data: { message_ids: messages.map((message) => message.id) },
      });
      // Only `add` writes rows.
      return messages.map(({ actor, ...message }) => ({ ...message, actor: JSON.parse(actor) as Actor }));
    });
  }

  /** Marks the read messages as answered. */
  settle(): void {
    this.move(READ, SETTLED);
  }

  /** Puts the read messages back. */
  giveBack(): void {
    this.move(READ, WAITING);
  }

  pending(): number {
    return this.sql.exec<{ n: number }>("SELECT count(*) AS n FROM inbox WHERE taken = ?", WAITING).one().n;
  }

  private move(from: number, to: number): void {
    this.sql.exec("UPDATE inbox SET taken = ? WHERE taken = ?", to, from);
  }
}
