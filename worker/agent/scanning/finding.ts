import type { ObjectionFinding } from "../../protocol/index.ts";

type Severity = NonNullable<ObjectionFinding["severity"]>;

/** An advisory about one dependency, as a tool reports it. */
export interface Advisory {
  package: string;
  /** The installed version, or the affected versions; null when the tool names neither. */
  version: string | null;
  /** `GHSA-…`, `CVE-…`, `RUSTSEC-…`: as the tool names it. */
  id: string;
  title: string;
  severity: Severity;
}

const SEVERITIES: Readonly<Record<string, Severity>> = {
  critical: "critical",
  high: "high",
  error: "high",
  moderate: "moderate",
  medium: "moderate",
  warning: "moderate",
  low: "low",
  info: "low",
  note: "low",
};

/** Maps the tools' severity words. */
export const severityOf = (word: unknown): Severity =>
  (typeof word === "string" && SEVERITIES[word.toLowerCase()]) || "unknown";

/** One line of untrusted tool output, truncated. */
export const line = (text: unknown, most: number): string =>
  (typeof text === "string" || typeof text === "number" ? String(text) : "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, most);

/** The finding for display; `path` is the dependency file. */
export function findingOf(
  path: string,
  { package: name, version, id, title, severity }: Advisory,
): ObjectionFinding {
  const what = `${name}${version === null ? "" : ` ${version}`}: ${title || "a known vulnerability"} (${id}, ${severity})`;
  return { path, line: null, what: line(what, 300), rule: id, severity };
}

/** Key by which two findings are the same one, wherever in the file. */
const identity = ({ path, rule, what }: ObjectionFinding): string => `${path}\0${rule ?? ""}\0${what}`;

/** Multiset difference: the findings of `after` that are not in `before`. */
export function broughtBy(
  after: readonly ObjectionFinding[],
  before: readonly ObjectionFinding[],
  same: (finding: ObjectionFinding) => string = identity,
): ObjectionFinding[] {
  const known = new Map<string, number>();
  for (const finding of before) known.set(same(finding), (known.get(same(finding)) ?? 0) + 1);
  return after.filter((finding) => {
    const left = known.get(same(finding)) ?? 0;
    known.set(same(finding), left - 1);
    return left <= 0;
  });
}
