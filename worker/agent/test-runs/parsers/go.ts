import { z } from "zod";
import type { TestCase } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";
import { Messages, type TextParser } from "./text-parser.ts";

const GoEvent = z.object({
  Action: z.string(),
  Package: z.string().optional(),
  ImportPath: z.string().optional(),
  Test: z.string().optional(),
  Elapsed: z.number().optional(),
  Output: z.string().optional(),
});
type GoEvent = z.infer<typeof GoEvent>;

const MAX_OUTPUT_CHARS = 4_000;
const ENDS = ["pass", "fail", "skip", "build-fail"];

/**
 * Parses `go test -json`. A test with sub-tests counts only if it failed itself. A package that fails without a failed
 * test (it does not compile) becomes one failed case.
 */
export function goParser(): TextParser {
  const output = new Map<string, string>();
  const ended: GoEvent[] = [];
  /** Unfinished tests, by key. */
  const running = new Map<string, GoEvent>();
  /** Before Go 1.24 a package that does not compile is a plain text line, with the reason on stderr. */
  const unbuilt: { name: string; line: string }[] = [];
  const why = new Messages();
  let compiled = "";
  let recognised = false;
  let incomplete = false;
  const note = (key: string, text: string) => {
    const sofar = output.get(key) ?? "";
    if (sofar.length < MAX_OUTPUT_CHARS) output.set(key, sofar + text.slice(0, MAX_OUTPUT_CHARS));
  };
  const stdout = (line: string) => {
    if (!line.startsWith("{")) {
      const name = /^FAIL\t(\S+) \[(?:build|setup) failed\]$/.exec(line)?.[1];
      if (name !== undefined) unbuilt.push({ name, line });
      return;
    }
    const event = readEvent(line);
    if (!event) {
      incomplete ||= /^\{"(?:Time|Action|ImportPath)":"/.test(line);
      return;
    }
    recognised = true;
    const key = keyOf(event);
    if (event.Output !== undefined) note(key, event.Output);
    if (event.Test !== undefined && event.Action === "run") running.set(key, event);
    if (!ENDS.includes(event.Action)) return;
    ended.push(event);
    if (event.Test !== undefined) running.delete(key);
    else incomplete = endPackage(event, running, ended) || incomplete;
  };
  return {
    longLines: true,
    line(stream, line) {
      if (stream === "stdout") return stdout(line);
      compiled = /^# (\S+)/.exec(line)?.[1] ?? compiled;
      if (compiled !== "") why.add(compiled, line);
    },
    end: () => ({
      recognised,
      incomplete: incomplete || running.size > 0,
      cases: [
        ...leaves(ended, output),
        ...brokenPackages(ended, output),
        ...unbuilt.map(({ name, line }) =>
          testCase({ suite: name, name: "(package)", outcome: "failed", message: why.get(name) ?? line }),
        ),
      ],
    }),
  };
}

/**
 * Resolves tests without an end event when their package ends: a test's output without a line end hides it. They passed
 * if the package did; otherwise the result is unknown, and true is returned.
 */
function endPackage(event: GoEvent, running: Map<string, GoEvent>, ended: GoEvent[]): boolean {
  let unknown = false;
  for (const [key, test] of running) {
    if (test.Package !== event.Package) continue;
    running.delete(key);
    if (event.Action === "pass") ended.push({ Action: "pass", Package: test.Package, Test: test.Test });
    else unknown = true;
  }
  return unknown;
}

function leaves(ended: readonly GoEvent[], output: ReadonlyMap<string, string>): TestCase[] {
  const tests = ended.filter((event) => event.Test !== undefined);
  const parents = parentsOf(tests);
  return tests
    .filter((event) => {
      const parent = parents.get(keyOf(event));
      return !parent || (event.Action === "fail" && !parent.failed);
    })
    .map((event) =>
      testCase({
        suite: event.Package ?? "",
        name: event.Test ?? "",
        outcome: event.Action === "pass" ? "passed" : event.Action === "skip" ? "skipped" : "failed",
        message: (output.get(keyOf(event)) ?? "").replace(/^ *=== (?:RUN|PAUSE|CONT|NAME) .*\n/gm, ""),
        durationMs: event.Elapsed === undefined ? null : event.Elapsed * 1000,
      }),
    );
}

function readEvent(line: string): GoEvent | null {
  try {
    const parsed = GoEvent.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const keyOf = (event: GoEvent): string => `${event.Package ?? event.ImportPath ?? ""} ${event.Test ?? ""}`;

/** Keys of tests with sub-tests, and whether a sub-test failed. */
function parentsOf(tests: readonly GoEvent[]): Map<string, { failed: boolean }> {
  const parents = new Map<string, { failed: boolean }>();
  for (const event of tests) {
    const parts = (event.Test ?? "").split("/");
    for (let length = 1; length < parts.length; length += 1) {
      const key = `${event.Package ?? ""} ${parts.slice(0, length).join("/")}`;
      const failed = event.Action === "fail" || (parents.get(key)?.failed ?? false);
      parents.set(key, { failed });
    }
  }
  return parents;
}

function brokenPackages(ended: readonly GoEvent[], output: ReadonlyMap<string, string>): TestCase[] {
  const failedTests = new Set(
    ended
      .filter((event) => event.Test !== undefined && event.Action === "fail")
      .map((event) => event.Package),
  );
  const built = [...output].filter(([key]) => key.includes(" [") || key.endsWith(".test] "));
  return ended
    .filter((event) => event.Test === undefined && event.Action === "fail" && !failedTests.has(event.Package))
    .map((event) => {
      const name = event.Package ?? "package";
      const build = built.filter(([key]) => key.startsWith(name)).map(([, text]) => text);
      return testCase({
        suite: name,
        name: "(package)",
        outcome: "failed",
        message: [...build, output.get(keyOf(event)) ?? ""].join(""),
      });
    });
}
