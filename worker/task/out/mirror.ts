/**
 * Mirrors the task to Postgres, where lists and history are read. Eventually consistent: failed writes are retried
 * until they succeed, and every write is idempotent.
 */

import { databaseOf } from "../../access/database.ts";
import { SERVICE } from "../../access/principal.ts";
import type { Config } from "../../env.ts";
import { log } from "../../log/log.ts";
import { appendAudit } from "../../store/audit.ts";
import type { ServiceClient } from "../../store/client.ts";
import { StoreFailure } from "../../store/failure.ts";
import { MAX_DIFF_CHARS, replaceFilesDiff } from "../../store/files-diff.ts";
import { appendTaskLogs } from "../../store/task-logs.ts";
import { mirrorTask } from "../../store/tasks.ts";
import type { Changes } from "../change-set/changes.ts";
import { Mutex } from "../mutex.ts";
import type { AuditTrail } from "../record/audit-trail.ts";
import { evidenceOf } from "../record/evidence.ts";
import type { Inbox } from "../record/inbox.ts";
import type { Clock, Life } from "../record/life.ts";
import type { TaskInit } from "../record/record.ts";
import type { MirrorProgress } from "../record/stored-documents.ts";
import { viewOf } from "./view.ts";

const EVENTS_PER_CALL = 200;
const MAX_BACKOFF_MS = 60_000;
/** Back-off limit after Postgres refused a write, which only a change of the database can fix. */
const MAX_REFUSED_BACKOFF_MS = 6 * 60 * 60_000;
/** Consecutive failures after which the user is told. */
const TELL_AFTER = 6;

const ENTRIES_PER_CALL = 200;

/** Sends the audit trail to Postgres. Entries that were sent but not marked as sent are sent again. */
export async function sendTrail(
  service: ServiceClient,
  trail: AuditTrail,
  { taskId, userId }: Pick<TaskInit, "taskId" | "userId">,
): Promise<void> {
  for (;;) {
    const entries = trail.waiting(ENTRIES_PER_CALL);
    const last = entries.at(-1);
    if (!last) return;
    await appendAudit(service, taskId, userId, entries);
    trail.sent(last.seq);
  }
}

const NOTHING: MirrorProgress = { seq: 0, version: 0, tree: null, failures: 0, notBefore: 0 };

export class Mirror {
  private readonly life: Life;
  private readonly config: Config;
  private readonly inbox: Inbox;
  private readonly changes: Changes;
  private readonly clock: Clock;
  /** One flush at a time: a slow one must not overwrite the progress of a later one. */
  private readonly mutex = new Mutex();

  constructor(life: Life, config: Config, inbox: Inbox, changes: Changes, clock: Clock) {
    this.life = life;
    this.config = config;
    this.inbox = inbox;
    this.changes = changes;
    this.clock = clock;
  }

  /** Brings Postgres up to date; false if it could not. Schedules its own retry. */
  flush(): Promise<boolean> {
    return this.mutex.run(() => this.attempt());
  }

  /** Whether Postgres has everything, including what was written in this turn of the event loop. */
  isCurrent(): boolean {
    return this.isUpToDate({ ...NOTHING, ...this.life.documents.get("mirror") });
  }

  private isUpToDate({ version, tree, seq }: MirrorProgress): boolean {
    const { record, journal, trail } = this.life;
    return version >= record.version && tree === record.tree && seq >= journal.head() && trail.isEmpty();
  }

  private async attempt(): Promise<boolean> {
    const progress = { ...NOTHING, ...this.life.documents.get("mirror") };
    if (this.clock.now() < progress.notBefore) {
      this.life.deadlines.set("mirror", progress.notBefore);
      return false;
    }
    try {
      await this.advance(progress);
      this.save({ ...progress, failures: 0, notBefore: 0 });
      if (!this.isUpToDate(progress)) this.life.deadlines.setBy("mirror", this.clock.now() + 100);
      return true;
    } catch (error) {
      const failures = progress.failures + 1;
      const refused = error instanceof StoreFailure && error.kind !== "unavailable";
      const mostMs = refused ? MAX_REFUSED_BACKOFF_MS : MAX_BACKOFF_MS;
      const notBefore = this.clock.now() + Math.min(mostMs, 1_000 * 2 ** Math.min(failures, 15));
      this.save({ ...progress, failures, notBefore });
      log("error", "the mirror failed", { task_id: this.life.record.init.taskId }, error);
      if (failures === TELL_AFTER)
        this.life.emit({
          type: "warning",
          message: "The task's history could not be saved to the database; Verne goes on trying",
          data: { code: "mirror_failed", detail: refused ? "refused" : "unavailable" },
          dedupe: "mirror_failed",
        });
      this.life.deadlines.set("mirror", notBefore);
      return false;
    }
  }

  /** Updates `progress` with what was mirrored, also when it throws. */
  private async advance(progress: MirrorProgress): Promise<void> {
    const service = databaseOf(this.config, SERVICE);
    const { taskId } = this.life.record.init;
    // First, because the audit trail is kept even when the task's row is gone.
    await sendTrail(service, this.life.trail, this.life.record.init);
    if (progress.version < this.life.record.version) {
      // With all cases: Postgres answers with them when the object has expired.
      const view = { ...viewOf(this.life, this.inbox.pending()), tests: evidenceOf(this.life) };
      const { tree } = this.life.record;
      // `absent`: the user and all rows of theirs were removed.
      if ((await mirrorTask(service, view)) === "absent") {
        progress.version = view.version;
        progress.seq = view.head_seq;
        progress.tree = tree;
        return;
      }
      progress.version = view.version;
    }
    const { tree, version } = this.life.record;
    if (progress.tree !== tree) {
      const files = this.life.documents.get("diff") ?? [];
      const shown = await this.changes.shown(tree, files, MAX_DIFF_CHARS);
      await replaceFilesDiff(service, taskId, version, shown);
      progress.tree = tree;
    }
    for (;;) {
      const events = this.life.events(progress.seq, EVENTS_PER_CALL);
      const last = events.at(-1);
      if (!last) return;
      await appendTaskLogs(service, taskId, events);
      progress.seq = last.seq;
    }
  }

  /** Not through `life.transact`, which would request the next mirroring at once. */
  private save(progress: MirrorProgress): void {
    this.life.documents.put("mirror", progress);
  }
}
