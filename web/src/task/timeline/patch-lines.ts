export interface PatchLine {
  kind: "add" | "del" | "context";
  text: string;
}

const MAX_LINES = 8;

/** The first changed lines of a small patch, without its headers. */
export function patchLines(patch: string): PatchLine[] {
  const body: PatchLine[] = [];
  let inHunk = false;
  for (const line of patch.split("\n")) {
    if (line.startsWith("@@")) inHunk = true;
    else if (inHunk && line.startsWith("+")) body.push({ kind: "add", text: line });
    else if (inHunk && line.startsWith("-")) body.push({ kind: "del", text: line });
    else if (inHunk && line.startsWith(" ")) body.push({ kind: "context", text: line });
  }
  const first = body.findIndex((line) => line.kind !== "context");
  const start = Math.max(0, first - 1);
  const shown = body.slice(start, start + MAX_LINES);
  const left = body.slice(start + MAX_LINES).filter((line) => line.kind !== "context").length;
  if (left > 0)
    shown.push({ kind: "context", text: `  … ${left} more changed ${left === 1 ? "line" : "lines"}` });
  return first === -1 ? [] : shown;
}
