/** Pure: parses the output of the ecosystems' audit tools. Null when it does not have the expected form. */
import { type Advisory, line, severityOf } from "./finding.ts";
import { documents, type Fields, fields, items, parsed, within } from "./json.ts";

export type AdvisoryParser = (output: string) => Advisory[] | null;

/** npm before 7, pnpm, yarn 2 and 3. */
const byId = (report: Fields): Advisory[] | null =>
  fields(report.advisories) &&
  Object.values(within(report, "advisories")).map((value) => {
    const advisory = fields(value) ?? {};
    const [first] = items(advisory.findings);
    return {
      package: line(advisory.module_name, 200),
      version: line(fields(first)?.version, 100) || null,
      id: line(advisory.github_advisory_id ?? idIn(advisory.url) ?? advisory.id, 100),
      title: line(advisory.title, 200),
      severity: severityOf(advisory.severity),
    };
  });

const idIn = (url: unknown): string | null =>
  /(?:GHSA(?:-[\w]{4}){3}|CVE-\d+-\d+)/i.exec(typeof url === "string" ? url : "")?.[0] ?? null;

/** npm 7 and later: by vulnerable package; a string refers to the advisory of another package. */
function npm(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (report === null || report.error !== undefined) return null;
  if (!fields(report.vulnerabilities)) return byId(report);
  return Object.values(within(report, "vulnerabilities")).flatMap((entry) =>
    items(fields(entry)?.via).flatMap((via) => ofVia(fields(via))),
  );
}

const ofVia = (via: Fields | null): Advisory[] =>
  via === null
    ? []
    : [
        {
          package: line(via.dependency ?? via.name, 200),
          version: line(via.range, 100) || null,
          id: line(idIn(via.url) ?? via.source, 100),
          title: line(via.title, 200),
          severity: severityOf(via.severity),
        },
      ];

/** One JSON document per line: version 1 with a type, version 4 with the package as `value`. */
function yarn(output: string): Advisory[] | null {
  const found = documents(output).map(fields);
  const [only] = found;
  if (found.length === 1 && fields(only?.advisories)) return byId(only ?? {});
  // Without vulnerabilities version 1 prints a summary and later versions print nothing.
  if (found.some((entry) => entry?.type === "error" || entry?.error !== undefined)) return null;
  return found.flatMap((entry) => {
    if (entry?.type === "auditAdvisory")
      return byId({ advisories: { one: within(entry.data, "advisory") } }) ?? [];
    if (entry === null || !fields(entry.children)) return [];
    const { Issue, URL: url, Severity, ID, "Vulnerable Versions": affected } = within(entry, "children");
    if (ID === undefined) return [];
    const id = line(idIn(url) ?? ID, 100);
    return [
      {
        package: line(entry.value, 200),
        version: line(affected, 100) || null,
        id,
        title: line(Issue, 200),
        severity: severityOf(Severity),
      },
    ];
  });
}

/** A list of advisories per package. */
function bun(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (report === null || report.error !== undefined) return null;
  return Object.entries(report).flatMap(([name, list]) =>
    items(list).map((value) => {
      const advisory = fields(value) ?? {};
      return {
        package: name,
        version: line(advisory.vulnerable_versions, 100) || null,
        id: line(idIn(advisory.url) ?? advisory.id, 100),
        title: line(advisory.title, 200),
        severity: severityOf(advisory.severity),
      };
    }),
  );
}

function pipAudit(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (!Array.isArray(report?.dependencies)) return null;
  return items(report.dependencies).flatMap((value) => {
    const { name, version, vulns } = fields(value) ?? {};
    return items(vulns).map((entry) => {
      const { id, aliases, description } = fields(entry) ?? {};
      const known = items(aliases).find((alias) => /^CVE-/.test(String(alias)));
      return {
        package: line(name, 200),
        version: line(version, 100) || null,
        id: line(known ?? id, 100),
        title: line(description, 200),
        severity: severityOf(null),
      };
    });
  });
}

function cargoAudit(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (report === null || !fields(report.vulnerabilities)) return null;
  return items(within(report, "vulnerabilities").list).map((value) => {
    const { id, title } = within(value, "advisory");
    const { name, version } = within(value, "package");
    return {
      package: line(name, 200),
      version: line(version, 100) || null,
      id: line(id, 100),
      title: line(title, 200),
      severity: severityOf(within(value, "advisory").severity),
    };
  });
}

/** A stream of advisories, and of findings: one for each path by which the program reaches one. */
function govulncheck(output: string): Advisory[] | null {
  const messages = documents(output).map((message) => fields(message) ?? {});
  if (!messages.some(({ config }) => fields(config))) return null;
  const titles = new Map(
    messages.map((message) => [within(message, "osv").id, line(within(message, "osv").summary, 200)]),
  );
  const found = new Map<string, Advisory>();
  for (const message of messages) {
    const { osv, trace } = within(message, "finding");
    const { module, version } = fields(items(trace)[0]) ?? {};
    if (typeof osv !== "string") continue;
    const name = line(module, 200);
    found.set(`${name} ${osv}`, {
      package: name,
      version: line(version, 100) || null,
      id: line(osv, 100),
      title: titles.get(osv) ?? "",
      severity: "unknown",
    });
  }
  return [...found.values()];
}

/** An empty list when there are none, otherwise an object by package. */
function composer(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (report?.advisories === undefined) return null;
  return Object.entries(fields(report.advisories) ?? {}).flatMap(([name, list]) =>
    (Array.isArray(list) ? list : Object.values(fields(list) ?? {})).map((value) => {
      const { cve, advisoryId, title, affectedVersions, severity } = fields(value) ?? {};
      return {
        package: name,
        version: line(affectedVersions, 100) || null,
        id: line(cve ?? advisoryId, 100),
        title: line(title, 200),
        severity: severityOf(severity),
      };
    }),
  );
}

function bundlerAudit(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (!Array.isArray(report?.results)) return null;
  return items(report.results).flatMap((value) => {
    if (fields(value)?.type !== "unpatched_gem") return [];
    const { name, version } = within(value, "gem");
    const { id, ghsa, title, criticality } = within(value, "advisory");
    return [
      {
        package: line(name, 200),
        version: line(version, 100) || null,
        id: line(id ?? ghsa, 100),
        title: line(title, 200),
        severity: severityOf(criticality),
      },
    ];
  });
}

function dotnet(output: string): Advisory[] | null {
  const report = fields(parsed(output));
  if (!Array.isArray(report?.projects)) return null;
  const packages = items(report.projects).flatMap((project) =>
    items(fields(project)?.frameworks).flatMap((framework) => {
      const { topLevelPackages, transitivePackages } = fields(framework) ?? {};
      return [...items(topLevelPackages), ...items(transitivePackages)];
    }),
  );
  return packages.flatMap((value) => {
    const { id, resolvedVersion, vulnerabilities } = fields(value) ?? {};
    return items(vulnerabilities).map((entry) => ({
      package: line(id, 200),
      version: line(resolvedVersion, 100) || null,
      id: line(idIn(fields(entry)?.advisoryurl) ?? fields(entry)?.advisoryurl, 100),
      title: "",
      severity: severityOf(fields(entry)?.severity),
    }));
  });
}

export const PARSERS = {
  npm,
  yarn,
  bun,
  "pip-audit": pipAudit,
  "cargo-audit": cargoAudit,
  govulncheck,
  composer,
  "bundler-audit": bundlerAudit,
  dotnet,
} satisfies Record<string, AdvisoryParser>;
