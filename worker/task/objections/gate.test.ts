import { describe, expect, it } from "vitest";
import { listedIn, MAX_LISTED } from "../../protocol/index.ts";
import { reproductionOf } from "../../protocol/testing/reproductions.ts";
import { contentFindings } from "./content.ts";
import { type GateInput, objectionsOf, openOf } from "./gate.ts";
import { changed, compared, file, kinds, report } from "./gate-fixture.ts";

const NOTHING_FOUND = { advisories: [], advisoriesUnknown: null, scanner: [], scannerFailure: null };

describe("the evidence", () => {
  it("has nothing against a pass inside the plan", () => {
    expect(kinds({})).toEqual([]);
  });

  it.each([
    ["no_evidence", "no_evidence"],
    ["exit_status", "exit_status_only"],
    ["no_baseline", "no_baseline"],
    ["errored", "tests_errored"],
  ] as const)("objects to the verdict %s", (verdict, kind) => {
    expect(kinds({ comparison: compared(verdict) })).toEqual([kind]);
  });

  it("takes an exit status where the user lets this repository do so, and nothing weaker", () => {
    expect(kinds({ comparison: compared("exit_status"), exitStatusCounts: true })).toEqual([]);
    for (const verdict of ["no_evidence", "no_baseline", "errored"] as const)
      expect(kinds({ comparison: compared(verdict), exitStatusCounts: true })).toHaveLength(1);
  });

  it("objects to a change whose tests did not run, or whose dependencies are not there", () => {
    expect(kinds({ comparison: null })).toEqual(["no_evidence"]);
    expect(kinds({ installFailure: "npm ERR! 404" })).toEqual(["install_failed"]);
  });

  it("objects to a reproduction that failed before and still fails", () => {
    const after = { verdict: "fails_otherwise", reason: "No end.", run: null } as const;
    const shown = (change: Parameters<typeof reproductionOf>[0]) =>
      kinds({ comparison: compared("pass", { reproduction: reproductionOf(change) }) });
    expect(shown({ after })).toEqual(["reproduction_fails"]);
    expect(shown({})).toEqual([]);
    expect(shown({ after: { ...after, verdict: "not_run" } })).toEqual([]);
    expect(shown({ after, before: { verdict: "new", reason: "", run: null } })).toEqual([]);
  });

  it("names broken tests, and those that passed and are gone", () => {
    const test = (id: string, outcome: "passed" | "failed") =>
      ({ id, name: id, file: null, outcome, message: null, duration_ms: null }) as const;
    const comparison = compared("broken", {
      broken: ["a"],
      removed: ["b", "c"],
      vanished: ["b"],
      baseline: report({ cases: [test("a", "passed"), test("b", "passed"), test("c", "failed")] }),
    });
    expect(kinds({ comparison })).toEqual(["tests_broken", "tests_vanished"]);
    const [, gone] = objectionsOf({
      comparison,
      files: [],
      content: contentFindings([]),
      scans: null,
      installFailure: null,
      exitStatusCounts: false,
      texts: {},
    });
    expect(gone).toMatchObject({ cases: ["b"], count: 1 });
  });
});

describe("the change", () => {
  it.each([
    ["outside_plan", file("src/b.ts", { out_of_plan: true })],
    ["binary", file("logo.png", { binary: true })],
    ["workflow", file(".github/workflows/ci.yml")],
    ["workflow", file(".GITHUB/Workflows/ci.yml")],
    ["workflow", file(".github/actions/x/action.yml")],
    ["workflow", file(".gitlab-ci.yml")],
    ["workflow", file(".circleci/config.yml")],
    ["workflow", file("ci/Jenkinsfile")],
    ["code_owners", file("CODEOWNERS")],
    ["code_owners", file(".github/CODEOWNERS")],
    ["submodule", file(".gitmodules")],
    ["hook", file(".husky/pre-commit")],
    ["hook", file(".githooks/post-checkout")],
    ["hook", file(".pre-commit-config.yaml")],
    ["hook", file("lefthook.yml")],
    ["hook", file(".vscode/tasks.json")],
    ["hook", file(".devcontainer/devcontainer.json")],
    ["hook", file(".gitattributes")],
    ["agent_configuration", file("AGENTS.md")],
    ["agent_configuration", file("packages/a/CLAUDE.md")],
    ["agent_configuration", file(".claude/settings.json")],
    ["agent_configuration", file(".cursor/rules/x.mdc")],
    ["agent_configuration", file(".cursorrules")],
    ["agent_configuration", file(".mcp.json")],
    ["agent_configuration", file(".github/copilot-instructions.md")],
    ["agent_configuration", file(".github/prompts/x.prompt.md")],
    ["agent_configuration", file(".verne/setup.sh")],
    ["test_configuration", file("conftest.py")],
    ["test_configuration", file("tests/conftest.py", { status: "added" })],
    ["test_configuration", file("pytest.ini")],
    ["test_configuration", file("jest.config.mjs")],
    ["test_configuration", file("vitest.config.ts")],
    ["test_configuration", file("vitest.setup.ts")],
    ["test_configuration", file("src/setupTests.js")],
    ["test_configuration", file(".mocharc.json")],
    ["test_configuration", file("spec/spec_helper.rb")],
    ["test_configuration", file("phpunit.xml.dist")],
    ["workflow", file("renovate.json")],
    ["workflow", file(".woodpecker.yml")],
    ["workflow", file(".github/actions/build/action.yml")],
    ["workflow", file(".github/dependabot.yml")],
    ["code_owners", file("docs/CODEOWNERS")],
    ["code_owners", file("pkg/OWNERS")],
    ["hook", file(".husky/_/husky.sh")],
    ["hook", file(".githooks")],
    ["hook", file(".idea/runConfigurations/all.xml")],
    ["hook", file("app.code-workspace")],
    ["hook", file(".zed/tasks.json")],
    ["agent_configuration", file("CLAUDE.local.md")],
    ["agent_configuration", file("GEMINI.md")],
    ["agent_configuration", file(".claude/commands/x.md")],
    ["agent_configuration", file(".vscode/mcp.json")],
    ["agent_configuration", file(".agents/skills/x/SKILL.md")],
    ["agent_configuration", file(".windsurf/rules/x.md")],
    ["agent_configuration", file(".aider.conf.yml")],
    ["agent_configuration", file("skills/pdf/SKILL.md")],
    ["agent_configuration", file(".github/instructions/x.instructions.md")],
    ["test_configuration", file("tox.ini")],
    ["test_configuration", file("noxfile.py")],
    ["test_configuration", file("sub/.coveragerc")],
    ["test_configuration", file("jest.setup.js")],
    ["test_configuration", file("vitest.workspace.ts")],
    ["test_configuration", file("test/setup.ts")],
    ["test_configuration", file("tests/bootstrap.php")],
    ["test_configuration", file("test/global-setup.mjs")],
    ["test_configuration", file("globalTeardown.ts")],
    ["test_configuration", file("cypress/support/e2e.ts")],
    ["test_configuration", file("spec/support/database.rb")],
    ["test_configuration", file("karma.conf.js")],
    ["test_configuration", file(".mocharc.cjs")],
    ["test_configuration", file("turbo.json")],
    ["test_configuration", file("tests/ci.runsettings")],
    ["test_configuration", file("codecov.yml")],
    ["lock_without_manifest", file("Package.resolved")],
    ["lock_without_manifest", file("package-lock.json")],
    ["lock_without_manifest", file("packages/a/Cargo.lock")],
  ] as const)("objects with %s (%#)", (kind, diff) => {
    expect(kinds({ files: [diff] })).toEqual([kind]);
  });

  it("leaves ordinary files alone", () => {
    for (const path of [
      "src/workflows/x.ts",
      "docs/agents.ts",
      "src/hooks/use-cart.ts",
      "conf/test.md",
      "src/setup.ts",
      "lib/support/x.rb",
      "docs/owners.md",
      "src/agents/run.ts",
    ])
      expect(kinds({ files: [file(path)] })).toEqual([]);
  });

  it.each([
    [["package-lock.json", "package.json"]],
    [["package-lock.json", "packages/a/package.json"]],
    [["go.sum", "go.mod"]],
    [["uv.lock", "pyproject.toml"]],
    [["src/A/packages.lock.json", "src/A/A.csproj"]],
  ])("lets a lock file follow its manifest (%#)", (paths) => {
    expect(kinds({ files: paths.map((path) => file(path)) })).toEqual([]);
    expect(kinds({ files: paths.slice(0, 1).map((path) => file(path)) })).toEqual(["lock_without_manifest"]);
  });

  it("does not take the manifest of another folder for it", () => {
    expect(kinds({ files: [file("a/package-lock.json"), file("b/package.json")] })).toEqual([
      "lock_without_manifest",
    ]);
  });

  it("objects where the texts are not known", () => {
    expect(kinds({ content: null })).toEqual(["unchecked"]);
  });

  it("asks for a tick on what is serious, under an id that changes with what it says", () => {
    const of = (...paths: string[]) =>
      objectionsOf({
        comparison: compared("pass"),
        files: paths.map((path) => file(path)),
        content: contentFindings([changed("a.test.js", "test('a', () => f(1));", "test('a', () => f(2));")]),
        scans: null,
        installFailure: null,
        exitStatusCounts: false,
        texts: {},
      });
    const [first] = openOf(of("AGENTS.md"), []);
    expect(of("AGENTS.md").map(({ kind, serious }) => [kind, serious])).toEqual([
      ["tests_changed", false],
      ["agent_configuration", true],
    ]);
    expect(openOf(of("AGENTS.md"), [])[0]?.id).toBe(first?.id);
    expect(openOf(of("AGENTS.md", "CLAUDE.md"), [])[0]?.id).not.toBe(first?.id);
  });

  it("lists no more than a reader takes, and says how many there are", () => {
    const files = Array.from({ length: 80 }, (_, n) => file(`src/${n}.ts`, { out_of_plan: true }));
    const [found] = objectionsOf({
      comparison: compared("pass"),
      files,
      content: contentFindings([]),
      scans: null,
      installFailure: null,
      exitStatusCounts: false,
      texts: {},
    });
    expect(found).toMatchObject({ kind: "outside_plan", count: 80 });
    expect(found && listedIn(found)).toHaveLength(50);
  });
});

describe("an objection", () => {
  const INPUT: GateInput = {
    comparison: compared("pass"),
    files: [],
    content: contentFindings([]),
    scans: null,
    installFailure: null,
    exitStatusCounts: false,
    texts: {},
  };
  const found = (change: Partial<GateInput>) => objectionsOf({ ...INPUT, ...change });
  const finding = (what: string, path = "a.ts", line = 1) => ({ path, line, what });

  it.each<[string, Partial<GateInput>, string]>([
    ["no_evidence", { comparison: null }, ""],
    ["no_evidence", { comparison: compared("no_evidence", { after: report({ note: "none" }) }) }, "none"],
    [
      "exit_status_only",
      { comparison: compared("exit_status", { after: report({ command: "make" }) }) },
      "make",
    ],
    ["no_evidence", { comparison: compared("no_evidence") }, ""],
    ["tests_errored", { comparison: compared("errored") }, ""],
    ["exit_status_only", { comparison: compared("exit_status", { after: report({ command: null }) }) }, ""],
    ["no_baseline", { comparison: compared("no_baseline", { baseline: report({ note: "cut" }) }) }, "cut"],
    ["no_baseline", { comparison: compared("no_baseline", { baseline: null }) }, ""],
    ["tests_errored", { comparison: compared("errored", { after: report({ note: "late" }) }) }, "late"],
    ["install_failed", { installFailure: "x".repeat(1_001) }, "x".repeat(1_000)],
    ["unchecked", { content: null }, ""],
    ["advisories_unknown", { scans: { ...NOTHING_FOUND, advisoriesUnknown: "npm is away" } }, "npm is away"],
    ["scanner_failed", { scans: { ...NOTHING_FOUND, scannerFailure: "exit 2" } }, "exit 2"],
  ])("%s tells why", (kind, change, detail) => {
    const [objection, ...more] = found(change);
    expect(more).toEqual([]);
    expect(objection).toMatchObject({ kind, detail, message: expect.stringMatching(/^[A-Z].{20}/) });
  });

  it.each<[string, Partial<GateInput>]>([
    ["tests_weakened", { content: { ...contentFindings([]), weakened: [finding("x")] } }],
    ["foreign_host", { content: { ...contentFindings([]), foreignHosts: [finding("x")] } }],
    ["hidden_text", { content: { ...contentFindings([]), hidden: [finding("x")] } }],
    ["advisories", { scans: { ...NOTHING_FOUND, advisories: [finding("x")] } }],
    ["scanner", { scans: { ...NOTHING_FOUND, scanner: [finding("x")] } }],
  ])("%s shows what was found, up to its limit, and counts all of it", (kind, change) => {
    expect(found(change)).toMatchObject([{ kind, count: 1, findings: [finding("x")] }]);
  });

  it("shows lists up to their limit and counts all", () => {
    const many = Array.from({ length: MAX_LISTED + 1 }, (_, n) => `f${n}`);
    const [broken] = found({ comparison: compared("broken", { broken: many }) });
    expect(broken).toMatchObject({ cases: many.slice(0, MAX_LISTED), count: MAX_LISTED + 1 });
    const weakened = many.map((path) => finding("x", path));
    const [weak] = found({ content: { ...contentFindings([]), weakened } });
    expect(weak).toMatchObject({ findings: weakened.slice(0, MAX_LISTED), count: MAX_LISTED + 1 });
    const [outside] = found({ files: many.map((path) => file(path, { out_of_plan: true })) });
    expect(outside).toMatchObject({ paths: many.slice(0, MAX_LISTED), count: MAX_LISTED + 1 });
  });

  it("is another one, to be accepted anew, once anything in it differs", () => {
    const idOf = (what: string, path = "a.ts", line = 1) =>
      found({ content: { ...contentFindings([]), weakened: [finding(what, path, line)] } })[0]?.id;
    const ids = [idOf("x"), idOf("y"), idOf("x", "b.ts"), idOf("x", "a.ts", 2)];
    expect(new Set(ids).size).toBe(4);
    expect(idOf("x")).toBe(ids[0]);
    const why = (detail: string) => found({ installFailure: detail })[0]?.id;
    expect(why("a")).not.toBe(why("b"));
    const lists = (...broken: string[]) => found({ comparison: compared("broken", { broken }) })[0]?.id;
    expect(lists("a", "b")).not.toBe(lists("ab"));
    expect(lists("a")).toMatch(/^tests_broken:[0-9a-f]{8}$/);
  });

  it("has the same id however its paths were found", () => {
    const one = { ...contentFindings([]), submodules: ["b", "a"] };
    const [objection] = found({ content: one, files: [file(".gitmodules")] });
    expect(objection).toMatchObject({ kind: "submodule", paths: [".gitmodules", "a", "b"], count: 3 });
  });

  it("is raised against binary files that come, and not against those that go", () => {
    const files = [file("a.png", { binary: true }), file("b.png", { binary: true, status: "deleted" })];
    expect(found({ files })).toMatchObject([{ kind: "binary", paths: ["a.png"], count: 1 }]);
  });

  it("holds up a person unless it is mild", () => {
    const scans = { ...NOTHING_FOUND, advisoriesUnknown: "away", scannerFailure: "exit 2" };
    const files = [file("package-lock.json")];
    const serious = found({ scans, files }).map(({ kind, serious: is }) => [kind, is]);
    expect(serious).toEqual([
      ["lock_without_manifest", false],
      ["advisories_unknown", false],
      ["scanner_failed", true],
    ]);
  });

  it("is none of broken tests where the verdict is another, or where none is named", () => {
    expect(found({ comparison: compared("pass", { broken: ["a"] }) })).toEqual([]);
    expect(found({ comparison: compared("broken", { removed: ["a"], baseline: null }) })).toEqual([]);
  });
});
