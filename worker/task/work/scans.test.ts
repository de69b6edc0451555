import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../agent/fakes/memory-host.ts";
import { DEFAULT_REPO_SETTINGS } from "../../protocol/index.ts";
import { kinds } from "../objections/gate-fixture.ts";
import { scansOf } from "../objections/scan-findings.ts";
import type { StepContext } from "../run/step.ts";
import { scanChange } from "./scans.ts";

const results = (...lines: number[]) =>
  JSON.stringify({
    results: lines.map((line) => ({
      check_id: "eval",
      path: "a.js",
      start: { line },
      extra: { message: "m" },
    })),
  });
const npm = (...names: string[]) =>
  JSON.stringify({
    vulnerabilities: Object.fromEntries(
      names.map((name) => [name, { via: [{ source: 1, name, title: "t", severity: "low" }] }]),
    ),
  });

interface Tree {
  scanner?: string;
  audit?: string;
}

/** The result of a scan when the tools print this for the change and for the base. */
async function scanned(
  changed: Tree,
  base: Tree,
  { paths = ["a.js"], scan_command = null as string | null } = {},
) {
  const shown: string[] = [];
  const host = new MemoryHost({}, (argv) => {
    const tree = shown.at(-1) === "base" ? base : changed;
    const printed = argv[2] === scan_command ? tree.scanner : tree.audit;
    return printed === undefined ? { exitCode: 2, stderr: "broken" } : { stdout: printed };
  });
  const documents = new Map<string, unknown>([["diff", paths.map((path) => ({ path, status: "modified" }))]]);
  const life = {
    record: { tree: "tree" },
    documents: {
      get: (name: string) => documents.get(name) ?? null,
      put: (name: string, value: unknown) => documents.set(name, value),
    },
  };
  const checkout = { restore: async () => shown.push("change"), showBase: async () => shown.push("base") };
  // The members that a scan uses.
  const context = { life, host, checkout, clock: host } as unknown as StepContext;
  const settings = { ...DEFAULT_REPO_SETTINGS, scan_command };
  (await scanChange(context, { settings, endBy: 1e9, limitMs: 1e6 }))();
  return { found: scansOf(context.life), shown, host, context };
}

describe("scans of a change", () => {
  it("are none where nothing is asked for and no dependency is touched", async () => {
    const { found, shown, host } = await scanned({}, {});
    expect([found, shown, host.commands]).toEqual([
      { tree: "tree", advisories: [], advisoriesUnknown: null, scanner: [], scannerFailure: null },
      [],
      [],
    ]);
  });

  it("hold the change against the base commit, and leave the change in the checkout", async () => {
    const { found, shown } = await scanned(
      { scanner: results(5, 9), audit: npm("old", "new") },
      { scanner: results(3), audit: npm("old") },
      { paths: ["package-lock.json"], scan_command: "scan" },
    );
    expect(found?.scanner.map(({ line }) => line)).toEqual([9]);
    expect(found?.advisories.map(({ what }) => what)).toEqual(["new: t (1, low)"]);
    expect(shown).toEqual(["change", "base", "change"]);
    expect(kinds({ scans: found })).toEqual(["advisories", "scanner"]);
  });

  it("look at the base only where there is something to hold against it", async () => {
    const { found, shown } = await scanned({ scanner: results() }, {}, { scan_command: "scan" });
    expect(shown).toEqual(["change"]);
    expect(found).toMatchObject({ scanner: [], scannerFailure: null });
  });

  it("count all of it where nothing is known of the base", async () => {
    const { found, shown } = await scanned({ scanner: results(1) }, {}, { scan_command: "scan" });
    expect(found?.scanner).toHaveLength(1);
    expect(found).toMatchObject({ scanner: [{ path: "a.js", line: 1 }], scannerFailure: null });
    expect(shown).toEqual(["change", "base", "change"]);
  });

  it("are an objection where the tool says nothing of the change", async () => {
    const { found } = await scanned({}, {}, { paths: ["package-lock.json"], scan_command: "scan" });
    expect(found).toMatchObject({
      advisoriesUnknown: "npm audit ended with exit code 2: broken",
      scannerFailure: expect.stringContaining("exit code 2: broken"),
    });
    expect(kinds({ scans: found })).toEqual(["advisories_unknown", "scanner_failed"]);
  });

  it("are bounded, whatever a tool prints and a change touches", async () => {
    const lines = Array.from({ length: 3_000 }, (_, line) => line + 1);
    const paths = Array.from({ length: 40 }, (_, n) => `p${n}/package-lock.json`);
    const changed = { scanner: results(...lines), audit: npm("new") };
    const { found, host } = await scanned(changed, { audit: npm() }, { paths, scan_command: "scan" });
    expect(found?.scanner).toHaveLength(500);
    expect(found?.advisories).toHaveLength(10);
    expect(found?.advisoriesUnknown).toBe("30 more lists of dependencies were not looked at");
    expect(host.commands).toHaveLength(2 * 11);
  });

  it("are not known of another tree, and wait for a person where the settings are not known", async () => {
    const { context } = await scanned({}, {});
    (await scanChange(context, { settings: null, endBy: 1e9, limitMs: 1e6 }))();
    expect(kinds({ scans: scansOf(context.life) })).toEqual(["scanner_failed"]);
    context.life.record.tree = "other";
    expect(scansOf(context.life)).toBeNull();
  });
});
