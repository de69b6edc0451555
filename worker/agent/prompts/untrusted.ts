import type { Message } from "../../llm/types.ts";
import { visibleText } from "../../protocol/hidden-text.ts";

const MARK_CHARS = 12;

/**
 * Wraps text that comes from the repository or from running it. The tag carries the task's random mark, which such text
 * cannot know, so it cannot close the tag and pose as an instruction from Verne.
 */
export function untrusted(mark: string, label: string, text: string): string {
  const tag = `untrusted-${mark}`;
  // Hidden characters are removed first: they could be inside a copy of the tag. The label may be a file name, which
  // can contain anything.
  const source = visibleText(label).replace(/["<>\p{Cc}]/gu, "_");
  return `<${tag} source="${source}">\n${visibleText(text).replaceAll(mark, "")}\n</${tag}>`;
}

/** A mark from a random text with at least twelve letters and digits. */
export const markFrom = (random: string): string => random.replace(/[^0-9a-zA-Z]/g, "").slice(0, MARK_CHARS);

/** The mark of a stored conversation; null in a new one. */
export function markIn(messages: readonly Message[]): string | null {
  const opening = messages.find(({ role }) => role === "user")?.content ?? "";
  return /<untrusted-([0-9a-zA-Z]{1,12}) source="repository">/.exec(opening)?.[1] ?? null;
}
