/** Form 3: the numbers of tests are stored with reports and comparisons, because their lists may be shortened. */
import { countCases, countLists, type TestComparison, type TestReport } from "../../protocol/index.ts";
import { Documents } from "./documents.ts";

type Old<T> = Omit<T, "counts">;
type OldComparison = Old<Omit<TestComparison, "vanished">>;

/** Counts what is stored, which is all that is known of it. */
export function withCounts(sql: SqlStorage): void {
  const documents = new Documents(sql);
  const baseline = documents.get("baseline");
  if (baseline) documents.put("baseline", counted(baseline));
  for (const key of ["comparison", "repair"] as const) {
    const comparison = documents.get(key);
    if (comparison) documents.put(key, compared(comparison));
  }
  const published = documents.get("published");
  if (published?.comparison)
    documents.put("published", { ...published, comparison: compared(published.comparison) });
  const events = sql
    .exec<{ seq: number; data: string }>("SELECT seq, data FROM event WHERE type IN ('tests', 'evidence')")
    .toArray();
  for (const { seq, data } of events) {
    const old = JSON.parse(data); // only the journal writes rows
    const now = old.report
      ? { ...old, report: counted(old.report) }
      : { ...old, comparison: compared(old.comparison) };
    sql.exec("UPDATE event SET data = ? WHERE seq = ?", JSON.stringify(now), seq);
  }
}

const counted = (report: Old<TestReport>): TestReport => ({ ...report, counts: countCases(report.cases) });

function compared(comparison: OldComparison): TestComparison {
  const { baseline, after, removed } = comparison;
  const passed = new Set(
    (baseline?.cases ?? []).filter(({ outcome }) => outcome === "passed").map(({ id }) => id),
  );
  const lists = { ...comparison, vanished: removed.filter((id) => passed.has(id)) };
  return {
    ...lists,
    counts: countLists(lists),
    baseline: baseline && counted(baseline),
    after: counted(after),
  };
}
