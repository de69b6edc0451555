import { hiddenIn } from "../../protocol/hidden-text.ts";
import type { ObjectionFinding } from "../../protocol/index.ts";
import type { ChangedFile } from "./changed-file.ts";

/** Limit of listed findings; the scan stops there. */
const MAX_FINDINGS = 200;

/** Invisible characters in new names and in added lines. */
export function hiddenFindings(files: readonly ChangedFile[]): ObjectionFinding[] {
  const found: ObjectionFinding[] = [];
  for (const { path, base, now } of files) {
    if (now === null) continue;
    const inName = base === null ? hiddenIn(path) : [];
    if (inName.length > 0) found.push({ path, line: null, what: `${inName.join(", ")} in its name` });
    found.push(...inNewLines(path, base?.text ?? "", now.text ?? ""));
    if (found.length >= MAX_FINDINGS) break;
  }
  return found.slice(0, MAX_FINDINGS);
}

function inNewLines(path: string, base: string, now: string): ObjectionFinding[] {
  if (hiddenIn(now).length === 0) return [];
  const before = new Set(base.split("\n"));
  return now.split("\n").flatMap((text, index) => {
    const hidden = before.has(text) ? [] : hiddenIn(text);
    return hidden.length === 0 ? [] : [{ path, line: index + 1, what: hidden.slice(0, 5).join(", ") }];
  });
}
