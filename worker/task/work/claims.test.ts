import { expect, it } from "vitest";
import type { CommandRecord } from "../../agent/types.ts";
import { caseOf } from "../../protocol/testing/reports.ts";
import { judgeClaims, withClaims } from "./claims.ts";

const command = (id: string, more: Partial<CommandRecord> = {}): CommandRecord => ({
  ...{ id, command: "npm test", purpose: "", exitCode: 0, durationMs: 1, tree: "final" },
  ...more,
});
const RECORDS = {
  commands: [
    command("c1", { tree: "earlier" }),
    command("c2"),
    command("c3", { exitCode: 1, command: "npm run build" }),
    command("c4", { exitCode: null, command: "sleep 900" }),
    command("c5", { tree: null, command: "npm run lint" }),
    command("c6", { tree: "earlier", command: "npx tsc" }),
    command("c7", { command: "npx tsc", exitCode: 2 }),
    command("c8", { tree: "earlier", folder: "packages/a" }),
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
  [["c1"], true, "c1 (npm test) succeeded on this change as well, as c2."],
  [["c5"], false, "c5 (npm run lint) succeeded before the last change, and was not run again on it."],
  [["c6"], false, "c6 (npx tsc) was run again on this change as c7: exit code 2."],
  [["c8"], false, "c8 (npm test) succeeded before the last change, and was not run again on it."],
  [["c2", "c3"], false, "c3 (npm run build) ended with exit code 1."],
  [["c4"], false, "c4 (sleep 900) ended with exit code unknown."],
  [["c9"], false, "No command c9 is on record."],
  [["fails"], false, "The test fails did not pass: failed."],
  [["none"], false, "No test none ran on this change."],
  [["twice"], false, "2 tests are called twice."],
])("judges a claim by %j", (by, supported, reason) => {
  expect(judgeClaims([{ text: "It works", by }], RECORDS)).toEqual([
    { text: "It works", by, supported, reason },
  ]);
});

it("judges what each step of a plan claimed by the tree that the last one left", () => {
  const of = (text: string, by: string[]) => ({ text, by });
  // Each step has its own `finish`, on the tree that it left; the second changed what the first had tried.
  let claims = withClaims(
    [],
    [of("The parser reads dates", ["c1", "reads dates"]), of("All tests pass", ["c1"])],
  );
  claims = withClaims(claims, [of("It writes dates", ["c3"]), of("All tests pass", ["c4"])]);
  claims = withClaims(claims, []);
  const commands = [
    command("c1", { tree: "step 1", command: "npm test parser" }),
    command("c2", { tree: "step 2", exitCode: 1 }),
    command("c3", { tree: "step 2", command: "node write.js" }),
    command("c4", { tree: "step 3" }),
    command("c5", { tree: "step 3", command: "npm test parser" }),
  ];
  const after = { cases: [caseOf("d.test.js::reads dates", "passed")] };
  const at = (tree: string) =>
    judgeClaims(claims, { commands, after, tree }).map(({ text, supported }) => [text, supported]);
  expect(at("step 3")).toEqual([
    ["The parser reads dates", true],
    ["It writes dates", false],
    ["All tests pass", true],
  ]);
  // A round of repair after the last step: nothing was run on its tree.
  expect(at("repaired").map(([, supported]) => supported)).toEqual([false, false, false]);
  expect(
    withClaims(
      [],
      Array.from({ length: 50 }, (_, n) => of(`${n}`, [])),
    ).map(({ text }) => text),
  ).toHaveLength(40);
});
