import type { Carried } from "../seen/carry.ts";
import { untrusted } from "./untrusted.ts";

/** About three thousand tokens. */
const MAX_WORDS_CHARS = 12_000;

/** What the user said earlier in this task, newest kept beyond the limit; empty if nothing. */
export function userParts(messages: readonly string[] = []): string[] {
  const kept: string[] = [];
  let room = MAX_WORDS_CHARS;
  for (const message of messages.toReversed()) {
    const text = message.length > room ? `${message.slice(0, room).toWellFormed()} [cut]` : message;
    if (room <= 0) break;
    kept.unshift(text);
    room -= text.length;
  }
  if (kept.length === 0) return [];
  const said = kept.map((text) => `- ${text.replaceAll("\n", "\n  ")}`).join("\n");
  return [
    `# What the user said earlier in this task\nIt still holds, unless something later takes it back.\n${said}`,
  ];
}

/** Files that earlier runs read, as they are now; empty if there are none. */
export function fileParts(mark: string, carried: readonly Carried[]): string[] {
  const texts = carried.flatMap(({ text }) => text ?? []);
  if (texts.length === 0) return [];
  return [
    `# Files that you have read in this task\nAs they are now: they count as read. Read on where lines are missing.\n${untrusted(mark, "files", texts.join("\n\n"))}`,
  ];
}
