import type {
  EventInput,
  Plan,
  TaskDiff,
  TaskEvent,
  TaskState,
  TaskSummary,
  TaskView,
  TestCase,
  TestComparison,
} from "../../worker/protocol/index.ts";
import { stageOf, statusOf } from "../../worker/protocol/index.ts";

/** The moment at which the pictures are taken. */
export const NOW = Date.parse("2026-11-22T10:20:00Z");
export const TASK_ID = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10";
const BASE_COMMIT = "3f9c2e71b0d84d6fa1c2e3f4a5b6c7d8e9f00112";

const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

export const plan: Plan = {
  version: 1,
  parent_version: null,
  author: "model",
  base_commit: BASE_COMMIT,
  created_at: ago(120),
  goal: "Cover computeTotal in invoice.py with tests and fix the rounding they uncover",
  assumptions: [
    "Amounts are decimal strings, as in the README",
    "The public signature of computeTotal stays",
  ],
  questions: ["Should a negative quantity raise, or count as a credit? The plan assumes that it raises."],
  out_of_scope: ["Currency conversion", "The command line interface"],
  steps: [
    {
      id: "s1",
      title: "Write the tests first",
      intent:
        "Cover the empty invoice, one line, several lines with tax, rounding at half a cent, and a negative quantity.",
      files: [{ path: "tests/test_invoice.py", action: "create" }],
      acceptance: "the new tests run and the rounding one fails",
      risk: "low",
    },
    {
      id: "s2",
      title: "Round with Decimal instead of float",
      intent:
        "Quantise once, at the end, with ROUND_HALF_UP. Rounding each line first loses a cent on long invoices.",
      files: [
        { path: "invoice.py", action: "modify" },
        { path: "money.py", action: "create" },
      ],
      acceptance: "all tests pass, old ones included",
      risk: "medium",
    },
    {
      id: "s3",
      title: "Say so in the README",
      intent: "One paragraph on how totals are rounded.",
      files: [{ path: "README.md", action: "modify" }],
      acceptance: "",
      risk: "low",
    },
  ],
  commands: { install: null, test: "python -m unittest -v" },
};

const testCase = (name: string, outcome: TestCase["outcome"], message: string | null = null): TestCase => ({
  id: `tests/test_invoice.py::ComputeTotal::${name}`,
  name,
  file: "tests/test_invoice.py",
  outcome,
  message,
  duration_ms: 2,
});

const FAILURE = `Traceback (most recent call last):
  File "tests/test_invoice.py", line 31, in test_rounds_half_up
    self.assertEqual(compute_total(lines), Decimal("10.13"))
AssertionError: Decimal('10.12') != Decimal('10.13')`;

export const comparison = (verdict: TestComparison["verdict"]): TestComparison => ({
  verdict,
  fixed: ["tests/test_invoice.py::ComputeTotal::test_rounds_half_up"],
  broken: verdict === "broken" ? ["tests/test_invoice.py::ComputeTotal::test_discount"] : [],
  still_failing: [],
  added: [
    "tests/test_invoice.py::ComputeTotal::test_empty",
    "tests/test_invoice.py::ComputeTotal::test_negative_quantity",
  ],
  removed: [],
  flaky: [],
  unchanged_passing: 14,
  baseline: {
    outcome: "failed",
    command: "python -m unittest -v",
    exit_code: 1,
    duration_ms: 812,
    cases: [testCase("test_rounds_half_up", "failed", FAILURE), testCase("test_discount", "passed")],
    output_tail: `${FAILURE}\n\nFAILED (failures=1)`,
    note: null,
  },
  after: {
    outcome: verdict === "broken" ? "failed" : "passed",
    command: "python -m unittest -v",
    exit_code: verdict === "broken" ? 1 : 0,
    duration_ms: 934,
    cases: [
      testCase("test_rounds_half_up", "passed"),
      testCase("test_empty", "passed"),
      testCase("test_negative_quantity", "passed"),
      verdict === "broken"
        ? testCase("test_discount", "failed", FAILURE.replace("test_rounds_half_up", "test_discount"))
        : testCase("test_discount", "passed"),
    ],
    output_tail: "Ran 17 tests in 0.011s\n\nOK",
    note: null,
  },
});

const PATCH = `diff --git a/README.md b/README.md
index 1111111..2222222 100644
--- a/README.md
+++ b/README.md
@@ -10,3 +10,6 @@ python -m unittest
 ## Amounts
 
 Amounts are decimal strings.
+
+Totals are rounded once, at the end, half a cent up. Lines are never rounded
+on their own, so a long invoice adds up to the cent.
diff --git a/invoice.py b/invoice.py
index 3333333..4444444 100644
--- a/invoice.py
+++ b/invoice.py
@@ -1,15 +1,20 @@
 """Invoices: lines with quantity, unit price and tax."""
 
+from decimal import Decimal
+
+from money import to_cents
+
 
 def compute_total(lines, tax_rate="0"):
     """Sum of all lines with tax, as a decimal string."""
-    total = 0.0
+    total = Decimal("0")
     for line in lines:
-        # floats lose a cent here
-        total += round(line.quantity * float(line.price), 2)
-    return str(round(total * (1 + float(tax_rate)), 2))
+        if line.quantity < 0:
+            raise ValueError(f"negative quantity: {line.quantity}")
+        total += line.quantity * Decimal(line.price)
+    return to_cents(total * (1 + Decimal(tax_rate)))
 
 
 def discount(total, percent):
     """The total with a discount taken off."""
     return total - total * percent / 100
diff --git a/money.py b/money.py
new file mode 100644
index 0000000..5555555
--- /dev/null
+++ b/money.py
@@ -0,0 +1,9 @@
+"""Rounding of money, in one place."""
+
+from decimal import ROUND_HALF_UP, Decimal
+
+
+def to_cents(amount: Decimal) -> str:
+    """The amount with two decimals, half a cent rounded up."""
+    cents = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
+    return str(cents)
diff --git a/setup.cfg b/setup.cfg
index 6666666..7777777 100644
--- a/setup.cfg
+++ b/setup.cfg
@@ -1,4 +1,4 @@
 [metadata]
 name = invoice
-version = 0.3.0
+version = 0.3.1
 description = Small invoices
`;

const file = (
  path: string,
  status: "added" | "modified",
  additions: number,
  deletions: number,
  steps: string[],
) => ({
  path,
  status,
  additions,
  deletions,
  binary: false,
  plan_steps: steps,
  out_of_plan: steps.length === 0,
});

export const diff: TaskDiff = {
  base_commit: BASE_COMMIT,
  files: [
    file("README.md", "modified", 3, 0, ["s3"]),
    file("invoice.py", "modified", 9, 5, ["s2"]),
    file("money.py", "added", 9, 0, ["s2"]),
    file("setup.cfg", "modified", 1, 1, []),
  ],
  patch: PATCH,
};

const ALLOWED: Record<TaskState, TaskView["allowed"]> = {
  queued: ["cancel"],
  cloning: ["cancel"],
  analyzing: ["cancel"],
  planning: ["cancel"],
  awaiting_approval: ["approve", "edit_plan", "refine", "cancel", "message"],
  applying: ["cancel", "message"],
  testing: ["cancel", "message"],
  reviewing: ["apply", "message", "cancel"],
  publishing: [],
  complete: ["message"],
  failed: ["retry", "message"],
  cancelled: ["retry"],
};

export const summary = (state: TaskState, change: Partial<TaskSummary> = {}): TaskSummary => ({
  task_id: TASK_ID,
  status: statusOf(state),
  state,
  stage: stageOf(state),
  repo_full_name: "samples/invoice",
  branch: "main",
  title: "Tests for computeTotal in invoice.py",
  provider: "demo",
  model: "demo",
  pr_url: state === "complete" ? "http://127.0.0.1:3000/samples/invoice/pull/12" : null,
  diff_stat: state === "reviewing" || state === "complete" ? { files: 4, additions: 22, deletions: 6 } : null,
  error:
    state === "failed"
      ? { code: "model_no_quota", message: "The model's account has no credit left.", step: "apply" }
      : null,
  created_at: ago(187),
  updated_at: ago(12),
  ...change,
});

export const view = (state: TaskState, change: Partial<TaskView> = {}): TaskView => ({
  ...summary(state),
  prompt:
    "Write unit tests for computeTotal in invoice.py. Include rounding at half a cent. If a test shows a bug, fix it.",
  auto_pr: false,
  review_plan: true,
  plan: ["queued", "cloning", "analyzing", "planning"].includes(state) ? null : plan,
  approved_version: ["applying", "testing", "reviewing", "publishing", "complete"].includes(state) ? 1 : null,
  base_commit: BASE_COMMIT,
  tests: state === "reviewing" || state === "complete" ? comparison("pass") : null,
  usage: { input_tokens: 18_420, output_tokens: 2_310, cached_input_tokens: 0, cost_usd: null },
  sandbox: { state: "ready", isolation: "bubblewrap" },
  allowed: ALLOWED[state],
  pending_messages: 0,
  head_seq: 0,
  version: 5,
  ...change,
});

export const taskList: TaskSummary[] = [
  summary("awaiting_approval"),
  summary("failed", {
    task_id: id(2),
    title: "Upgrade to Node 24 and fix the type errors",
    repo_full_name: "ada/engine",
    updated_at: ago(2_400),
  }),
  summary("reviewing", {
    task_id: id(3),
    title: "Cart: a coupon must not make the total negative",
    repo_full_name: "samples/shopping-cart",
    updated_at: ago(310),
  }),
  summary("testing", {
    task_id: id(4),
    title: "Paginate the orders endpoint",
    repo_full_name: "ada/orders-service",
    branch: "develop",
    updated_at: ago(9),
  }),
  summary("planning", {
    task_id: id(5),
    title: "Replace the home-made date parser",
    repo_full_name: "ada/engine",
    updated_at: ago(30),
  }),
  summary("complete", {
    task_id: id(6),
    title: "Say how totals are rounded in the README",
    updated_at: ago(7_200),
  }),
  summary("complete", {
    task_id: id(7),
    title:
      "Remove the unused feature flags from the settings screen and its tests, which nobody has switched on since the spring release",
    repo_full_name: "ada/a-repository-with-a-rather-long-name",
    updated_at: ago(93_000),
  }),
  summary("cancelled", {
    task_id: id(8),
    title: "Try the new bundler",
    repo_full_name: "ada/engine",
    updated_at: ago(180_000),
  }),
];

function id(n: number): string {
  return `5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a1${n}`;
}

/** Journal events, a second or so apart, from what a producer would say. */
function journal(inputs: readonly EventInput[], stage: TaskState): TaskEvent[] {
  return inputs.map(
    (input, index) =>
      // EventInput and TaskEvent pair type and data in the same way; only the envelope is added.
      ({
        ...input,
        task_id: TASK_ID,
        seq: index + 1,
        timestamp: ago(180 - index * 2),
        stage: stageOf(stage),
      }) as TaskEvent,
  );
}

const started = (
  step: "clone" | "analyze" | "baseline" | "plan" | "apply" | "test" | "publish",
): EventInput => ({
  type: "step_started",
  message: step,
  data: { step, step_id: `${step}:1`, attempt: 1 },
});
const finished = (
  step: "clone" | "analyze" | "baseline" | "plan" | "apply" | "test" | "publish",
  durationMs: number,
  ok = true,
): EventInput => ({
  type: "step_finished",
  message: step,
  data: { step, step_id: `${step}:1`, ok, duration_ms: durationMs, will_retry: false },
});
const tool = (name: string, target: string): EventInput => ({
  type: "tool",
  message: `${name} ${target}`,
  data: { tool: name, target, ok: true, detail: null },
});
const command = (step: "baseline" | "test", ok: boolean): EventInput[] => [
  {
    type: "command_started",
    message: "test",
    data: { step, command_id: step, command: "python -m unittest -v" },
  },
  {
    type: "log",
    message: "output",
    data: {
      step,
      command_id: step,
      stream: "stderr",
      text: `test_discount (tests.test_invoice.ComputeTotal) ... \x1b[32mok\x1b[0m\ntest_rounds_half_up (tests.test_invoice.ComputeTotal) ... ${ok ? "\x1b[32mok\x1b[0m" : "\x1b[31mFAIL\x1b[0m"}\n\nRan 15 tests in 0.009s\n${ok ? "\x1b[1;32mOK\x1b[0m" : "\x1b[1;31mFAILED (failures=1)\x1b[0m"}\n`,
    },
  },
  {
    type: "command_finished",
    message: "done",
    data: {
      step,
      command_id: step,
      command: "python -m unittest -v",
      exit_code: ok ? 0 : 1,
      timed_out: false,
      duration_ms: 812,
    },
  },
];
const edit = (
  path: string,
  action: "create" | "modify",
  additions: number,
  deletions: number,
): EventInput => ({
  type: "edit",
  message: `edit ${path}`,
  data: {
    path,
    action,
    additions,
    deletions,
    patch:
      '@@ -5,3 +5,3 @@\n def compute_total(lines):\n-    total = 0.0\n+    total = Decimal("0")\n     for line in lines:\n',
    plan_step: "s2",
  },
});

const untilPlan: EventInput[] = [
  { type: "sandbox", message: "sandbox", data: { isolation: "bubblewrap", note: null } },
  started("clone"),
  finished("clone", 640),
  started("analyze"),
  started("baseline"),
  {
    type: "context",
    message: "context",
    data: {
      languages: [{ name: "Python", files: 6 }],
      files: 11,
      top_files: ["invoice.py"],
      install_command: null,
      test_command: "python -m unittest -v",
    },
  },
  ...command("baseline", false),
  finished("baseline", 1_204),
  finished("analyze", 1_480),
  started("plan"),
  tool("read", "invoice.py"),
  tool("grep", "compute_total"),
  tool("read", "tests/test_invoice.py"),
  {
    type: "agent_text",
    message: "text",
    data: { text: "`compute_total` rounds **each line** as a float. That is where the cent goes." },
  },
  finished("plan", 8_200),
  { type: "plan", message: "plan", data: { plan } },
];

const untilEdits: EventInput[] = [
  ...untilPlan,
  { type: "plan_approved", message: "approved", data: { version: 1, by: "user" } },
  started("apply"),
  tool("read", "invoice.py"),
  edit("tests/test_invoice.py", "create", 48, 0),
  edit("money.py", "create", 9, 0),
  edit("invoice.py", "modify", 9, 5),
];

const untilReview: EventInput[] = [
  ...untilEdits,
  finished("apply", 14_300),
  started("test"),
  ...command("test", true),
  finished("test", 1_100),
  { type: "evidence", message: "evidence", data: { comparison: comparison("pass") } },
  { type: "diff", message: "diff", data: { files: 4, additions: 22, deletions: 6 } },
];

/** The journal of a task in `state`. */
export function eventsFor(state: TaskState): TaskEvent[] {
  switch (state) {
    case "planning":
      return journal(untilPlan.slice(0, -3), state);
    case "awaiting_approval":
      return journal(untilPlan, state);
    case "applying":
      return journal(
        [
          ...untilEdits,
          {
            type: "user_message",
            message: "message",
            data: { message_id: "m1", text: "Keep the old function name, please.", queued: true },
          },
        ],
        state,
      );
    case "failed":
      return journal(
        [
          ...untilEdits,
          finished("apply", 14_300, false),
          {
            type: "error",
            message: "The model's account has no credit left.",
            data: { code: "model_no_quota", step: "apply" },
          },
        ],
        state,
      );
    case "reviewing":
      return journal(untilReview, state);
    case "complete":
      return journal(
        [
          ...untilReview,
          started("publish"),
          finished("publish", 900),
          {
            type: "pull_request",
            message: "pr",
            data: {
              url: "http://127.0.0.1:3000/samples/invoice/pull/12",
              number: 12,
              branch: "verne/tests-for-computetotal-5e0c1d0a",
              commit: BASE_COMMIT,
              draft: true,
            },
          },
          {
            type: "state",
            message: "The pull request is open.",
            data: { from: "publishing", to: "complete", reason: null },
          },
        ],
        state,
      );
    default:
      return [];
  }
}

/** A log of `count` lines in chunks, as a long test run writes it. */
export function longLog(count: number): TaskEvent[] {
  const inputs: EventInput[] = [started("test")];
  inputs.push({
    type: "command_started",
    message: "test",
    data: { step: "test", command_id: "c", command: "npm test" },
  });
  for (let from = 0; from < count; from += 200) {
    const text = Array.from(
      { length: Math.min(200, count - from) },
      (_, n) =>
        `\x1b[32mok\x1b[0m ${from + n} - suite ${Math.floor((from + n) / 50)} case ${(from + n) % 50}\n`,
    ).join("");
    inputs.push({
      type: "log",
      message: "output",
      data: { step: "test", command_id: "c", stream: "stdout", text },
    });
  }
  return journal(inputs, "testing");
}
