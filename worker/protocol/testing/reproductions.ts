/** What reproductions show, for tests: complete and valid, with what a test is about said in `change`. */
import type { ReproductionEvidence } from "../reproduction.ts";

const run = (exit_code: number, output: string) => ({
  exit_code,
  timed_out: false,
  duration_ms: 310,
  output,
});

/** One that failed before the change and passes after it. */
export const reproductionOf = (change: Partial<ReproductionEvidence> = {}): ReproductionEvidence => ({
  reproduction: {
    command: "node --test test/discount.test.js",
    expect: "2430 !== 2700",
  },
  before: {
    verdict: "failed_before",
    reason:
      "It fails as expected: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2430 !== 2700",
    run: run(
      1,
      "✖ takes a percentage off the cart once (1.91ms)\n  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n  2430 !== 2700\n\n    at file:///workspace/test/discount.test.js:11",
    ),
  },
  after: {
    verdict: "passes",
    reason: "It ends with exit status 0.",
    run: run(0, "ℹ tests 5\nℹ pass 5\nℹ fail 0"),
  },
  ...change,
});
