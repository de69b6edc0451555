import { expect, it } from "vitest";
import type { CommandRecord } from "../../agent/types.ts";
import { caseOf } from "../../protocol/testing/reports.ts";
import { judgeClaims } from "./claims.ts";

const command = (id: string, more: Partial<CommandRecord> = {}): CommandRecord => ({
  ...{ id, command: "npm test", purpose: "", exitCode: 0, durationMs: 1, tree: "final" },
  ...more,
});
const RECORDS = {
  commands: [
    command("c1", { tree: "earlier" }),
    command("c2"),
    command("c3", { exitCode: 1 }),
    command("c4", { exitCode: null }),
  ],
  after: {
    cases: [
      caseOf("a.test.js::adds", "passed"),
      caseOf("a.test.js::fails", "failed"),
      caseOf("a.test.js::twice", "passed"),
      caseOf("b.test.js::twice", "passed"),
    ],
  },
  tree: "final",
};

it.each([
  [["c2"], true, "c2 (npm test) succeeded on this change."],
  [["C2", " adds "], true, "c2 (npm test) succeeded on this change. The test adds passed on this change."],
  [["a.test.js::twice"], true, "The test a.test.js::twice passed on this change."],
  [[], false, "It names nothing that shows it."],
  [["c1"], false, "c1 (npm test) ran before the last change."],
  [["c2", "c3"], false, "c3 (npm test) ended with exit code 1."],
  [["c4"], false, "c4 (npm test) ended with exit code unknown."],
  [["c9"], false, "No command c9 is on record."],
  [["fails"], false, "The test fails did not pass: failed."],
  [["none"], false, "No test none ran on this change."],
  [["twice"], false, "2 tests are called twice."],
])("judges a claim by %j", (by, supported, reason) => {
  expect(judgeClaims([{ text: "It works", by }], RECORDS)).toEqual([
    { text: "It works", by, supported, reason },
  ]);
});
