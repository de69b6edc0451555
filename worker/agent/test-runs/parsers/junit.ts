import type { TestCase, TestOutcome } from "../../../protocol/index.ts";
import { insideRepo, MAX_CASES, testCase } from "../cases.ts";
import { readXml, type XmlEvent } from "./xml.ts";

const MAX_OUTPUT_CHARS = 4_000;

interface OpenCase {
  attributes: Record<string, string>;
  suites: string[];
  outcome: TestOutcome;
  /** Message attribute and text of the failure, error or skip. */
  message: string;
  body: string;
  /** The test's output: the only text that some runners (ctest) give for a failure. */
  output: string;
}

/**
 * Streaming reader of JUnit XML in all its dialects; several documents may follow each other. Suites may nest. A todo
 * or skipped case stays skipped even if it also failed, as node:test counts it.
 */
export class JunitReader {
  readonly cases: TestCase[] = [];
  private readonly repoDir: string;
  private readonly suites: string[] = [];
  private current: OpenCase | null = null;
  private inside = "";

  constructor(repoDir: string) {
    this.repoDir = repoDir;
  }

  event(event: XmlEvent): void {
    if (event.type === "text") this.text(event.text);
    else if (event.type === "close") this.closed(event.name);
    else this.tag({ ...event, attributes: unescapedTwice(event.attributes) });
  }

  private tag(event: Extract<XmlEvent, { type: "open" }>): void {
    if (event.name === "testcase") this.opened(event.attributes, event.empty);
    else if (event.name === "testsuite" && !event.empty) this.suites.push(event.attributes.name ?? "");
    else if (this.current) this.inside = mark(this.current, event.name, event.attributes, event.empty);
  }

  private text(text: string): void {
    if (!this.current || this.inside === "") return;
    const field = this.inside === "problem" ? "body" : "output";
    if (this.current[field].length < MAX_OUTPUT_CHARS) this.current[field] += text.slice(0, MAX_OUTPUT_CHARS);
  }

  private opened(attributes: Record<string, string>, empty: boolean): void {
    this.current = {
      attributes,
      suites: [...this.suites],
      outcome: attributes.status === "disabled" ? "skipped" : "passed",
      message: "",
      body: "",
      output: "",
    };
    if (empty) this.take();
  }

  private closed(name: string): void {
    if (name === "testsuite") this.suites.pop();
    else if (name === "testcase") this.take();
    else this.inside = "";
  }

  private take(): void {
    // One above the limit, so that exceeding it is detected.
    if (this.current && this.cases.length <= MAX_CASES) this.cases.push(close(this.current, this.repoDir));
    this.current = null;
  }
}

/** Node's reporter escapes quotes and line ends in attributes a second time. */
const TWICE = /&(?:quot|#10|#13|#9);/g;
const PLAIN: Record<string, string> = { "&quot;": '"', "&#10;": "\n", "&#13;": "\r", "&#9;": "\t" };

function unescapedTwice(attributes: Record<string, string>): Record<string, string> {
  if (!Object.values(attributes).some((value) => value.includes("&"))) return attributes;
  const entries = Object.entries(attributes).map(
    ([key, value]) => [key, value.replace(TWICE, (entity) => PLAIN[entity] ?? entity)] as const,
  );
  return Object.fromEntries(entries);
}

/** The cases of one text. */
export function parseJunit(xml: string, repoDir: string): TestCase[] {
  const reader = new JunitReader(repoDir);
  for (const event of readXml(xml)) reader.event(event);
  return reader.cases;
}

function mark(current: OpenCase, tag: string, attributes: Record<string, string>, empty: boolean): string {
  if (tag === "skipped") {
    current.message = attributes.message ?? "";
    // ctest reports a test with a missing program like one that asked to be skipped.
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
    // node:test writes `test` when there is no suite, and only newer releases name the suite here.
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
