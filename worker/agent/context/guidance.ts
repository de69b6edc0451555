import { countHidden, visibleText } from "../../protocol/hidden-text.ts";
import type { ProjectGuidance } from "../types.ts";
import type { CheckoutSnapshot } from "./snapshot.ts";

/** About six thousand tokens for all files together. */
const MAX_TOTAL_CHARS = 24_000;
const MIN_USEFUL_CHARS = 200;
/** Markdown comments, which are invisible in the rendered page. */
const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;

/** The project's guidance for the model and the user, without hidden text and limited in size. */
export function guidanceOf(snapshot: Pick<CheckoutSnapshot, "guidance">): ProjectGuidance[] {
  const found: ProjectGuidance[] = [];
  let left = MAX_TOTAL_CHARS;
  for (const { path, scope, text, truncated } of snapshot.guidance ?? []) {
    if (left < MIN_USEFUL_CHARS) break;
    const body = visibleText(text).replace(COMMENT, "").trim();
    if (body === "") continue;
    found.push({
      path,
      scope,
      text: body.slice(0, left),
      truncated: truncated || body.length > left,
      hiddenCount: countHidden(text) + (visibleText(text).match(COMMENT)?.length ?? 0),
    });
    left -= body.length;
  }
  return found;
}
