import { parseDocument } from "yaml";

/** One `run:` of a GitHub workflow, with the job that it belongs to. */
export interface WorkflowRun {
  job: string;
  /** The shell text, several lines joined by line feeds. */
  script: string;
  workingDirectory: string | null;
}

/** How often the values of an anchor may be repeated, aliases inside aliases included. */
const MAX_ALIASES = 100;

/**
 * Reads the `run:` steps out of a GitHub workflow, in its order. None when the text does not have the shape of a
 * workflow; a job or step that does not have its shape is left out.
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
 * The value of a YAML text that strangers wrote, with mappings as Maps; undefined when there is none. Each option
 * takes away work that a short text could multiply: a key that stands twice is looked for among all pairs, errors are
 * shown with their lines, and a key that is a mapping itself would become text once more at each level.
 */
function parsed(text: string): unknown {
  try {
    const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
    // With errors too: of a long file the end is missing.
    return document.toJS({ mapAsMap: true, maxAliasCount: MAX_ALIASES });
  } catch {
    // Aliases that multiply, or a nesting that is deeper than the stack.
    return undefined;
  }
}
