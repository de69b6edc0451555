/**
 * Carries the task to Postgres, where lists and history are read. Late is fine, lost is not: what was not mirrored is
 * tried again until it is, and every write may be repeated.
 */
import type { Config } from "../env.ts";
import { serviceClient } from "../store/client.ts";
import { replaceFilesDiff } from "../store/files-diff.ts";
import { appendTaskLogs } from "../store/task-logs.ts";
import { mirrorTask } from "../store/tasks.ts";
import { storeConfig } from "./credentials.ts";
import type { Inbox } from "./inbox.ts";
import type { Clock, Life } from "./life.ts";
import type { Patches } from "./patches.ts";
import { diffOf, viewOf } from "./view.ts";

const EVENTS_PER_CALL = 200;
const MAX_BACKOFF_MS = 60_000;

/** What Postgres has. `failures` in a row decide the pause before the next try. */
interface Progress {
  seq: number;
  version: number;
  tree: string | null;
  failures: number;
}

const NOTHING: Progress = { seq: 0, version: 0, tree: null, failures: 0 };

export class Mirror {
  private readonly life: Life;
  private readonly config: Config;
  private readonly inbox: Inbox;
  private readonly patches: Patches;
  private readonly clock: Clock;

  constructor(life: Life, config: Config, inbox: Inbox, patches: Patches, clock: Clock) {
    this.life = life;
    this.config = config;
    this.inbox = inbox;
    this.patches = patches;
    this.clock = clock;
  }

  /** Brings Postgres up to date; false if it could not. Schedules its own next try. */
  async flush(): Promise<boolean> {
    const progress = this.life.documents.get<Progress>("mirror") ?? NOTHING;
    try {
      await this.advance(progress);
      this.save({ ...progress, failures: 0 });
      if (progress.version < this.life.record.version || progress.seq < this.life.journal.head())
        this.life.deadlines.setBy("mirror", this.clock.now() + 100);
      return true;
    } catch (error) {
      const failures = progress.failures + 1;
      this.save({ ...progress, failures });
      const pauseMs = Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** Math.min(failures, 10));
      this.life.deadlines.set("mirror", this.clock.now() + pauseMs);
      console.error(`mirror of ${this.life.record.init.taskId}`, error);
      return false;
    }
  }

  /** Moves `progress` forward as far as it got, also when it throws. */
  private async advance(progress: Progress): Promise<void> {
    const service = serviceClient(storeConfig(this.config));
    const { taskId } = this.life.record.init;
    if (progress.version < this.life.record.version) {
      const view = viewOf(this.life, this.inbox.pending());
      // `absent`: the user was removed, and with them everything there is to mirror.
      if ((await mirrorTask(service, view)) === "absent") {
        progress.version = view.version;
        progress.seq = view.head_seq;
        return;
      }
      progress.version = view.version;
    }
    const { tree, version } = this.life.record;
    if (progress.tree !== tree) {
      await replaceFilesDiff(service, taskId, version, await diffOf(this.life, () => this.patches.text()));
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

  /** Not through `life.transact`: that would ask for the next mirroring at once. */
  private save(progress: Progress): void {
    this.life.documents.put("mirror", progress);
  }
}
