/** How content travels to GitHub. */
const MAX_INLINE_BYTES = 100_000;

/** Content that survives the way through JSON unchanged; null for binary, large, and other encodings. */
export function inlineText(bytes: Uint8Array): string | null {
  if (bytes.length >= MAX_INLINE_BYTES || bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
