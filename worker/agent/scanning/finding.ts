import type { ObjectionFinding } from "../../protocol/index.ts";

type Severity = NonNullable<ObjectionFinding["severity"]>;

/** What a tool says of one dependency. */
export interface Advisory {
  package: string;
  /** As it is installed, or the versions that are affected; null where the tool names neither. */
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

/** By the many words that tools have for it. */
export const severityOf = (word: unknown): Severity =>
  (typeof word === "string" && SEVERITIES[word.toLowerCase()]) || "unknown";

/** One line of whatever a tool said, which the repository's code may have made up. */
export const line = (text: unknown, most: number): string =>
  (typeof text === "string" || typeof text === "number" ? String(text) : "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, most);

/** What a person reads of it; `path` is the file that asks for the dependency. */
export function findingOf(
  path: string,
  { package: name, version, id, title, severity }: Advisory,
): ObjectionFinding {
  const what = `${name}${version === null ? "" : ` ${version}`}: ${title || "a known vulnerability"} (${id}, ${severity})`;
  return { path, line: null, what: line(what, 300), rule: id, severity };
}

/** Whether two findings are the same one, wherever in the file it has moved to. */
const identity = ({ path, rule, what }: ObjectionFinding): string => `${path}\0${rule ?? ""}\0${what}`;

/** Those of `after` that `before` does not have, each as often as it is there more than before. */
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
