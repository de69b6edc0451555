import { expect, it } from "vitest";
import type { CommandRecord } from "../../../agent/types.ts";
import type { CommandRecords } from "../../record/stored-documents.ts";
import { NO_COMMANDS, withCutOff, withEnded, withStarted } from "./command-count.ts";

const ended = (id: string, durationMs: number, command = "x"): CommandRecord => ({
  ...{ id, command, purpose: "", exitCode: 0, durationMs, tree: null },
});
const used = ({ count, ms }: CommandRecords) => ({ count, ms });
/** What is stored comes back as JSON. */
const stored = (records: CommandRecords): CommandRecords => JSON.parse(JSON.stringify(records));

it("counts a command from its start, and its time at its end", () => {
  const first = withStarted(NO_COMMANDS, 1_000);
  const second = withStarted(first.records, 2_000);
  expect([first.id, second.id]).toEqual(["c1", "c2"]);
  expect(used(second.records)).toEqual({ count: 2, ms: 0 });
  const after = withEnded(withEnded(second.records, ended("c2", 40.4)), ended("c1", 500));
  expect(used(after)).toEqual({ count: 2, ms: 540.4 });
  expect(after.items.map(({ id }) => id)).toEqual(["c2", "c1"]);
  expect(withCutOff(after, 9_000).ms).toBe(after.ms);
});

it("gives nothing back after a crash: neither a number nor the time until then, ten minutes at most", () => {
  const running = withStarted(withStarted(NO_COMMANDS, 1_000).records, 3_000).records;
  const restarted = withCutOff(stored(running), 5_000);
  expect(used(restarted)).toEqual({ count: 2, ms: 6_000 });
  expect(withStarted(restarted, 6_000).id).toBe("c3");
  // Charged once.
  expect(withCutOff(stored(restarted), 99_000).ms).toBe(6_000);
  expect(withCutOff(stored(withStarted(NO_COMMANDS, 0).records), 10 ** 9).ms).toBe(600_000);
  // A clock that was set back.
  expect(withCutOff(stored(withStarted(NO_COMMANDS, 500).records), 0).ms).toBe(0);
});

it("keeps the last records, shortened, and the count of all", () => {
  let records = NO_COMMANDS;
  for (let n = 0; n < 210; n += 1) {
    const { id, records: next } = withStarted(records, n);
    records = withEnded(next, ended(id, 1, "x".repeat(3_000)));
  }
  expect(records.items).toHaveLength(200);
  expect(records.items[0]).toMatchObject({ id: "c11", command: "x".repeat(2_000) });
  expect(used(records)).toEqual({ count: 210, ms: 210 });
});
