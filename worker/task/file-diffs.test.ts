import { expect, it } from "vitest";
import { planFor } from "../agent/fakes/requests.ts";
import { fileDiffs, shownPatch } from "./file-diffs.ts";

const piece = (path: string, lines: number) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n${"+x\n".repeat(lines)}`;

it("a patch that is too large to show loses whole files, never a part of one", () => {
  const [a, b, c] = [piece("a", 10), piece("b", 10_000), piece("c", 10)];
  expect(shownPatch(a + b + c, 1_000)).toBe(a + c);
  expect(shownPatch(a + c, 1_000)).toBe(a + c);
});

it("says of each file whether it is new, whatever the length and the form of its name", () => {
  const header = (path: string, line: string) => `diff --git a/${path} b/${path}\n${line}\n`;
  const long = `src/${"very-long-directory-name/".repeat(30)}file.txt`;
  const nfd = "cafe\u0301.md";
  const patch = [
    header(long, "new file mode 100644"),
    header("gone", "deleted file mode 100755"),
    header(nfd, "index 1..2"),
  ];
  const stats = [long, "gone", nfd].map((path) => ({ path, additions: 1, deletions: 0 }));
  const plan = planFor([{ path: nfd.normalize("NFC"), action: "modify" }]);
  expect(fileDiffs(stats, patch.join(""), plan)).toMatchObject([
    { path: long, status: "added", out_of_plan: true },
    { path: "gone", status: "deleted" },
    { path: nfd, status: "modified", out_of_plan: false, plan_steps: [plan.steps[0]?.id] },
  ]);
});
