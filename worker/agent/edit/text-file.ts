/** A text file as the model sees it (LF, no BOM), and what it takes to write it back in its own form. */
export interface TextFile {
  /** Lines end with LF if all of the file's lines end with CRLF; a file with mixed line ends is left as it is. */
  text: string;
  crlf: boolean;
  bom: boolean;
}

export const MAX_FILE_BYTES = 1024 * 1024;

export type DecodeResult = { ok: true; file: TextFile } | { ok: false; reason: "binary" | "too_large" };

/** Reads bytes as UTF-8 text. Anything with a NUL or invalid UTF-8 counts as binary and is never written back. */
export function decodeText(bytes: Uint8Array): DecodeResult {
  if (bytes.length > MAX_FILE_BYTES) return { ok: false, reason: "too_large" };
  if (bytes.includes(0)) return { ok: false, reason: "binary" };
  let raw: string;
  try {
    raw = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { ok: false, reason: "binary" };
  }
  const bom = raw.startsWith("\uFEFF");
  const body = bom ? raw.slice(1) : raw;
  const crlf = body.includes("\r\n") && !/(?:^|[^\r])\n/.test(body);
  return { ok: true, file: { text: crlf ? body.replaceAll("\r\n", "\n") : body, crlf, bom } };
}

/** The bytes of `text` in the form the file had. */
export function encodeText(text: string, form: Pick<TextFile, "crlf" | "bom">): Uint8Array {
  const lines = form.crlf ? text.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n") : text;
  return new TextEncoder().encode(form.bom ? `\uFEFF${lines}` : lines);
}
