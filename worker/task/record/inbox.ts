/**
 * Messages that the user sends while a step runs. They take effect at the agent's next turn. A failed step has answered
 * none of them: the next step, with a new conversation, gets them again.
 */
import type { Actor } from "../../protocol/index.ts";
import type { Clock, Life } from "./life.ts";

const WAITING = 0;
/** The conversation of the running step holds it. */
const READ = 1;
const SETTLED = 2;
/** Given to the running step, which has not stored it yet. */
const HANDED = 3;

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

  /** Takes all waiting messages, oldest first. They count as read once `confirm` is called. */
  take(): { id: string; text: string; actor: Actor }[] {
    if (this.count(WAITING) === 0) return [];
    return this.life.transact(() => {
      const messages = this.sql
        .exec<{ id: string; text: string; actor: string }>(
          "SELECT id, text, actor FROM inbox WHERE taken = ? ORDER BY created_at, rowid",
          WAITING,
        )
        .toArray();
      this.move(WAITING, HANDED);
      // Only `add` writes rows.
      return messages.map(({ actor, ...message }) => ({ ...message, actor: JSON.parse(actor) as Actor }));
    });
  }

  /** The messages that were taken have been read. */
  confirm(): void {
    if (this.count(HANDED) === 0) return;
    this.life.transact(() => {
      const ids = this.idsOf(HANDED);
      this.move(HANDED, READ);
      this.life.emit({
        type: "user_message_taken",
        message: "The agent read your message",
        data: { message_ids: ids },
      });
    });
  }

  /** Marks the messages that were taken as answered. */
  settle(): void {
    this.confirm();
    this.move(READ, SETTLED);
  }

  /** Puts the messages back that nothing has answered. */
  giveBack(): void {
    this.move(READ, WAITING);
    this.move(HANDED, WAITING);
  }

  /** Puts back what an interrupted run had taken, unless its stored conversation holds the text. */
  takeBack(holds: (text: string) => boolean): void {
    const rows = this.sql.exec<{ id: string; text: string }>(
      "SELECT id, text FROM inbox WHERE taken = ?",
      HANDED,
    );
    for (const { id, text } of rows.toArray())
      if (!holds(text)) this.sql.exec("UPDATE inbox SET taken = ? WHERE id = ?", WAITING, id);
  }

  /** The ids of the messages that no conversation holds. */
  waiting(): string[] {
    return [...this.idsOf(WAITING), ...this.idsOf(HANDED)];
  }

  pending(): number {
    return this.count(WAITING) + this.count(HANDED);
  }

  private count(state: number): number {
    return this.sql.exec<{ n: number }>("SELECT count(*) AS n FROM inbox WHERE taken = ?", state).one().n;
  }

  private idsOf(state: number): string[] {
    const rows = this.sql.exec<{ id: string }>(
      "SELECT id FROM inbox WHERE taken = ? ORDER BY created_at, rowid",
      state,
    );
    return rows.toArray().map(({ id }) => id);
  }

  private move(from: number, to: number): void {
    this.sql.exec("UPDATE inbox SET taken = ? WHERE taken = ?", to, from);
  }
}
