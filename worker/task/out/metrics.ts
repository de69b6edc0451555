import { log } from "../../log/log.ts";
import type { Life } from "../record/life.ts";
import { MEASURED, pointsOf } from "./metric-points.ts";

/** Analytics Engine takes as many in one run of a Worker. */
const MAX_POINTS = 200;

/**
 * Writes what the journal says in numbers. Owns a cursor in memory: an object that starts anew begins at the journal's
 * head, so that a crash may lose points and never counts one twice. Nobody waits for it.
 */
export class Metrics {
  private cursor = 0;
  private readonly life: Life;
  private readonly dataset: Pick<AnalyticsEngineDataset, "writeDataPoint"> | undefined;

  constructor(life: Life, dataset: Pick<AnalyticsEngineDataset, "writeDataPoint"> | undefined) {
    this.life = life;
    this.dataset = dataset;
    if (dataset && life.find()) this.cursor = life.journal.head();
  }

  /** After a commit. Never throws: a number that is lost harms no task. */
  write(): void {
    const { dataset, life } = this;
    const record = dataset && life.find();
    if (!dataset || !record) return;
    try {
      const events = life.journal.readTypes(MEASURED, this.cursor, MAX_POINTS);
      for (const event of events) {
        for (const point of pointsOf(event, record.createdAt)) dataset.writeDataPoint(point);
        this.cursor = event.seq;
      }
    } catch (error) {
      log("error", "metrics were not written", { task_id: record.init.taskId }, error);
    }
  }
}
