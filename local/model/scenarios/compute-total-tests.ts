import type { Scene } from "../conversation.ts";
import { submitPlan } from "../plan.ts";
import { type Claim, call, finish, type Reply, say } from "../reply.ts";
import { type FileView, lastChange, viewFile } from "../tool-results.ts";
import { README_STEP, unmetWishes, updateReadme, wantsReadme } from "./readme.ts";
import { type Concerned, runConcerned } from "./targeted-test.ts";

const SOURCE = "invoice.py";
const TEST = "tests/test_invoice.py";
const CONCERNED: Concerned = {
  file: TEST,
  names: [],
  claim: "computeTotal does what its docstring says.",
};
const README_SENTENCE =
  "`computeTotal` is covered by tests for tax, rounding, empty invoices and impossible tax rates.";

const TEST_CLASS = `class ComputeTotalTest(unittest.TestCase):
    def test_adds_tax_to_the_sum(self):
        items = [
            LineItem("Consulting", quantity=3, unit_price=Decimal("120.00")),
            LineItem("Travel", quantity=1, unit_price=Decimal("40.00")),
        ]
        self.assertEqual(computeTotal(items, Decimal("0.20")), Decimal("480.00"))

    def test_is_the_subtotal_without_tax(self):
        items = [LineItem("Coffee", quantity=2, unit_price=Decimal("2.55"))]
        self.assertEqual(computeTotal(items, Decimal("0")), Decimal("5.10"))

    def test_rounds_half_a_cent_up(self):
        items = [LineItem("Sticker", quantity=1, unit_price=Decimal("0.10"))]
        self.assertEqual(computeTotal(items, Decimal("0.05")), Decimal("0.11"))

    def test_computes_tax_once_on_the_sum(self):
        # Line by line, each 0.105 would round up to 0.11 and make 0.33.
        items = [LineItem("Sticker", quantity=1, unit_price=Decimal("0.10"))] * 3
        self.assertEqual(computeTotal(items, Decimal("0.05")), Decimal("0.32"))

    def test_is_zero_for_an_empty_invoice(self):
        self.assertEqual(computeTotal([], Decimal("0.20")), Decimal("0.00"))

    def test_accepts_the_bounds_of_the_tax_rate(self):
        items = [LineItem("Book", quantity=1, unit_price=Decimal("10.00"))]
        self.assertEqual(computeTotal(items, Decimal("1")), Decimal("20.00"))

    def test_refuses_impossible_tax_rates(self):
        for tax_rate in (Decimal("-0.01"), Decimal("1.01")):
            with self.subTest(tax_rate=tax_rate), self.assertRaises(ValueError):
                computeTotal([], tax_rate)`;

export function addComputeTotalTests(scene: Scene): Reply {
  const source = viewFile(scene, SOURCE);
  const tests = viewFile(scene, TEST);
  if (source.state === "unread" || tests.state === "unread") {
    const reads = [call("read", { path: SOURCE }), call("read", { path: TEST })];
    return say(`I read ${SOURCE} and its tests.`, ...reads);
  }
  return scene.phase === "planning" ? planTests(scene, source, tests) : applyTests(scene, source, tests);
}

/** Why the tests cannot be added, or null. */
function obstacle(source: FileView, tests: FileView): string | null {
  if (source.state !== "read") return `${SOURCE} could not be read.`;
  if (tests.state !== "read") return `${TEST} could not be read.`;
  if (!source.lines.some((line) => /^def computeTotal\(items, tax_rate\)/.test(line))) {
    return `${SOURCE} has no computeTotal(items, tax_rate).`;
  }
  if (tests.lines.some((line) => line.startsWith("class ComputeTotalTest("))) {
    return `${TEST} has tests for computeTotal already.`;
  }
  return makeEdits(tests.lines) ? null : `${TEST} does not look as the demo model expects.`;
}

function planTests(scene: Scene, source: FileView, tests: FileView): Reply {
  const problem = obstacle(source, tests);
  const opening = problem
    ? `${problem} The plan says so; nothing will be changed.`
    : "computeTotal adds tax to the sum and rounds once; none of that is tested yet.";
  return submitPlan(opening, {
    goal: "Unit tests for computeTotal in invoice.py.",
    assumptions: [
      problem ?? "The docstring of computeTotal describes what it should do; the tests hold it to that.",
      "The tests use unittest, like those that are there.",
      ...unmetWishes(scene),
    ],
    steps: [
      {
        id: "tests",
        title: "Add tests for computeTotal",
        intent:
          "One test class: tax on the sum, no tax, half a cent rounded up, tax computed once and not line by line, an empty invoice, and tax rates below 0 or above 1.",
        files: tests.state === "read" ? [{ path: TEST, action: "modify" }] : [],
        acceptance: "The new tests pass, and the old ones still do.",
        risk: "low",
      },
      ...(wantsReadme(scene) ? [README_STEP] : []),
    ],
    outOfScope: [`Changes of ${SOURCE}.`],
  });
}

function applyTests(scene: Scene, source: FileView, tests: FileView): Reply {
  if (lastChange(scene, TEST)) return conclude(scene);
  const problem = obstacle(source, tests);
  const edits = problem === null && tests.state === "read" ? makeEdits(tests.lines) : null;
  if (!edits) return conclude(scene, `No test was added. ${problem ?? ""}`.trim());
  return say("I add a test class and the import that it needs.", call("edit", { path: TEST, edits }));
}

/** The import extended and the class put before the main guard, or null if either place is missing. */
function makeEdits(lines: string[]): { old: string; new: string }[] | null {
  const importLine = lines.find((line) => /^from invoice import [\w, ]+$/.test(line));
  const guard = lines.find((line) => /^if __name__ == /.test(line));
  if (!importLine || !guard) return null;
  const names = importLine.replace("from invoice import ", "").split(/,\s*/);
  const all = [...new Set([...names, "computeTotal"])].sort(
    (a, b) => order(a) - order(b) || (a < b ? -1 : 1),
  );
  return [
    { old: importLine, new: `from invoice import ${all.join(", ")}` },
    { old: guard, new: `${TEST_CLASS}\n\n\n${guard}` },
  ];
}

/** Classes before functions, as import sorters have it. */
function order(name: string): number {
  return /^[A-Z]/.test(name) ? 0 : 1;
}

function conclude(scene: Scene, note?: string): Reply {
  const change = lastChange(scene, TEST);
  const done = change?.ok
    ? "Seven tests for computeTotal cover tax, rounding, an empty invoice and impossible tax rates."
    : `No test was added: ${change?.reason ?? ""}`;
  const notes = [note ?? done];
  const claims: Claim[] = [];
  const readme = wantsReadme(scene) ? updateReadme(scene, README_SENTENCE, notes) : null;
  const run = change?.ok ? runConcerned(scene, CONCERNED, notes, claims) : null;
  return readme ?? run ?? finish("", [...notes, ...unmetWishes(scene)].join(" "), { claims });
}
