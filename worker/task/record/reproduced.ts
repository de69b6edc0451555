import type { Reproduction, ReproductionBefore } from "../../protocol/index.ts";
import type { Life } from "./life.ts";

/** What exactly this reproduction did on the base commit; null when it has not run there. */
export function reproducedOf({ documents }: Life, wanted: Reproduction): ReproductionBefore | null {
  const known = documents.get("reproduction");
  return known && isSame(known.reproduction, wanted) ? known.before : null;
}

/** The same command, expectation and files, in any order of the fields. */
function isSame(one: Reproduction, other: Reproduction): boolean {
  const text = ({ command, expect, files = [] }: Reproduction) =>
    JSON.stringify([command, expect, files.map(({ path, content }) => [path, content])]);
  return text(one) === text(other);
}
