import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { insideRepo, MAX_CASES, testCase } from "../cases.ts";
import { readXml } from "./xml.ts";

const MAX_OUTPUT_CHARS = 4_000;

interface OpenCase {
  attributes: Record<string, string>;
  suites: string[];
  outcome: TestOutcome;
  /** Message attribute and text of the failure, error or skip. */
  message: string;
  body: string;
  /** What the test printed: all that some runners (ctest) say about a failure. */
  output: string;
}

/**
 * JUnit XML of whoever writes it; several documents may follow each other. Suites may nest. A todo or skipped case stays skipped even if it also
 * failed, as node:test counts it.
 */
export function parseJunit(xml: string, repoDir: string): TestCase[] {
  const cases: TestCase[] = [];
  const suites: string[] = [];
  let current: OpenCase | null = null;
  let inside = "";
  for (const event of readXml(xml)) {
    if (cases.length >= MAX_CASES) break;
    if (event.type === "text") {
      if (current && inside === "problem") current.body += event.text;
      else if (current && inside === "output" && current.output.length < MAX_OUTPUT_CHARS)
        current.output += event.text;
    } else if (event.type === "open") {
      if (event.name === "testsuite" && !event.empty) suites.push(event.attributes.name ?? "");
      if (event.name === "testcase") {
        current = {
          attributes: event.attributes,
          suites: [...suites],
          outcome: event.attributes.status === "disabled" ? "skipped" : "passed",
          message: "",
          body: "",
          output: "",
        };
        if (event.empty) {
          cases.push(close(current, repoDir));
          current = null;
        }
      } else if (current) inside = mark(current, event.name, event.attributes, event.empty);
    } else if (event.name === "testsuite") suites.pop();
    else if (event.name === "testcase" && current) {
      cases.push(close(current, repoDir));
      current = null;
    } else inside = "";
  }
  return cases;
}

function mark(current: OpenCase, tag: string, attributes: Record<string, string>, empty: boolean): string {
  if (tag === "skipped") {
    current.message = attributes.message ?? "";
    // ctest reports a test whose program was not built in the same way as one that asked to be skipped.
    const unable = current.attributes.status === "notrun" && !current.message.startsWith("SKIP_");
    current.outcome = unable ? "failed" : "skipped";
    return "";
  }
  if (tag === "system-out" || tag === "system-err") return empty ? "" : "output";
  if (tag !== "failure" && tag !== "error") return "";
  if (current.outcome === "skipped") return "";
  current.outcome = "failed";
  current.message = attributes.message ?? "";
  return empty ? "" : "problem";
}

function close(current: OpenCase, repoDir: string): TestCase {
  const { name = "", classname = "", file, time } = current.attributes;
  const classIsFile = looksLikePath(classname);
  const path = file ?? (classIsFile ? classname : null);
  const suite = current.suites.filter((label) => label !== "" && !looksLikePath(label)).join(".");
  return testCase({
    file: path === null ? null : insideRepo(path, repoDir),
    // node:test writes `test` where it has no suite, and only newer releases name the suite here.
    suite:
      classname === "" || classname === "test" || classIsFile ? suite : classname === name ? "" : classname,
    name: insideRepo(name, repoDir),
    outcome: current.outcome,
    message: messageOf(current),
    durationMs: time === undefined ? null : Number(time) * 1000,
  });
}

function messageOf({ message, body, output }: OpenCase): string {
  const text = body.includes(message.trim()) ? body : `${message}\n${body}`;
  return text.trim() === "" ? output : text;
}

function looksLikePath(text: string): boolean {
  return /^\S*\/\S*\.\w{1,5}$|^[\w-]+(?:\.(?:test|spec))?\.(?:[cm]?[jt]sx?|py)$/.test(text);
}
