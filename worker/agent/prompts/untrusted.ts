import type { Message } from "../../llm/types.ts";
import { visibleText } from "../../protocol/hidden-text.ts";

const MARK_CHARS = 12;

/**
 * Wraps text that comes from the repository or from running it. The tag carries the run's random mark, which text
 * written before the run cannot know, so it cannot close the tag and speak with our voice.
 */
export function untrusted(mark: string, label: string, text: string): string {
  const tag = `untrusted-${mark}`;
  // Hidden characters go first: they could stand inside a copy of the tag.
  // A file's name may be the label, and holds whatever its author wanted.
  const source = visibleText(label).replace(/["<>\p{Cc}]/gu, "_");
  return `<${tag} source="${source}">\n${visibleText(text).replaceAll(mark, "")}\n</${tag}>`;
}

/** A mark out of any random text of at least twelve letters and digits. */
export const markFrom = (random: string): string => random.replace(/[^0-9a-zA-Z]/g, "").slice(0, MARK_CHARS);

/** The mark that a stored conversation was begun with; null in a new one. */
export function markIn(messages: readonly Message[]): string | null {
  const opening = messages.find(({ role }) => role === "user")?.content ?? "";
  return /<untrusted-([0-9a-zA-Z]{1,12}) source="repository">/.exec(opening)?.[1] ?? null;
}
