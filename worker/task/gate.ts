/** Pure: whether the pull request may be opened before a person has seen the diff. */
import { sensitivePaths } from "../github/change.ts";
import type { FileDiff, TestComparison } from "../protocol/index.ts";

/** Why a person has to look first, in words; null if the choice made at creation is enough. */
export function needsReview(verdict: TestComparison["verdict"], files: FileDiff[]): string | null {
  if (verdict !== "pass") return "the tests are no evidence that it works";
  const sensitive = sensitivePaths(files.map((file) => file.path));
  if (sensitive.length > 0) return `it touches ${listed(sensitive)}`;
  const outside = files.filter((file) => file.out_of_plan).map((file) => file.path);
  return outside.length > 0 ? `the plan does not name ${listed(outside)}` : null;
}

const listed = (paths: string[]): string =>
  paths.length <= 3 ? paths.join(", ") : `${paths.slice(0, 3).join(", ")} and ${paths.length - 3} more`;
