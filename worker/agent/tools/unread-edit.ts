import { applyEdits, type EditRequest, type EditResult, type ParsePath } from "../edit/apply-edits.ts";
import type { FileState } from "../edit/staging.ts";

/**
 * Applies a change, also to files that were not read: where each place is named by a text that stands there exactly so,
 * and once, the change itself shows that the model knows it. Anything less is refused, and the file shown.
 */
export function applyKnown(
  files: ReadonlyMap<string, FileState>,
  request: EditRequest,
  parsePath: ParsePath,
): EditResult {
  const result = applyEdits(files, request, parsePath);
  if (result.ok || !namesPlaces(request)) return result;
  const unread = new Set(result.failures.map(({ path }) => path));
  if (result.failures.some(({ problem }) => problem !== "unread")) return result;
  const asRead = new Map(
    [...files].map(([path, state]) => [
      path,
      state.kind === "file" && unread.has(path) ? { ...state, knowledge: "current" as const } : state,
    ]),
  );
  const retried = applyEdits(asRead, request, parsePath);
  if (!retried.ok) return result;
  const exact = retried.changes
    .filter(({ path, from }) => unread.has(path) || (from !== null && unread.has(from)))
    .every(
      ({ rungs, replacements }) =>
        rungs.length > 0 && replacements === rungs.length && rungs.every((rung) => rung === "exact"),
    );
  return exact ? retried : result;
}

/** A blank text stands in many files once, and shows nothing. */
function namesPlaces(request: EditRequest): boolean {
  if (request.kind === "edit") return request.edits.every(({ old }) => old.trim() !== "");
  return request.kind === "patch";
}
