import { parseDocument } from "yaml";

/** One `run:` of a GitHub workflow, with the job that it belongs to. */
export interface WorkflowRun {
  job: string;
  /** The shell text, several lines joined by line feeds. */
  script: string;
  workingDirectory: string | null;
}

/** Limit of alias expansions, nested ones included. */
const MAX_ALIASES = 100;

/**
 * The `run:` steps of a GitHub workflow, in order. Empty when the text is not a workflow; malformed jobs and steps are
 * skipped.
 */
export function workflowRuns(text: string): WorkflowRun[] {
  const jobs = valueAt(parsed(text), "jobs");
  if (!(jobs instanceof Map)) return [];
  return [...jobs].flatMap(([job, value]) => {
    const steps = valueAt(value, "steps");
    return typeof job === "string" && Array.isArray(steps) ? steps.flatMap((step) => runOf(job, step)) : [];
  });
}

function runOf(job: string, step: unknown): WorkflowRun[] {
  const [run, folder] = [valueAt(step, "run"), valueAt(step, "working-directory")];
  if (typeof run !== "string" || run.trim() === "") return [];
  return [{ job, script: run.trim(), workingDirectory: typeof folder === "string" ? folder : null }];
}

const valueAt = (map: unknown, key: string): unknown => (map instanceof Map ? map.get(key) : undefined);

/**
 * Parses untrusted YAML, with mappings as Maps; undefined when that fails. Each option disables work that a short text
 * could multiply: the duplicate key check is quadratic, errors are printed with their lines, and a mapping used as a
 * key is stringified at each level.
 */
function parsed(text: string): unknown {
  try {
    const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
    // Despite errors: a long file may be truncated.
    return document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch {
    // Too many alias expansions, or nesting deeper than the stack.
    return undefined;
  }
}
