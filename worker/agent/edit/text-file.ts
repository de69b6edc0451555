import { MAX_PUBLISHED_FILE_BYTES } from "../../protocol/index.ts";
import { encodeByLine } from "./encoding/by-line.ts";
import { type Codec, concat, type Encoded, UTF8 } from "./encoding/codec.ts";
import { detectEncoding } from "./encoding/detect.ts";

/** The form of a file's text. */
export interface TextForm {
  codec: Codec;
  bom: Uint8Array;
  /** The line end of every line; null for mixed ones, which the text keeps. */
  eol: "\n" | "\r\n" | "\r" | null;
}

/** A text file for the model (LF, no byte order mark), with the form needed to write it back. */
export interface TextFile extends TextForm {
  text: string;
  /** The encoding was guessed from the bytes. */
  guessed: boolean;
}

export const NEW_TEXT: TextForm = { codec: UTF8, bom: new Uint8Array(0), eol: "\n" };

/** Size limit for editing. Larger files can still be read by lines. */
export const MAX_FILE_BYTES = MAX_PUBLISHED_FILE_BYTES;

export type DecodeResult = { ok: true; file: TextFile } | { ok: false; reason: "binary" | "too_large" };

/** Decodes bytes in the detected encoding. Binary content is never written back. */
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
 * Encodes `text` in a file's form. Unchanged parts are copied from `before`, the file's present bytes, because an
 * encoding may have two byte forms of a character.
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
