/** What the change's new tests show without it: they run once on the base commit, with the change's test files. */
import { isTestPath, runTargeted } from "../../../agent/index.ts";
import type { NewTests, TestComparison, TestReport } from "../../../protocol/index.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext } from "../../run/step.ts";
import { type Preparation, timeLeft } from "./dependencies.ts";

/** Less time is left to what counts. */
const LEAST_MS = 30_000;
const LIMIT_MS = 180_000;
const MAX_LISTED = 50;

/**
 * Adds what the new tests that pass show without the change. Nothing is added where none is new, where the change needs
 * other dependencies than the base, or where no time is left. The tree is at the last checkpoint again afterwards.
 */
export async function withNewTests(
  context: StepContext,
  comparison: TestComparison,
  wanted: Preparation,
): Promise<TestComparison> {
  const added = newTests(comparison);
  const files = new Set(added.map(({ file }) => file));
  const same = wanted.commands.cacheKey === contextOf(context.life).commands.cacheKey;
  if (files.size === 0 || !same || wanted.endBy - context.clock.now() < LEAST_MS) return comparison;
  const lent = await testFiles(context);
  // Some runners do not say which file a test stands in.
  const paths = lent.map(({ path }) => path).filter((path) => files.has(path) || files.has(null));
  if (paths.length === 0) return comparison;
  const { host, checkout } = context;
  await checkout.showBase();
  try {
    await checkout.lend(lent);
    const limitMs = Math.min(LIMIT_MS, wanted.limitMs);
    const timeoutMs = timeLeft(context, { endBy: wanted.endBy, limitMs }, 0.5);
    const { report } = await runTargeted(host, wanted.commands, { paths, names: [] }, timeoutMs);
    return {
      ...comparison,
      new_tests: judgeNewTests(
        added.map(({ id }) => id),
        report,
      ),
    };
  } finally {
    await checkout.restore(lent.map(({ path }) => path));
  }
}

/** New tests that pass. Pure. */
function newTests({ added, after }: TestComparison): TestReport["cases"] {
  const ids = new Set(added);
  return after.cases.filter(({ id, outcome }) => outcome === "passed" && ids.has(id));
}

/** A test that the run on the base does not name was not loaded there: that is no failure of its own. Pure. */
export function judgeNewTests(ids: readonly string[], onBase: TestReport): NewTests {
  const outcomes = new Map(onBase.cases.map(({ id, outcome }) => [id, outcome]));
  const named = (outcome: string) => ids.filter((id) => outcomes.get(id) === outcome);
  const passing = named("passed");
  const failing = named("failed").length;
  return {
    failing,
    passing: passing.length,
    not_loaded: ids.length - failing - passing.length,
    passing_ids: passing.slice(0, MAX_LISTED),
  };
}

/** The test files of the change, whole; what is not text stays away. */
async function testFiles({ changes }: StepContext): Promise<{ path: string; content: string }[]> {
  const files = (changes.current()?.files ?? []).filter(
    ({ path, file }) => file !== null && isTestPath(path),
  );
  const read = await Promise.all(
    files.map(async (file) => {
      const bytes = file.file?.mode === "120000" ? null : await changes.bytes(file);
      const content = bytes && new TextDecoder().decode(bytes);
      return content === null || content.includes("\uFFFD") ? [] : [{ path: file.path, content }];
    }),
  );
  return read.flat();
}
