import { expect, it } from "vitest";
import { planFor } from "../../agent/fakes/requests.ts";
import type { StoredFile } from "./change-set.ts";
import { diffStatOf, fileDiffs } from "./file-diffs.ts";

it("says of each file whether it is new and whether the plan names it, whatever the form of its name", () => {
  const shown = { key: "diff-1", bytes: 1, additions: 1, deletions: 0, binary: false };
  const file = (path: string, status: StoredFile["status"]): StoredFile => ({
    path,
    status,
    file: null,
    base: null,
    shown,
  });
  const long = `src/${"very-long-directory-name/".repeat(30)}file.txt`;
  const nfd = "cafe\u0301.md";
  const plan = planFor([{ path: nfd.normalize("NFC"), action: "modify" }]);
  expect(fileDiffs([file(long, "A"), file("gone", "D"), file(nfd, "M")], plan)).toMatchObject([
    { path: long, status: "added", out_of_plan: true },
    { path: "gone", status: "deleted" },
    { path: nfd, status: "modified", out_of_plan: false, plan_steps: [plan.steps[0]?.id] },
  ]);
});

it("keeps what is shown of each file, and counts it", () => {
  const file = (path: string, additions: number, deletions: number, binary: boolean): StoredFile => ({
    path,
    status: "M",
    file: null,
    base: null,
    shown: { key: path, bytes: 1, additions, deletions, binary },
  });
  const plan = planFor([{ path: "a.ts", action: "modify" }]);
  const diffs = fileDiffs(
    [file("a.ts", 3, 1, false), file("logo.png", 0, 0, true), file("b.ts", 2, 4, false)],
    plan,
    ["b.ts"],
  );
  const rest = { status: "modified", plan_steps: [], machine_written: false };
  expect(diffs).toEqual([
    {
      ...rest,
      path: "a.ts",
      additions: 3,
      deletions: 1,
      binary: false,
      plan_steps: ["s1"],
      out_of_plan: false,
    },
    { ...rest, path: "logo.png", additions: 0, deletions: 0, binary: true, out_of_plan: true },
    {
      ...rest,
      path: "b.ts",
      additions: 2,
      deletions: 4,
      binary: false,
      out_of_plan: false,
      machine_written: true,
    },
  ]);
  expect(diffStatOf(diffs)).toEqual({ files: 3, additions: 5, deletions: 5 });
});

it("has nothing outside a plan where there is none", () => {
  const shown = { key: "k", bytes: 1, additions: 1, deletions: 0, binary: false };
  const [diff] = fileDiffs([{ path: "a.ts", status: "A", file: null, base: null, shown }], null);
  expect(diff).toMatchObject({ status: "added", out_of_plan: false, machine_written: false, plan_steps: [] });
});
