import { describe, expect, it } from "vitest";
import { PARSERS } from "./advisories.ts";

const json = (value: unknown, space?: number) => JSON.stringify(value, null, space);
const LODASH = {
  package: "lodash",
  version: "<4.17.21",
  id: "GHSA-35jh-r3h4-6jhm",
  title: "Command Injection in lodash",
  severity: "high",
};
const URL_OF = "https://github.com/advisories/GHSA-35jh-r3h4-6jhm";
const OLD_REPORT = json({
  advisories: {
    "1106913": {
      findings: [{ version: "4.17.15", paths: ["lodash"] }],
      id: 1106913,
      github_advisory_id: "GHSA-35jh-r3h4-6jhm",
      module_name: "lodash",
      severity: "high",
      title: "Command Injection in lodash",
      url: URL_OF,
    },
  },
  metadata: { vulnerabilities: { high: 1 } },
});

describe("what the tools of the ecosystems print", () => {
  it("npm: by package, where a dependent of a vulnerable one names no advisory", () => {
    const via = { source: 1106913, name: "lodash", dependency: "lodash", range: "<4.17.21" };
    const report = {
      auditReportVersion: 2,
      vulnerabilities: {
        lodash: {
          name: "lodash",
          severity: "high",
          via: [{ ...via, title: LODASH.title, url: URL_OF, severity: "high" }],
        },
        grunt: { name: "grunt", severity: "high", via: ["lodash"] },
      },
      metadata: { vulnerabilities: { total: 2 } },
    };
    expect(PARSERS.npm(json(report))).toEqual([LODASH]);
    expect(PARSERS.npm(json({ auditReportVersion: 2, vulnerabilities: {} }))).toEqual([]);
  });

  it("npm before 7 and pnpm: by advisory", () => {
    expect(PARSERS.npm(OLD_REPORT)).toEqual([{ ...LODASH, version: "4.17.15" }]);
  });

  it("yarn, in its three forms", () => {
    const { advisories } = JSON.parse(OLD_REPORT) as { advisories: Record<string, unknown> };
    const [advisory] = Object.values(advisories);
    const first = [
      { type: "auditAdvisory", data: { resolution: { id: 1 }, advisory } },
      { type: "auditSummary", data: { vulnerabilities: { high: 1 } } },
    ];
    expect(PARSERS.yarn(first.map((one) => json(one)).join("\n"))).toEqual([
      { ...LODASH, version: "4.17.15" },
    ]);
    expect(PARSERS.yarn(OLD_REPORT)).toEqual([{ ...LODASH, version: "4.17.15" }]);
    const children = {
      ID: 1106913,
      Issue: LODASH.title,
      URL: URL_OF,
      Severity: "high",
      "Vulnerable Versions": "<4.17.21",
      "Tree Versions": ["4.17.15"],
    };
    const fourth = json({ value: "lodash", children });
    expect(PARSERS.yarn(`${fourth}\n${json({ value: "x", children: { ...children, ID: 2 } })}`)).toHaveLength(
      2,
    );
    expect(PARSERS.yarn("")).toEqual([]);
    expect(PARSERS.yarn(json({ type: "error", data: "no network" }))).toBeNull();
  });

  it("bun", () => {
    const entry = { id: 1106913, url: URL_OF, title: LODASH.title, severity: "high" };
    expect(PARSERS.bun(json({ lodash: [{ ...entry, vulnerable_versions: "<4.17.21" }] }))).toEqual([LODASH]);
    expect(PARSERS.bun("{}")).toEqual([]);
  });

  it("pip-audit, with the number that most know it by", () => {
    const vulns = [
      {
        id: "PYSEC-2018-28",
        fix_versions: ["2.20.0"],
        aliases: ["CVE-2018-18074", "GHSA-x84v-xcm2-53pg"],
        description: "Sends an\nAuthorization header",
      },
    ];
    const dependencies = [
      { name: "requests", version: "2.19.1", vulns },
      { name: "six", version: "1.16.0", vulns: [] },
      { name: "local", skip_reason: "not on PyPI" },
    ];
    expect(PARSERS["pip-audit"](json({ dependencies, fixes: [] }))).toEqual([
      {
        package: "requests",
        version: "2.19.1",
        id: "CVE-2018-18074",
        title: "Sends an Authorization header",
        severity: "unknown",
      },
    ]);
  });

  it("cargo audit", () => {
    const list = [
      {
        advisory: {
          id: "RUSTSEC-2020-0071",
          package: "time",
          title: "Potential segfault in the time crate",
          cvss: null,
        },
        versions: { patched: [">=0.2.23"] },
        package: { name: "time", version: "0.1.43" },
      },
    ];
    expect(
      PARSERS["cargo-audit"](json({ database: {}, vulnerabilities: { found: true, count: 1, list } })),
    ).toEqual([
      {
        package: "time",
        version: "0.1.43",
        id: "RUSTSEC-2020-0071",
        title: "Potential segfault in the time crate",
        severity: "unknown",
      },
    ]);
  });

  it("govulncheck: a stream, with one finding for each way that leads there", () => {
    const trace = [{ module: "golang.org/x/text", version: "v0.3.5", package: "x", function: "Parse" }];
    const stream = [
      { config: { protocol_version: "v1.0.0", scanner_name: "govulncheck" } },
      { progress: { message: "Fetching vulnerabilities [database] {all}" } },
      { osv: { id: "GO-2021-0113", summary: 'Out-of-bounds read, "quoted" }' } },
      { finding: { osv: "GO-2021-0113", fixed_version: "v0.3.7", trace: trace.slice(0, 1) } },
      { finding: { osv: "GO-2021-0113", fixed_version: "v0.3.7", trace } },
    ];
    expect(PARSERS.govulncheck(stream.map((one) => json(one, 2)).join("\n"))).toEqual([
      {
        package: "golang.org/x/text",
        version: "v0.3.5",
        id: "GO-2021-0113",
        title: 'Out-of-bounds read, "quoted" }',
        severity: "unknown",
      },
    ]);
    expect(PARSERS.govulncheck(json({ config: {} }))).toEqual([]);
  });

  it("composer: nothing is a list there", () => {
    const advisory = {
      advisoryId: "PKSA-1",
      cve: "CVE-2022-24894",
      title: "Leak",
      affectedVersions: "<4.4.50",
      severity: "medium",
    };
    const expected = {
      package: "symfony/http-kernel",
      version: "<4.4.50",
      id: "CVE-2022-24894",
      title: "Leak",
      severity: "moderate",
    };
    expect(PARSERS.composer(json({ advisories: { "symfony/http-kernel": [advisory] } }))).toEqual([expected]);
    expect(PARSERS.composer(json({ advisories: { "symfony/http-kernel": { "3": advisory } } }))).toEqual([
      expected,
    ]);
    expect(PARSERS.composer(json({ advisories: [] }))).toEqual([]);
  });

  it("bundler-audit", () => {
    const results = [
      { type: "insecure_source", source: "http://rubygems.org" },
      {
        type: "unpatched_gem",
        gem: { name: "rack", version: "2.0.1" },
        advisory: { id: "CVE-2018-16471", title: "XSS in Rack", criticality: "medium" },
      },
    ];
    expect(PARSERS["bundler-audit"](json({ version: "0.9.2", results }))).toEqual([
      { package: "rack", version: "2.0.1", id: "CVE-2018-16471", title: "XSS in Rack", severity: "moderate" },
    ]);
  });

  it("dotnet, direct and indirect", () => {
    const vulnerabilities = [
      { severity: "High", advisoryurl: "https://github.com/advisories/GHSA-5crp-9r3c-p9vr" },
    ];
    const one = { id: "Newtonsoft.Json", resolvedVersion: "12.0.1", vulnerabilities };
    const frameworks = [
      { framework: "net8.0", topLevelPackages: [one], transitivePackages: [{ ...one, id: "B" }] },
    ];
    expect(
      PARSERS.dotnet(
        json({ version: 1, projects: [{ path: "a.csproj", frameworks }, { path: "b.csproj" }] }),
      ),
    ).toMatchObject([
      { package: "Newtonsoft.Json", version: "12.0.1", id: "GHSA-5crp-9r3c-p9vr", severity: "high" },
      { package: "B" },
    ]);
  });

  it.each(Object.keys(PARSERS).filter((name) => name !== "yarn") as (keyof typeof PARSERS)[])(
    "%s: what says nothing is no clean report",
    (name) => {
      for (const output of ["", "npm ERR! network", "[]", "7", "{", '{"error": {"code": "ENOTFOUND"}}'])
        expect(PARSERS[name](output), output).toBeNull();
    },
  );

  it("are read whatever the program said before, and however wrong the rest is", () => {
    expect(PARSERS.npm(`(node:1) Warning: x\n[warn] y\n${OLD_REPORT}\n{`)).toHaveLength(1);
    const odd = { vulnerabilities: { a: null, b: 1, c: { via: [null, 1, { name: ["x"], url: 3 }] } } };
    expect(PARSERS.npm(json(odd))).toMatchObject([{ package: "", severity: "unknown" }]);
    const start = performance.now();
    PARSERS.npm("{x\n".repeat(300_000) + "}".repeat(300_000));
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
