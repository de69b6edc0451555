import { MAX_PUBLISHED_FILE_BYTES } from "../../protocol/index.ts";
import { encodeByLine } from "./encoding/by-line.ts";
import { type Codec, concat, type Encoded, UTF8 } from "./encoding/codec.ts";
import { detectEncoding } from "./encoding/detect.ts";

/** How a file writes its text. */
export interface TextForm {
  codec: Codec;
  bom: Uint8Array;
  /** The line end of every line; null where they are mixed, and the text keeps them as they are. */
  eol: "\n" | "\r\n" | "\r" | null;
}

/** A text file as the model sees it (LF, no byte order mark), and what it takes to write it back in its own form. */
export interface TextFile extends TextForm {
  text: string;
  /** The encoding was concluded from the bytes alone. */
  guessed: boolean;
}

export const NEW_TEXT: TextForm = { codec: UTF8, bom: new Uint8Array(0), eol: "\n" };

/** Of a file that is edited. What is larger can still be read by its lines. */
export const MAX_FILE_BYTES = MAX_PUBLISHED_FILE_BYTES;

export type DecodeResult = { ok: true; file: TextFile } | { ok: false; reason: "binary" | "too_large" };

/** Reads bytes as text in the encoding that they seem to be in. What is no text is never written back. */
export function decodeText(bytes: Uint8Array): DecodeResult {
  if (bytes.length > MAX_FILE_BYTES) return { ok: false, reason: "too_large" };
  const found = detectEncoding(bytes);
  const raw = found?.codec.decode(bytes.subarray(found.bom.length)) ?? null;
  if (found === null || raw === null || raw.includes("\0")) return { ok: false, reason: "binary" };
  const eol = lineEndOf(raw);
  const text = eol === "\n" || eol === null ? raw : raw.replaceAll(eol, "\n");
  return { ok: true, file: { text, codec: found.codec, bom: found.bom, eol, guessed: found.guessed } };
}

function lineEndOf(raw: string): TextForm["eol"] {
  if (!raw.includes("\r")) return "\n";
  if (!raw.includes("\n")) return "\r";
  return /\r(?!\n)|(?<!\r)\n/.test(raw) ? null : "\r\n";
}

/**
 * The bytes of `text` in a file's form. What `before`, the file's bytes until now, has as well is taken over byte by
 * byte: an encoding may have two ways to write a character.
 */
export function encodeText(text: string, form: TextForm, before: Uint8Array | null = null): Encoded {
  const { codec, bom, eol } = form;
  const lined = eol === null ? text : withEnds(text, eol);
  const encoded =
    codec.exact || before === null
      ? codec.encode(lined)
      : encodeByLine(codec, lined, before.subarray(bom.length), eol === "\r" ? "\r" : "\n");
  return encoded.ok
    ? { ok: true, bytes: bom.length === 0 ? encoded.bytes : concat([bom, encoded.bytes]) }
    : encoded;
}

function withEnds(text: string, eol: string): string {
  const plain = text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;
  return eol === "\n" ? plain : plain.replaceAll("\n", eol);
}
