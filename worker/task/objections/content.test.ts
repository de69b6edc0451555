import { describe, expect, it } from "vitest";
import { contentFindings } from "./content.ts";
import { changed, kinds, side } from "./gate-fixture.ts";

describe("existing tests", () => {
  const base = 'test("a", () => {\n  assert.equal(f(), 1);\n});\n';

  it.each([
    ["weakened", "test/a.test.js", base.replace("assert.equal(f(), 1)", "assert.ok(true)")],
    ["skipped", "a.spec.ts", base.replace('test("a"', 'test.skip("a"')],
    ["skipped under another kind of name", "test.js", base.replace('test("a"', 'test.skip("a"')],
    ["emptied", "test/a.test.js", ""],
  ])("that are %s are weakened and changed", (_name, path, now) => {
    expect(kinds({ contents: [changed(path, base, now)] })).toEqual(["tests_weakened", "tests_changed"]);
  });

  it("that say something else are changed", () => {
    expect(kinds({ contents: [changed("test/a.test.js", base, base.replace("1)", "2)"))] })).toEqual([
      "tests_changed",
    ]);
    expect(kinds({ contents: [changed("src/__snapshots__/a.snap", "x", "y")] })).toEqual(["tests_changed"]);
  });

  it("that are deleted are changed; moved, they are held against where they went", () => {
    expect(kinds({ contents: [changed("test/a.test.js", base, null)] })).toEqual(["tests_changed"]);
    const moved = [changed("test/a.test.js", base, null), changed("spec/a.test.js", null, base)];
    expect(kinds({ contents: moved })).toEqual([]);
    const weaker = base.replace("assert.equal(f(), 1)", "assert.ok(true)");
    const replaced = [changed("test/a.test.js", base, null), changed("spec/a.test.js", null, weaker)];
    expect(kinds({ contents: replaced })).toEqual(["tests_weakened", "tests_changed"]);
  });

  it("inside a Rust source count as well, and the source around them does not", () => {
    const rust = (code: string, test: string) =>
      `fn f() -> u8 { ${code} }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {\n        ${test}\n    }\n}\n`;
    const before = rust("1", "assert_eq!(super::f(), 1);");
    expect(
      kinds({ contents: [changed("src/lib.rs", before, rust("2", "assert_eq!(super::f(), 1);"))] }),
    ).toEqual([]);
    expect(kinds({ contents: [changed("src/lib.rs", before, rust("2", "assert!(true);"))] })).toEqual([
      "tests_weakened",
      "tests_changed",
    ]);
  });

  it("with new ones beside them are as they were", () => {
    const now = `${base}\ntest("b", () => {\n  assert.equal(f(), 1);\n});\n`;
    expect(kinds({ contents: [changed("test/a.test.js", base, now)] })).toEqual([]);
    expect(kinds({ contents: [changed("test/b.test.js", null, base)] })).toEqual([]);
  });
});

describe("packages", () => {
  const manifest = (change: Record<string, unknown>) =>
    JSON.stringify({ name: "a", scripts: { test: "jest" }, ...change }, null, 2);

  it.each([
    ["a lifecycle script", { scripts: { test: "jest", postinstall: "node x.js" } }, ["package_script"]],
    ["prepare", { scripts: { test: "jest", prepare: "husky" } }, ["package_script"]],
    ["overrides", { overrides: { lodash: "npm:evil@1" } }, ["package_script"]],
    ["another test command", { scripts: { test: "true" } }, ["test_configuration"]],
    [
      "what runs before the tests",
      { scripts: { test: "jest", pretest: "node x.js" } },
      ["test_configuration"],
    ],
    ["settings of the runner", { jest: { testPathIgnorePatterns: ["a"] } }, ["test_configuration"]],
    ["another script", { scripts: { test: "jest", build: "tsc" } }, []],
    ["a dependency", { dependencies: { lodash: "^4" } }, []],
  ])("with %s", (_name, change, expected) => {
    expect(kinds({ contents: [changed("package.json", manifest({}), manifest(change))] })).toEqual(expected);
  });

  it.each([
    [".npmrc", "registry=https://evil.example\n", "package_script"],
    [".yarnrc.yml", "yarnPath: x.cjs\n", "package_script"],
    [".pnpmfile.cjs", "x", "package_script"],
    ["setup.py", "import os\n", "package_script"],
    ["build.rs", "fn main() {}\n", "package_script"],
    ["gradle/wrapper/gradle-wrapper.properties", "distributionUrl=x\n", "package_script"],
    ["composer.json", '{"scripts": {"post-install-cmd": "sh x"}}', "package_script"],
    ["pyproject.toml", '[tool.pytest.ini_options]\naddopts = "-k nothing"\n', "test_configuration"],
    ["setup.cfg", "[tool:pytest]\naddopts = -k nothing\n", "test_configuration"],
    ["Makefile", "test:\n\ttrue\n", "test_configuration"],
    ["vite.config.ts", "export default { test: { exclude: ['**'] } };\n", "test_configuration"],
    ["Rakefile", "Rake::TestTask.new do |t|\n  t.pattern = 'none'\nend\n", "test_configuration"],
    ["build.gradle", "test {\n    exclude '**/*'\n}\n", "test_configuration"],
    ["build.gradle.kts", "tasks.test {\n    ignoreFailures = true\n}\n", "test_configuration"],
    ["pom.xml", "<properties><skipTests>true</skipTests></properties>\n", "test_configuration"],
    ["CMakeLists.txt", "add_test(NAME a COMMAND true)\n", "test_configuration"],
    ["Taskfile.yml", "tasks:\n  test:\n    cmds:\n      - true\n", "test_configuration"],
    ["package.json", '{"gitHooks": {"pre-commit": "node x.js"}}', "package_script"],
  ])("with %s", (path, now, kind) => {
    expect(kinds({ contents: [changed(path, null, now)] })).toEqual([kind]);
  });

  it("without settings of tests in a wider file", () => {
    for (const [path, now] of [
      ["pyproject.toml", '[project]\nname = "b"\n'],
      ["Makefile", "build:\n\tcc a.c\n"],
      ["vite.config.ts", "export default {};\n"],
      ["build.gradle", "dependencies {\n    testImplementation 'a:b:1'\n}\n"],
      ["pom.xml", "<dependency><artifactId>junit</artifactId></dependency>\n"],
      ["CMakeLists.txt", "add_library(a a.c)\n"],
      ["Rakefile", "task :build do\nend\n"],
    ] as const)
      expect(kinds({ contents: [changed(path, null, now)] })).toEqual([]);
  });
});

describe("lock files", () => {
  const npm = (...urls: string[]) =>
    JSON.stringify({
      packages: Object.fromEntries(
        urls.map((resolved, n) => [
          `node_modules/p${n}`,
          { resolved, funding: { url: "https://fund.example/x" } },
        ]),
      ),
    });
  const known = "https://registry.example/p/-/p-1.0.0.tgz";

  it.each([
    ["npm, another host", "package-lock.json", npm(known), npm(known, "https://evil.example/p.tgz")],
    [
      "npm, on one line, in a git address",
      "package-lock.json",
      npm(known),
      npm(known, "git+ssh://git@evil.example/p.git#abc"),
    ],
    ["npm, without encryption", "package-lock.json", npm(known), npm(known.replace("https", "http"))],
    [
      "npm, a user before the host",
      "package-lock.json",
      npm(known),
      npm("https://registry.example@evil.example/p.tgz"),
    ],
    ["yarn", "yarn.lock", `  resolved "${known}"\n`, '  resolved "https://evil.example/p.tgz"\n'],
    ["yarn berry", "yarn.lock", `x:\n`, '  resolution: "p@https://evil.example/p.tgz"\n'],
    ["pnpm", "pnpm-lock.yaml", "x:\n", "  resolution: {tarball: https://evil.example/p.tgz}\n"],
    ["bun", "bun.lock", "{}", '{"packages": {"p": ["p@https://evil.example/p.tgz"]}}'],
    [
      "cargo",
      "Cargo.lock",
      'source = "registry+https://index.example/i"\n',
      'source = "git+https://evil.example/p#1"\n',
    ],
    ["uv", "uv.lock", 'url = "https://files.example/a"\n', 'url = "https://evil.example/a"\n'],
    ["bundler", "Gemfile.lock", "  remote: https://gems.example/\n", "  remote: https://evil.example/\n"],
    [
      "composer",
      "composer.lock",
      "{}",
      JSON.stringify({ packages: [{ dist: { type: "zip", url: "https://evil.example/p.zip" } }] }),
    ],
    ["poetry, by ssh", "poetry.lock", "", 'url = "git@evil.example:a/b.git"\n'],
  ])("of %s name a host that was not named", (_name, path, base, now) => {
    expect(kinds({ contents: [changed(path, base, now)] })).toEqual([
      "lock_without_manifest",
      "foreign_host",
    ]);
  });

  it("with more from the same place, and with people's addresses, are fine", () => {
    const more = npm(known, "https://registry.example/q/-/q-1.0.0.tgz");
    expect(
      kinds({
        contents: [changed("package-lock.json", npm(known), more), changed("package.json", "{}", "{}")],
      }),
    ).toEqual([]);
    const composer = (homepage: string) =>
      JSON.stringify({
        packages: [
          {
            homepage,
            support: { source: "https://x.example" },
            funding: [{ type: "custom", url: "https://pay.example" }],
          },
        ],
      });
    expect(
      kinds({
        contents: [
          changed("composer.lock", composer(""), composer("https://home.example")),
          changed("composer.json", "{}", "{}"),
        ],
      }),
    ).toEqual([]);
  });
});

describe("links and submodules", () => {
  it("are told with where they lead", () => {
    const link = { path: "a", base: null, now: side("../secret", "120000") };
    expect(kinds({ contents: [link] })).toEqual(["link"]);
    expect(contentFindings([link]).links).toEqual([{ path: "a", line: null, what: "a link to ../secret" }]);
    expect(kinds({ contents: [{ path: "lib", base: null, now: side(null, "160000") }] })).toEqual([
      "submodule",
    ]);
  });
});
