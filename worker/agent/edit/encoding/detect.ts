/** Detects a file's encoding. Without a byte order mark or declaration the result is marked as guessed. */
import { type Codec, codecOf, MIXED_UTF8, sequenceLength, UTF8, utf16 } from "./codec.ts";

export interface Detected {
  codec: Codec;
  /** Bytes of the byte order mark; not part of the text. */
  bom: Uint8Array;
  /** Neither a byte order mark nor a declaration was found. */
  guessed: boolean;
}

const NO_BOM = new Uint8Array(0);
const HEAD_BYTES = 1024;
/** Sample size for guessing the language. */
const SAMPLE_BYTES = 64 * 1024;

/** Null for binary content. */
export function detectEncoding(bytes: Uint8Array): Detected | null {
  const marked = byMark(bytes);
  if (marked) return marked;
  if (bytes.includes(0)) return null;
  const sure = (codec: Codec) => ({ codec, bom: NO_BOM, guessed: false });
  const declared = declaredIn(bytes);
  if (bytes.every((byte) => byte < 0x80)) return sure(declared ?? UTF8);
  if (UTF8.decode(bytes) !== null) return sure(UTF8);
  if (isBinary(bytes)) return null;
  if (declared && declared.decode(bytes) !== null) return sure(declared);
  const guess = isMostlyUtf8(bytes) ? MIXED_UTF8 : (eastAsian(bytes) ?? alphabetic(bytes));
  return guess && guess.decode(bytes) !== null ? { codec: guess, bom: NO_BOM, guessed: true } : null;
}

function byMark(bytes: Uint8Array): Detected | null {
  const [a, b, c] = bytes;
  const found = (codec: Codec, length: number) => ({ codec, bom: bytes.slice(0, length), guessed: false });
  if (a === 0xef && b === 0xbb && c === 0xbf) return found(UTF8, 3);
  // A UTF-32 mark begins like a UTF-16 one; its NUL characters are then refused as binary.
  if (a === 0xff && b === 0xfe) return found(utf16(true), 2);
  if (a === 0xfe && b === 0xff) return found(utf16(false), 2);
  return null;
}

/** Control characters that never occur in text. 0x1A ends files of old systems, 0x1B starts colour codes. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.some(
    (byte) =>
      (byte < 0x20 && (byte < 0x09 || byte > 0x0d) && byte !== 0x1a && byte !== 0x1b) || byte === 0x7f,
  );
}

const DECLARATIONS = [
  /^<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/,
  /<meta\b[^>]*\bcharset\s*=\s*["']?([\w.:-]+)/i,
  /^@charset\s+"([\w.:-]+)"/,
  // PEP 263; editors read the same in other languages.
  /^(?:[^\n]*\n)?[ \t\f]*(?:#|\/\/|\/\*|;|--|%|<!--)[^\n]*?(?:coding|fileencoding)[:=][ \t]*([\w.-]+)/,
];

function declaredIn(bytes: Uint8Array): Codec | null {
  const head = new TextDecoder("windows-1252").decode(bytes.subarray(0, HEAD_BYTES));
  for (const pattern of DECLARATIONS) {
    const label = pattern.exec(head)?.[1];
    if (label !== undefined) return codecOf(label);
  }
  return null;
}

/** A few invalid bytes in a UTF-8 file do not make it another encoding. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let valid = 0;
  let stray = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) stray += 1;
    if (length > 1) valid += 1;
    at += Math.max(1, length);
  }
  return valid > stray * 4;
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Guesses by the decoded text: syllables, or common characters next to each other. */
function eastAsian(bytes: Uint8Array): Codec | null {
  const sample = wholeLines(bytes);
  const other = (text: string) => Math.max(1, count(text, /\P{ASCII}/gu));
  const kana = (text: string) =>
    count(text, /[\u3040-\u30ff]/g) / other(text) - count(text, /[\uff61-\uff9f]/g) / other(text);
  const tests: [string, (text: string) => boolean][] = [
    ["shift_jis", (text) => kana(text) > 0.2],
    ["euc-jp", (text) => kana(text) > 0.2],
    ["euc-kr", (text) => count(text, /[\uac00-\ud7a3]/g) / other(text) > 0.85 && inRuns(text)],
    ["gbk", (text) => commonShare(sample, 0xb0, 0xd7, 0xa1) > 0.7 && inRuns(text)],
    ["big5", (text) => commonShare(sample, 0xa4, 0xc6, 0x40) > 0.7 && inRuns(text)],
  ];
  for (const [label, fits] of tests) {
    const codec = codecOf(label);
    const text = codec?.decode(sample) ?? null;
    if (codec && text !== null && fits(text)) return codec;
  }
  return null;
}

/** An accented letter and the following one can decode as one character by chance; real words have several in a row. */
const inRuns = (text: string): boolean =>
  (text.match(/[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]{2,}/g) ?? []).join("").length >
  0.7 * count(text, /[\u0080-\uffff]/g);

/** Share of byte pairs in the encoding's common rows or punctuation. */
function commonShare(bytes: Uint8Array, from: number, to: number, trailFrom: number): number {
  let pairs = 0;
  let common = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    pairs += 1;
    if ((lead >= from && lead <= to && trail >= trailFrom) || (lead >= 0xa1 && lead <= 0xa3)) common += 1;
    at += 1;
  }
  return pairs === 0 ? 0 : common / pairs;
}

/** Cyrillic text consists of high bytes, Latin text contains few. */
function alphabetic(bytes: Uint8Array): Codec | null {
  const text = new TextDecoder("windows-1252").decode(bytes.subarray(0, SAMPLE_BYTES));
  const high = count(text, /\P{ASCII}/gu);
  const inWords = (text.match(/[\u00c0-\u00ff\u00b8\u00a8]{3,}/g) ?? []).join("");
  if (inWords.length > high * 0.6) {
    const lower = count(inWords, /[\u00e0-\u00ff]/g);
    return codecOf(lower * 2 > inWords.length ? "windows-1251" : "koi8-r");
  }
  // 0x80 to 0x9F are control characters in ISO-8859-1, which text does not use.
  return codecOf(bytes.some((byte) => byte >= 0x80 && byte < 0xa0) ? "windows-1252" : "iso-8859-1");
}

function wholeLines(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= SAMPLE_BYTES) return bytes;
  const end = bytes.lastIndexOf(0x0a, SAMPLE_BYTES);
  return end > 0 ? bytes.subarray(0, end) : bytes;
}
