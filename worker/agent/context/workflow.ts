/** One `run:` of a GitHub workflow, with the job that it belongs to. */
export interface WorkflowRun {
  job: string;
  /** The shell text, several lines joined by line feeds. */
  script: string;
  workingDirectory: string | null;
}

interface Line {
  indent: number;
  text: string;
}

/**
 * Reads the `run:` steps out of a GitHub workflow. This is no YAML parser: it knows block style, which is how
 * workflows are written, and skips what it does not understand. Anchors, flow mappings and tabs are not read.
 */
export function workflowRuns(text: string): WorkflowRun[] {
  const lines = text.split(/\r?\n/).map((line) => ({ indent: line.search(/\S|$/), text: line.trim() }));
  const runs: WorkflowRun[] = [];
  let job = "";
  let jobsIndent = -1;
  let jobIndent = -1;
  for (const [index, line] of lines.entries()) {
    if (line.text === "" || line.text.startsWith("#")) continue;
    if (line.text === "jobs:" && line.indent === 0) {
      jobsIndent = 0;
      continue;
    }
    if (jobsIndent < 0) continue;
    if (line.indent === 0) break;
    if (jobIndent < 0) jobIndent = line.indent;
    const key = /^["']?([\w-]+)["']?:\s*(?:#.*)?$/.exec(line.text);
    if (line.indent === jobIndent && key?.[1]) job = key[1];
    const run = /^(?:-\s+)?run:\s*(.*)$/.exec(line.text);
    if (run && line.indent > jobIndent) {
      const script = scriptAt(lines, index, run[1] ?? "");
      if (script !== "") runs.push({ job, script, workingDirectory: directoryOf(lines, index) });
    }
  }
  return runs;
}

function scriptAt(lines: readonly Line[], index: number, value: string): string {
  if (!/^[|>][+-]?\d*[+-]?\s*(?:#.*)?$/.test(value)) return unquoted(value);
  const body = bodyOf(lines, index);
  return (value.startsWith(">") ? body.join(" ") : body.join("\n")).trim();
}

/** The lines of a block below a key, with the indentation of the first taken off. */
function bodyOf(lines: readonly Line[], index: number): string[] {
  const own = keyIndent(lines[index]);
  const body: string[] = [];
  let base = -1;
  for (const line of lines.slice(index + 1)) {
    if (line.text === "") body.push("");
    else if (line.indent <= own) break;
    else {
      if (base < 0) base = line.indent;
      body.push(" ".repeat(Math.max(0, line.indent - base)) + line.text);
    }
  }
  return body;
}

/** The column of the key itself: `- run:` has it two or more to the right of the dash. */
function keyIndent(line: Line | undefined): number {
  if (!line) return 0;
  return line.indent + (/^-\s+/.exec(line.text)?.[0].length ?? 0);
}

/** `working-directory:` of the same step, before or after its `run:`. */
function directoryOf(lines: readonly Line[], index: number): string | null {
  const column = keyIndent(lines[index]);
  const read = (line: Line | undefined): string | null => {
    const match = line && /^(?:-\s+)?working-directory:\s*(.+)$/.exec(line.text);
    return match?.[1] && keyIndent(line) === column ? unquoted(match[1]) : null;
  };
  const startsStep = (line: Line) => line.text.startsWith("- ") && keyIndent(line) === column;
  for (let at = index; at >= 0; at -= 1) {
    const line = lines[at];
    if (!line) break;
    const found = read(line);
    if (found !== null) return found;
    if (startsStep(line) || (line.text !== "" && keyIndent(line) < column)) break;
  }
  for (const line of lines.slice(index + 1)) {
    if (line.text === "") continue;
    if (startsStep(line) || keyIndent(line) < column) break;
    const found = read(line);
    if (found !== null) return found;
  }
  return null;
}

function unquoted(value: string): string {
  const trimmed = value.trim();
  const quoted = /^"(.*)"(?:\s+#.*)?$|^'(.*)'(?:\s+#.*)?$/.exec(trimmed);
  if (quoted) return (quoted[1]?.replace(/\\"/g, '"') ?? quoted[2]?.replace(/''/g, "'") ?? "").trim();
  return trimmed.replace(/\s+#.*$/, "");
}
