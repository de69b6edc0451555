import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { MAX_CASES, testCase } from "../cases.ts";
import { MAX_TEXT_CHARS } from "./text-parser.ts";
import type { XmlEvent } from "./xml.ts";

interface Result {
  testId: string;
  name: string;
  outcome: TestOutcome;
  durationMs: number | null;
  message: string;
}

/**
 * Streaming reader of Visual Studio's TRX, one document or several. Results precede the definitions that name a test's
 * class, so both are read before the cases are built.
 */
export class TrxReader {
  private readonly results: Result[] = [];
  private readonly classes = new Map<string, string>();
  private current: Result | null = null;
  private unitTest = "";
  private reading = false;

  event(event: XmlEvent): void {
    if (event.type === "text") {
      if (this.current && this.reading && this.current.message.length < MAX_TEXT_CHARS)
        this.current.message += event.text.slice(0, MAX_TEXT_CHARS);
    } else if (event.type === "close") {
      if (event.name === "UnitTestResult") this.current = null;
      else if (event.name === "Message" || event.name === "StackTrace") {
        if (this.current && this.reading) this.current.message += "\n";
        this.reading = false;
      }
    } else if (event.name === "UnitTestResult") {
      const result = resultOf(event.attributes);
      // One above the limit, so that exceeding it is detected.
      if (this.results.length <= MAX_CASES) this.results.push(result);
      this.current = event.empty ? null : result;
    } else if (event.name === "UnitTest") this.unitTest = event.attributes.id ?? "";
    else if (event.name === "TestMethod") this.classes.set(this.unitTest, event.attributes.className ?? "");
    else this.reading = !event.empty && (event.name === "Message" || event.name === "StackTrace");
  }

  get cases(): TestCase[] {
    return this.results.map((result) => caseOf(result, this.classes.get(result.testId) ?? ""));
  }
}

const OUTCOMES: Record<string, TestOutcome> = {
  Passed: "passed",
  PassedButRunAborted: "passed",
  Warning: "passed",
  NotExecuted: "skipped",
  NotRunnable: "skipped",
  Inconclusive: "skipped",
  Disconnected: "skipped",
};

function resultOf(attributes: Record<string, string>): Result {
  const time = /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(attributes.duration ?? "");
  return {
    testId: attributes.testId ?? "",
    name: attributes.testName ?? "",
    outcome: OUTCOMES[attributes.outcome ?? ""] ?? "failed",
    durationMs: time ? ((Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3])) * 1000 : null,
    message: "",
  };
}

/** xUnit and NUnit repeat the class in the test's name; the assembly may follow a class after a comma. */
function caseOf(result: Result, className: string): TestCase {
  const suite = className.split(",")[0]?.trim() ?? "";
  const name =
    suite !== "" && result.name.startsWith(`${suite}.`) ? result.name.slice(suite.length + 1) : result.name;
  return testCase({
    suite,
    name,
    outcome: result.outcome,
    message: result.message,
    durationMs: result.durationMs,
  });
}
