import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { MAX_CASES, testCase } from "../cases.ts";
import { readXml } from "./xml.ts";

interface Result {
  testId: string;
  name: string;
  outcome: TestOutcome;
  durationMs: number | null;
  message: string;
}

/**
 * TRX of Visual Studio's test platform, one document or several after each other. Results stand before the
 * definitions that name the class of a test, so both are read before the cases are made.
 */
export function parseTrx(xml: string): TestCase[] {
  const results: Result[] = [];
  const classes = new Map<string, string>();
  let current: Result | null = null;
  let unitTest = "";
  let reading = false;
  for (const event of readXml(xml)) {
    if (results.length >= MAX_CASES) break;
    if (event.type === "text") {
      if (current && reading) current.message += event.text;
    } else if (event.type === "open") {
      const { attributes } = event;
      if (event.name === "UnitTestResult") {
        const result = resultOf(attributes);
        results.push(result);
        current = event.empty ? null : result;
      } else if (event.name === "UnitTest") unitTest = attributes.id ?? "";
      else if (event.name === "TestMethod") classes.set(unitTest, attributes.className ?? "");
      else reading = !event.empty && (event.name === "Message" || event.name === "StackTrace");
    } else if (event.name === "UnitTestResult") current = null;
    else if (event.name === "Message" || event.name === "StackTrace") {
      if (current && reading) current.message += "\n";
      reading = false;
    }
  }
  return results.map((result) => caseOf(result, classes.get(result.testId) ?? ""));
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

/** xUnit and NUnit repeat the class in the test's name; a class may come with its assembly behind a comma. */
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
