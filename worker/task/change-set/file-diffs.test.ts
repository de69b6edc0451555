import { expect, it } from "vitest";
import { planFor } from "../../agent/fakes/requests.ts";
import type { StoredFile } from "./change-set.ts";
import { fileDiffs } from "./file-diffs.ts";

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
