import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../local/root.ts";
import { ATTACKS } from "./attacks.ts";
import { securityCounts } from "./security-counts.ts";

const projectOf = (file: string) =>
  file.startsWith("worker/test/") ? "worker" : /^(?:e2e|web\/test)\//.test(file) ? "browser" : "node";

describe("the table of attacks", () => {
  it("names tests that are there", () => {
    const missing = ATTACKS.filter(({ file, tests }) => {
      const path = join(ROOT, file);
      return !existsSync(path) || (tests && !tests.test(readFileSync(path, "utf8")));
    });
    expect(missing).toEqual([]);
  });

  it("has every file of attacks, in the project that runs it", () => {
    const folders = ["sandbox/runner/security", "worker/test/security"];
    const files = folders.flatMap((folder) =>
      readdirSync(join(ROOT, folder))
        .filter((name) => name.endsWith(".test.ts"))
        .map((name) => `${folder}/${name}`),
    );
    expect(files.filter((file) => !ATTACKS.some((attack) => attack.file === file))).toEqual([]);
    for (const { file, project } of ATTACKS) expect([file, project]).toEqual([file, projectOf(file)]);
  });
});

describe("the threat model", () => {
  it("names every file of the table, and no test that is not there", () => {
    const text = readFileSync(join(ROOT, "docs/security.md"), "utf8");
    const named = new Set([...text.matchAll(/`([\w./-]+\.test\.(?:ts|sql))`/g)].map(([, file = ""]) => file));
    expect([...named].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect([...new Set(ATTACKS.map(({ file }) => file))].filter((file) => !named.has(file))).toEqual([]);
  });
});

describe("the counts", () => {
  const attacks = [
    { group: "escapes", kind: "files", project: "node", file: "a.test.ts", tests: /reads/ },
    { group: "escapes", kind: "files", project: "node", file: "b.test.ts" },
    { group: "escapes", kind: "fork", project: "node", file: "c.test.ts" },
  ] as const;
  const result = (file: string, name: string, outcome: "passed" | "failed" | "skipped") => ({
    file,
    name,
    outcome,
  });

  it("add up by kind, and keep the names of what was not tried", () => {
    const results = [
      result("a.test.ts", "reads nothing: 12 cells", "passed"),
      result("a.test.ts", "is no attack", "failed"),
      result("b.test.ts", "one", "failed"),
      result("b.test.ts", "another", "skipped"),
      result("d.test.ts", "reads nothing", "passed"),
    ];
    expect(securityCounts(results, attacks)).toEqual([
      { group: "escapes", kind: "files", held: 1, failed: 1, attempts: 12, skipped: ["another"] },
      { group: "escapes", kind: "fork", held: 0, failed: 0, attempts: 0, skipped: [] },
    ]);
  });
});
