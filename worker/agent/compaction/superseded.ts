import type { Message } from "../../llm/types.ts";

interface Reading {
  at: number;
  path: string;
  from: number;
  to: number;
}

/** The header of a `read` result in the conversation. */
const READING = /^<untrusted-\w+ source="read">\n(.+) \(lines (\d+)-(\d+) of \d+(?:; encoding [^;)]+)?\)\n/;

/**
 * Replaces each reading of a file whose lines were all read again later by a note. Returns the same array when there is
 * none.
 */
export function dropSupersededReads(messages: Message[]): Message[] {
  const readings = messages.flatMap(readingAt);
  const old = new Map(
    readings
      .filter((reading) => readings.some((later) => covers(later, reading)))
      .map(({ at, path }) => [at, path]),
  );
  if (old.size === 0) return messages;
  return messages.map((message, at) => {
    const path = old.get(at);
    return path === undefined
      ? message
      : { ...message, content: `[An older reading of ${path}; it was read again later.]` };
  });
}

function readingAt(message: Message, at: number): Reading[] {
  const match = message.role === "tool" ? READING.exec(message.content) : null;
  return match ? [{ at, path: match[1] ?? "", from: Number(match[2]), to: Number(match[3]) }] : [];
}

const covers = (later: Reading, reading: Reading): boolean =>
  later.at > reading.at &&
  later.path === reading.path &&
  later.from <= reading.from &&
  later.to >= reading.to;
