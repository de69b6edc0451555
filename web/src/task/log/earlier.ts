import type { EventPage } from "../../../../worker/protocol/index.ts";
import { appendToLog, type LogBuffer, type LogLine, markBefore, resumeAt, totalLines } from "./buffer.ts";

/** A line that was cut between two events may end a little later than the lines that are asked for. */
const PAGES_TO_FINISH_LINES = 2;

/**
 * The lines from `from` or a little before up to where the log begins now, read again from the journal with the
 * numbers they had. `readPage` gives the events after a position, an empty page at the end. Fails when the journal
 * does not have them all any more.
 */
export async function readEarlier(
  log: () => LogBuffer,
  from: number,
  readPage: (after: number) => Promise<Pick<EventPage, "items">>,
): Promise<readonly LogLine[]> {
  const start = markBefore(log(), from);
  let again = resumeAt(start, log().sections);
  let after = start.seq;
  for (let more = PAGES_TO_FINISH_LINES; more > 0; ) {
    const { items } = await readPage(after);
    const last = items.at(-1);
    if (!last) break;
    again = appendToLog(again, items);
    after = last.seq;
    // The live log may have dropped more in the meantime.
    const end = log().dropped;
    if (totalLines(again) < end) continue;
    const unfinished = [...again.open.values()].some(({ id }) => id !== null && id >= start.id && id < end);
    more = unfinished ? more - 1 : 0;
  }
  const end = log().dropped;
  if (totalLines(again) < end) throw new Error("The earlier lines are no longer kept.");
  return again.lines.slice(0, end - start.id);
}
