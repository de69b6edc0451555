import { describe, expect, it } from "vitest";
import type { UsageRow } from "../protocol/index.ts";
import { boundsOf, usageCsv, usagePeriod, usageReport } from "./usage-report.ts";

const NOW_MS = Date.parse("2026-11-22T23:59:59.999Z");
const PERIOD = { from: "2026-11-01", to: "2026-11-22" };

const NO_TASKS = { complete: 0, failed: 0, cancelled: 0 };

const row = (changes: Partial<UsageRow> = {}): UsageRow => ({
  day: "2026-11-20",
  provider: "openai",
  model: "gpt-5",
  repo_full_name: "ada/invoice",
  task_id: "10000000-0000-4000-8000-00000000000a",
  title: "Add tests",
  stage: "planning",
  calls: 1,
  input_tokens: 100,
  output_tokens: 10,
  cached_input_tokens: 40,
  cost_usd: 0.1,
  unknown_cost_calls: 0,
  ...changes,
});

describe("the period", () => {
  it.each([
    [{}, { from: "2026-10-24", to: "2026-11-22" }],
    [{ to: "2026-03-01" }, { from: "2026-01-31", to: "2026-03-01" }],
    [{ from: "2026-11-22" }, { from: "2026-11-22", to: "2026-11-22" }],
    [
      { from: "2025-11-22", to: "2026-11-22" },
      { from: "2025-11-22", to: "2026-11-22" },
    ],
  ])("of %j is %j", (asked, period) => {
    expect(usagePeriod(asked, NOW_MS)).toEqual({ ok: true, period });
  });

  it.each([
    [{ from: "2026-11-23" }, "must not be after 2026-11-22, the last day"],
    [{ from: "2026-02-02", to: "2026-02-01" }, "must not be after 2026-02-01, the last day"],
    [{ from: "2025-11-21", to: "2026-11-22" }, "must be at most 366 days up to 2026-11-22"],
  ])("of %j is refused: %s", (asked, reason) => {
    expect(usagePeriod(asked, NOW_MS)).toEqual({ ok: false, field: "from", reason });
  });

  it("includes its last day to the last moment", () => {
    expect(boundsOf({ from: "2026-12-31", to: "2026-12-31" })).toEqual({
      from: "2026-12-31T00:00:00.000Z",
      to: "2027-01-01T00:00:00.000Z",
    });
  });
});

describe("the report", () => {
  it("of nothing says that nothing was spent", () => {
    expect(usageReport(PERIOD, [], NO_TASKS)).toEqual({
      ...PERIOD,
      outcomes: NO_TASKS,
      totals: {
        calls: 0,
        input_tokens: 0,
        output_tokens: 0,
        cached_input_tokens: 0,
        cost_usd: 0,
        unknown_cost_calls: 0,
      },
      by_day: [],
      by_model: [],
      by_repo: [],
      by_task: [],
      by_step: [],
    });
  });

  it("adds up by day, model, repository, task and step", () => {
    const other = "10000000-0000-4000-8000-00000000000b";
    const report = usageReport(
      PERIOD,
      [
        row({ stage: "applying_changes", calls: 3, input_tokens: 300, cost_usd: 0.2 }),
        row({ day: "2026-11-19" }),
        row({ repo_full_name: "ada/cart", task_id: other, title: "Fix", model: "gpt-6", input_tokens: 900 }),
        row({ repo_full_name: "ada/cart", task_id: other, title: "Fix", provider: "google" }),
      ],
      NO_TASKS,
    );
    expect(report.totals).toEqual({
      calls: 6,
      input_tokens: 1400,
      output_tokens: 40,
      cached_input_tokens: 160,
      cost_usd: 0.5,
      unknown_cost_calls: 0,
    });
    expect(report.by_day.map(({ day, calls }) => [day, calls])).toEqual([
      ["2026-11-19", 1],
      ["2026-11-20", 5],
    ]);
    expect(
      report.by_model.map(({ provider, model, input_tokens }) => [provider, model, input_tokens]),
    ).toEqual([
      ["openai", "gpt-6", 900],
      ["openai", "gpt-5", 400],
      ["google", "gpt-5", 100],
    ]);
    expect(report.by_repo.map(({ repo_full_name, input_tokens }) => [repo_full_name, input_tokens])).toEqual([
      ["ada/cart", 1000],
      ["ada/invoice", 400],
    ]);
    expect(report.by_task.map(({ title, task_id, calls }) => [title, task_id, calls])).toEqual([
      ["Fix", other, 2],
      ["Add tests", row().task_id, 4],
    ]);
    expect(report.by_step.map(({ stage, calls, cost_usd }) => [stage, calls, cost_usd])).toEqual([
      ["planning", 3, 0.3],
      ["applying_changes", 3, 0.2],
    ]);
  });

  it("never takes an unknown price for none", () => {
    const unknown = { model: "own", calls: 2, cost_usd: null, unknown_cost_calls: 2 };
    const { totals, by_model } = usageReport(
      PERIOD,
      [row(unknown), row({ model: "demo", cost_usd: 0 }), row()],
      NO_TASKS,
    );
    expect(totals).toMatchObject({ cost_usd: 0.1, unknown_cost_calls: 2 });
    expect(Object.fromEntries(by_model.map(({ model, cost_usd }) => [model, cost_usd]))).toEqual({
      own: null,
      demo: 0,
      "gpt-5": 0.1,
    });
  });
});

describe("the table", () => {
  const HEADER =
    "day,provider,model,repo_full_name,task_id,title,stage,calls,input_tokens,output_tokens,cached_input_tokens,cost_usd,unknown_cost_calls";

  it("has a header, and leaves an unknown cost empty", () => {
    expect(usageCsv([])).toBe(`${HEADER}\r\n`);
    expect(usageCsv([row({ cost_usd: null, unknown_cost_calls: 1 })])).toBe(
      `${HEADER}\r\n2026-11-20,openai,gpt-5,ada/invoice,10000000-0000-4000-8000-00000000000a,Add tests,planning,1,100,10,40,,1\r\n`,
    );
  });

  it.each([
    ['Say "hi", then\nleave', '"Say ""hi"", then\nleave"'],
    ["carriage\rreturn", '"carriage\rreturn"'],
    ["=HYPERLINK(1,2)", '"\'=HYPERLINK(1,2)"'],
    ["@sum", "'@sum"],
    ["-1", "'-1"],
    ["a-1", "a-1"],
  ])("writes the title %j as %j", (title, cell) => {
    expect(usageCsv([row({ title })])).toContain(`-00000000000a,${cell},planning,`);
  });
});
