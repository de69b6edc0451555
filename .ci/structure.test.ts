/** The rules of the house that no type checker knows: who may import whom, and how long a file may be. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { MAX_LINES, mayImport, placeOf } from "./structure.ts";

const ROOT = join(import.meta.dirname, "..");
const FILES = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(ts|tsx|css|mjs)$/.test(file) && existsSync(join(ROOT, file)));
const isTest = (file: string) =>
  /\.test\.tsx?$|^worker\/test\/|^e2e\/|^bench\/|^\.ci\/|\/testing\/|-fixture\.ts$|conformance\.ts$/.test(
    file,
  );

interface Import {
  from: string;
  /** Path in the repository, or a package's name. */
  to: string;
  typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^"';]*?\bfrom\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm,
  );
  return [...statements].map(([, typeOnly, from, bare, dynamic]) => {
    const to = from ?? bare ?? dynamic ?? "";
    const path = to.startsWith(".") ? relative(ROOT, join(ROOT, dirname(file), to.replace(/\?.*$/, ""))) : to;
    return { from: file, to: path, typeOnly: typeOnly !== undefined };
  });
}

describe("the house", () => {
  const checked = FILES.filter((file) => !isTest(file));

  it("is read as a whole", () => {
    expect(checked.length).toBeGreaterThan(100);
    expect(checked.map(placeOf)).not.toContain(null);
  });

  it("keeps its import rules", () => {
    const breaches = checked
      .flatMap(importsOf)
      .filter(({ from, to, typeOnly }) => !mayImport(from, to, typeOnly))
      .map(({ from, to }) => `${from} must not import ${to}`);
    expect(breaches).toEqual([]);
  });

  it("has no import circle, not even of types", () => {
    const graph = new Map(checked.map((file) => [file, importsOf(file).map((i) => i.to)]));
    expect(circles(graph)).toEqual([]);
  });

  it("compares no text with a bare pattern in toMatchObject, which any value passes", () => {
    const bare = /\.toMatchObject\(\{[^}]*?\w:\s*\/(?![/*])/;
    expect("expect(x).toMatchObject({ message: /y/ })").toMatch(bare);
    const tests = FILES.filter((file) => /\.test\.tsx?$/.test(file) && !file.startsWith(".ci/"));
    expect(tests.filter((file) => bare.test(readFileSync(join(ROOT, file), "utf8")))).toEqual([]);
  });

  it(`has no file over ${MAX_LINES} lines without a reason in its header`, () => {
    const long = FILES.filter(
      (file) => /^(worker|web|local|sandbox)\//.test(file) && !file.startsWith("local/samples/"),
    ).filter((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      const header = text.slice(0, 1_000);
      return text.split("\n").length > MAX_LINES && !/long because/i.test(header);
    });
    expect(long).toEqual([]);
  });
});

describe("mayImport", () => {
  it("refuses what the table forbids", () => {
    expect(mayImport("worker/protocol/plan.ts", "hono", false)).toBe(false);
    expect(mayImport("worker/llm/x.ts", "worker/github/client.ts", false)).toBe(false);
    expect(mayImport("worker/agent/loop.ts", "worker/task/record/life.ts", false)).toBe(false);
    expect(mayImport("web/src/a.ts", "worker/task/record/life.ts", true)).toBe(false);
    expect(mayImport("sandbox/tools/main.ts", "worker/protocol/index.ts", true)).toBe(false);
    expect(mayImport("sandbox/runner/http.ts", "worker/protocol/state.ts", false)).toBe(false);
    expect(mayImport("worker/store/tasks.ts", "node:fs", false)).toBe(false);
  });

  it("keeps HTTP at the door, types included", () => {
    for (const room of ["tasks", "access", "task", "task/run", "store"])
      for (const name of ["hono", "hono/factory", "@hono/zod-openapi"])
        expect(mayImport(`worker/${room}/x.ts`, name, true), `${room} ${name}`).toBe(false);
    expect(mayImport("worker/api/x.ts", "hono", false)).toBe(true);
    expect(mayImport("worker/tasks/x.ts", "worker/api/context.ts", true)).toBe(false);
    expect(mayImport("worker/access/x.ts", "worker/api/context.ts", true)).toBe(false);
    expect(mayImport("worker/api/x.ts", "worker/task/commands.ts", true)).toBe(false);
    expect(mayImport("worker/api/x.ts", "worker/task/record/life.ts", true)).toBe(false);
  });

  it("allows what the table allows", () => {
    expect(mayImport("worker/protocol/plan.ts", "zod", false)).toBe(true);
    expect(mayImport("worker/task/work/steps/publish.ts", "worker/github/client.ts", false)).toBe(true);
    expect(mayImport("web/src/a.ts", "worker/protocol/index.ts", true)).toBe(true);
    expect(mayImport("sandbox/runner/http.ts", "worker/protocol/runner.ts", false)).toBe(true);
  });
});

/** Each circle once, as `a -> b -> a`. */
function circles(graph: Map<string, string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
