/** Pure: truncates reports and JSON values to a limit, with a note where a reader would miss something. */
import type { TestComparison, TestReport } from "../../protocol/index.ts";

const LIST_CHARS = 30_000;

/** As many cases as fit, failed ones first; the note says how many, and `counts` stay those of all. */
export function fitReport(report: TestReport, maxChars: number): TestReport {
  if (JSON.stringify(report.cases).length <= maxChars) return report;
  const byWeight = [
    ...report.cases.filter((test) => test.outcome === "failed"),
    ...report.cases.filter((test) => test.outcome !== "failed"),
  ];
  const cases = takeWhile(byWeight, maxChars);
  const { passed, failed, skipped } = report.counts;
  const note = `Only ${cases.length} of ${passed + failed + skipped} tests are listed.`;
  return { ...report, cases, note: report.note ? `${report.note} ${note}` : note };
}

/** Truncates both reports, and the lists of test ids, to `maxChars` each. The verdict stays. */
export function fitComparison(comparison: TestComparison, maxChars: number): TestComparison {
  const list = (ids: string[]) => takeWhile(ids, Math.min(maxChars, LIST_CHARS));
  return {
    ...comparison,
    fixed: list(comparison.fixed),
    broken: list(comparison.broken),
    still_failing: list(comparison.still_failing),
    added: list(comparison.added),
    removed: list(comparison.removed),
    vanished: list(comparison.vanished),
    deleted: list(comparison.deleted),
    renamed: takeWhile(comparison.renamed, Math.min(maxChars, LIST_CHARS)),
    flaky: list(comparison.flaky),
    unjudged: list(comparison.unjudged),
    baseline: comparison.baseline && fitReport(comparison.baseline, maxChars),
    after: fitReport(comparison.after, maxChars),
  };
}

function takeWhile<T>(items: T[], maxChars: number): T[] {
  let chars = 0;
  const end = items.findIndex((item) => {
    chars += JSON.stringify(item).length + 1;
    return chars > maxChars;
  });
  return end === -1 ? items : items.slice(0, end);
}

/** The JSON of any value, with long texts and lists truncated until it has at most `maxChars`. */
export function fitJson(value: unknown, maxChars: number): string {
  let text = JSON.stringify(value);
  for (let limit = 32_768; text.length > maxChars && limit >= 1; limit /= 2)
    text = JSON.stringify(cut(value, limit));
  return text;
}

function cut(value: unknown, limit: number): unknown {
  if (typeof value === "string") return value.length <= limit ? value : `${value.slice(0, limit)}…`;
  if (Array.isArray(value)) return value.slice(0, limit).map((item) => cut(item, limit));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cut(part, limit)]));
}
