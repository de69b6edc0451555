/** Pure: how many commands of the model a task has used, and how long they took, whatever was cut off meanwhile. */
import type { CommandRecord } from "../../../agent/types.ts";
import type { CommandRecords } from "../../record/stored-documents.ts";

/** Records that a task keeps; claims about older ones are unverified. */
const MAX_RECORDS = 200;
const MAX_COMMAND_CHARS = 2_000;
/** No command runs longer: what is charged for one whose end nobody saw. */
const MAX_COMMAND_MS = 10 * 60_000;

export const NO_COMMANDS: CommandRecords = { count: 0, ms: 0, items: [] };

/** With one more command, and its id. It counts from its start, so that a crash gives none back. */
export function withStarted(records: CommandRecords, now: number): { records: CommandRecords; id: string } {
  const count = records.count + 1;
  const id = `c${count}`;
  return { records: { ...records, count, open: { ...records.open, [id]: now } }, id };
}

/** With the record of a command that came to its end. */
export function withEnded(
  { items, ms, open, ...rest }: CommandRecords,
  entry: CommandRecord,
): CommandRecords {
  const { [entry.id]: _, ...running } = open ?? {};
  const kept = { ...entry, command: entry.command.slice(0, MAX_COMMAND_CHARS) };
  return {
    ...rest,
    ms: ms + entry.durationMs,
    items: [...items, kept].slice(-MAX_RECORDS),
    open: running,
  };
}

/** With the time of what ran when the task's object died, up to now at most. It has no record: nobody saw its end. */
export function withCutOff({ open = {}, ms, ...rest }: CommandRecords, now: number): CommandRecords {
  const lostMs = Object.values(open).map((at) => Math.min(Math.max(0, now - at), MAX_COMMAND_MS));
  return { ...rest, ms: lostMs.reduce((sum, one) => sum + one, ms), open: {} };
}
