/** Pure: notes for the plan about what the checkout lacks. */
import type { CheckoutFacts } from "../../../sandbox/checkout-facts.ts";

export interface CheckoutNote {
  code: "submodules" | "lfs" | "filtered" | "tags_missing";
  text: string;
}

const MAX_NAMED = 5;

export function checkoutNotes({ submodules, filtered, tagsMissing }: CheckoutFacts): CheckoutNote[] {
  const notes: CheckoutNote[] = [];
  if (submodules.length > 0)
    notes.push({
      code: "submodules",
      text: `Submodules were not fetched, and nothing in them can be changed: ${named(submodules)}.`,
    });
  const byFilter = Map.groupBy(filtered, ({ filter }) => filter);
  for (const [filter, files] of byFilter) {
    const paths = named(files.map(({ path }) => path));
    notes.push(
      filter === "lfs"
        ? {
            code: "lfs",
            text: `Kept in Git LFS; only pointers were fetched, and they cannot be changed: ${paths}.`,
          }
        : {
            code: "filtered",
            text: `Not put through the filter "${filter}", so as the repository stores them: ${paths}.`,
          },
    );
  }
  if (tagsMissing)
    notes.push({
      code: "tags_missing",
      text: "The repository's tags lie deeper than the history that was fetched: `git describe` finds none.",
    });
  return notes;
}

const named = (paths: readonly string[]): string =>
  paths.length <= MAX_NAMED
    ? paths.join(", ")
    : `${paths.slice(0, MAX_NAMED).join(", ")} and ${paths.length - MAX_NAMED} more`;
