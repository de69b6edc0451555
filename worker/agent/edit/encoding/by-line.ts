import { lineOperations } from "../diff.ts";
import { type Codec, concat, type Encoded } from "./codec.ts";

/** A character, or the characters of one code, with its bytes. */
type Unit = [text: string, bytes: Uint8Array];

/**
 * Encodes a text by copying the bytes of unchanged lines, and of the unchanged beginning and end of changed lines, from
 * `before`. Only for encodings in which a line end's byte is never part of another character.
 */
export function encodeByLine(codec: Codec, text: string, before: Uint8Array, eol: "\n" | "\r"): Encoded {
  const kept = splitBytes(before, eol.charCodeAt(0));
  const decoded = kept.map((line) => codec.decode(line) ?? "");
  const lines: Uint8Array[] = [];
  let at = 0;
  let removed: Uint8Array[] = [];
  for (const op of lineOperations(decoded, text.split(eol))) {
    if (op.kind === "-") removed.push(kept[at++] ?? new Uint8Array());
    else if (op.kind === " ") {
      lines.push(kept[at++] ?? new Uint8Array());
      removed = [];
    } else {
      const encoded = encodeLine(codec, op.line, removed.shift() ?? null);
      if (!encoded.ok) return encoded;
      lines.push(encoded.bytes);
    }
  }
  const end = Uint8Array.of(eol.charCodeAt(0));
  return { ok: true, bytes: concat(lines.flatMap((line, index) => (index === 0 ? [line] : [end, line]))) };
}

function encodeLine(codec: Codec, line: string, instead: Uint8Array | null): Encoded {
  if (instead === null) return codec.encode(line);
  const units = unitsOf(codec, instead);
  let head = 0;
  let from = 0;
  for (const [text] of units) {
    if (!line.startsWith(text, from)) break;
    from += text.length;
    head += 1;
  }
  let tail = units.length;
  let to = line.length;
  while (tail > head) {
    const text = units[tail - 1]?.[0] ?? "";
    if (to - text.length < from || line.slice(to - text.length, to) !== text) break;
    to -= text.length;
    tail -= 1;
  }
  const middle = codec.encode(line.slice(from, to));
  if (!middle.ok) return middle;
  const bytes = (part: Unit[]) => part.map((unit) => unit[1]);
  return {
    ok: true,
    bytes: concat([...bytes(units.slice(0, head)), middle.bytes, ...bytes(units.slice(tail))]),
  };
}

/** Splits a line into the shortest byte sequences that can be decoded separately. */
function unitsOf(codec: Codec, line: Uint8Array): Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < line.length; ) {
    let length = 1;
    let text = codec.decode(line.subarray(at, at + length));
    while (text === null && length < 4) {
      length += 1;
      text = codec.decode(line.subarray(at, at + length));
    }
    units.push([text ?? "", line.slice(at, at + length)]);
    at += length;
  }
  return units;
}

function splitBytes(bytes: Uint8Array, end: number): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(end); at !== -1; at = bytes.indexOf(end, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return [...lines, bytes.subarray(from)];
}
