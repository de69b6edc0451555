import type { Objection } from "./objections.ts";

/** What an objection lists, as lines of text; empty for one that says everything in its message. */
export function listedIn(objection: Objection): string[] {
  if ("cases" in objection) return objection.cases;
  if ("paths" in objection) return objection.paths;
  if ("findings" in objection)
    return objection.findings.map(({ path, line, what }) =>
      line === null ? `${path}: ${what}` : `${path}:${line}: ${what}`,
    );
  return [];
}
