import { z } from "zod";
import type { TestCase } from "../../../protocol/index.ts";
import { testCase } from "../cases.ts";

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

/**
 * `go test -json`. A test with sub-tests counts only when it failed by itself. A package that fails without a failed
 * test (it does not compile) becomes one failed case.
 */
export function parseGo(text: string, stderr = ""): TestCase[] {
  const output = new Map<string, string>();
  const ended: GoEvent[] = [];
  for (const line of text.split("\n")) {
    const event = readEvent(line);
    if (!event) continue;
    const key = keyOf(event);
    if (event.Output !== undefined) {
      const sofar = output.get(key) ?? "";
      if (sofar.length < MAX_OUTPUT_CHARS) output.set(key, sofar + event.Output);
    }
    if (["pass", "fail", "skip", "build-fail"].includes(event.Action)) ended.push(event);
  }
  const tests = ended.filter((event) => event.Test !== undefined);
  const parents = parentsOf(tests);
  const cases = tests
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
  return [...cases, ...brokenPackages(ended, output), ...unbuiltPackages(text, stderr)];
}

function readEvent(line: string): GoEvent | null {
  if (!line.startsWith("{")) return null;
  try {
    const parsed = GoEvent.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const keyOf = (event: GoEvent): string => `${event.Package ?? event.ImportPath ?? ""} ${event.Test ?? ""}`;

/** Keys of tests that have sub-tests, and whether one of them failed. */
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

/** Before Go 1.24 a package that does not compile is a line of plain text, and why it does not stands on stderr. */
function unbuiltPackages(text: string, stderr: string): TestCase[] {
  return [...text.matchAll(/^FAIL\t(\S+) \[(?:build|setup) failed\]$/gm)].map((match) => {
    const name = match[1] ?? "package";
    const from = stderr.indexOf(`# ${name}`);
    const message = from === -1 ? match[0] : stderr.slice(from, from + MAX_OUTPUT_CHARS).split(/\n(?=# )/)[0];
    return testCase({ suite: name, name: "(package)", outcome: "failed", message: message ?? null });
  });
}
