/** What the hidden tests say about a change. Pure. */
import type { TestCase, TestReport } from "../../worker/protocol/index.ts";

/**
 * `wrong`: a change, and the hidden tests say that it is not what was asked. `no_evidence`: a change, and the tests that
 * decide did not run. `no_change`: nothing was published.
 */
export type Verdict = "solved" | "wrong" | "no_evidence" | "no_change";

export interface Judgement {
  verdict: Verdict;
  /** The first names that decided it, and why. */
  reason: string;
}

const MAX_NAMED = 3;

export function judge(
  report: TestReport,
  { failToPass, passToPass }: { failToPass: readonly string[]; passToPass: readonly string[] },
): Judgement {
  const outcome = (name: string) => outcomeOf(report.cases, name);
  const wanted = [...failToPass, ...passToPass];
  const failed = wanted.filter((name) => outcome(name) === "failed");
  if (failed.length > 0) return { verdict: "wrong", reason: `failed: ${named(failed)}` };
  const missing = wanted.filter((name) => outcome(name) === null);
  if (missing.length === 0) return { verdict: "solved", reason: "" };
  // Some ran, so the run as such was possible: what is missing was taken away by the change.
  const ran = wanted.length - missing.length;
  const note = report.note ?? "";
  if (ran === 0) return { verdict: "no_evidence", reason: note || `did not run: ${named(missing)}` };
  return { verdict: "wrong", reason: `did not run: ${named(missing)}` };
}

function named(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Null where no case has that name. A name that several cases have has passed when all of them have. */
function outcomeOf(cases: readonly TestCase[], name: string): "passed" | "failed" | null {
  const found = casesNamed(cases, name);
  if (found.length === 0) return null;
  return found.every(({ outcome }) => outcome === "passed") ? "passed" : "failed";
}

/**
 * A name as the runner's own people write it: `tests/test_a.py::Suite::test_b` (pytest), `test_b (pkg.tests.Suite)`
 * (unittest), `suite > test` or the bare name. An id of ours is one as well.
 */
function casesNamed(cases: readonly TestCase[], name: string): TestCase[] {
  const exact = cases.filter((one) => one.id === name);
  if (exact.length > 0) return exact;
  const [last = name, ...around] = partsOf(name);
  return cases.filter(
    (one) => one.name === last && around.every((part) => folded(one.id).includes(folded(part))),
  );
}

/** The test's own name first, then what it stands in. */
function partsOf(name: string): string[] {
  const unittest = /^(\S+) \(([\w.]+)\)$/.exec(name);
  if (unittest) {
    const [, test = "", place = ""] = unittest;
    // Newer versions of Python repeat the test's name in the place.
    return [test, place.endsWith(`.${test}`) ? place.slice(0, -test.length - 1) : place];
  }
  const separator = name.includes("::") ? "::" : " > ";
  return name.split(separator).reverse();
}

/** Files and modules alike: `tests/test_a.py` is `tests.test_a`. */
const folded = (text: string): string => text.replace(/\.py\b/g, "").replace(/[/\\:]+/g, ".");
