/** Decoding and encoding in the encodings used for source files. Both directions are inverse. */
import { type ByteTable, doubleByteTable } from "./double-byte.ts";

export type Encoded =
  | { ok: true; bytes: Uint8Array }
  /** The first character that the encoding does not have. */
  | { ok: false; char: string };

export interface Codec {
  /** Display name: `UTF-8`, `windows-1252`. */
  name: string;
  /** Null for bytes that are invalid in this encoding. */
  decode(bytes: Uint8Array): string | null;
  encode(text: string): Encoded;
  /** Whether `encode(decode(bytes))` always returns the same bytes; otherwise lines must be copied. */
  exact: boolean;
}

const fatal = (label: string, bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

export const UTF8: Codec = {
  name: "UTF-8",
  exact: true,
  decode: (bytes) => fatal("utf-8", bytes),
  encode: (text) =>
    text.isWellFormed() ? { ok: true, bytes: new TextEncoder().encode(text) } : { ok: false, char: "\uFFFD" },
};

/** Private use code points that represent invalid UTF-8 bytes; refused if a text itself contains them. */
const STRAY = 0xf700;
const STRAYS = /[\uF780-\uF7FF]/g;

/** UTF-8 with single invalid bytes. */
export const MIXED_UTF8: Codec = {
  name: "UTF-8 with invalid bytes",
  exact: true,
  decode(bytes) {
    const parts: string[] = [];
    let from = 0;
    let strays = 0;
    const take = (to: number) =>
      parts.push(
        new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(bytes.subarray(from, to)),
      );
    for (let at = 0; at < bytes.length; ) {
      const length = sequenceLength(bytes, at);
      if (length === 0) {
        take(at);
        parts.push(String.fromCharCode(STRAY + (bytes[at] ?? 0)));
        strays += 1;
        from = at + 1;
      }
      at += Math.max(1, length);
    }
    take(bytes.length);
    const text = parts.join("");
    return text.match(STRAYS)?.length === strays ? text : null;
  },
  encode(text) {
    if (!text.isWellFormed()) return { ok: false, char: "\uFFFD" };
    // `split` with a group: every second part is a stray byte.
    const parts = text.split(/([\uF780-\uF7FF])/);
    const bytes = parts.map((part, index) =>
      index % 2 === 1 ? Uint8Array.of(part.charCodeAt(0) - STRAY) : new TextEncoder().encode(part),
    );
    return { ok: true, bytes: concat(bytes) };
  },
};

/** Length of the UTF-8 sequence at `at`; 0 if it is invalid. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return fatal("utf-8", bytes.subarray(at, at + length)) === null ? 0 : length;
}

/** UTF-16 after its byte order mark. */
export const utf16 = (littleEndian: boolean): Codec => ({
  name: littleEndian ? "UTF-16LE" : "UTF-16BE",
  exact: true,
  decode: (bytes) => fatal(littleEndian ? "utf-16le" : "utf-16be", bytes),
  encode(text) {
    if (!text.isWellFormed()) return { ok: false, char: "\uFFFD" };
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
    return { ok: true, bytes: new Uint8Array(view.buffer) };
  },
});

/** Single-byte encodings. `name` tells ISO-8859-1 from windows-1252, which TextDecoder treats as the same. */
function singleByte(label: string, name: string): Codec {
  const all = new TextDecoder(label).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const latin1 = name === "ISO-8859-1";
  const bytes = new Map([...all].map((char, byte) => [char, byte]));
  bytes.delete("\uFFFD");
  if (latin1) for (const char of all.slice(0x80, 0xa0)) bytes.delete(char);
  return {
    name,
    exact: true,
    decode: (data) => fatal(label, data),
    encode(text) {
      const encoded = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at += 1) {
        const byte = bytes.get(text[at] ?? "");
        if (byte === undefined) return { ok: false, char: String.fromCodePoint(text.codePointAt(at) ?? 0) };
        encoded[at] = byte;
      }
      return { ok: true, bytes: encoded };
    },
  };
}

/** East Asian encodings. Some characters have two byte forms, so unchanged text is not encoded again. */
function doubleByte(label: string, name: string): Codec {
  // Takes a tenth of a second; most files are only read.
  let table: ByteTable | null = null;
  return {
    name,
    exact: false,
    decode: (data) => fatal(label, data),
    encode(text) {
      table ??= doubleByteTable(label);
      const encoded: Uint8Array[] = [];
      for (const char of text) {
        const bytes = table.get(char);
        if (!bytes) return { ok: false, char };
        encoded.push(bytes);
      }
      return { ok: true, bytes: concat(encoded) };
    },
  };
}

const DOUBLE_BYTE: Record<string, string> = {
  shift_jis: "Shift_JIS",
  "euc-jp": "EUC-JP",
  "euc-kr": "EUC-KR",
  gbk: "GBK",
  gb18030: "GB18030",
  big5: "Big5",
};

/** Aliases of ISO-8859-1. */
const LATIN1 = /^(?:latin-?1|l1|iso[-_]?8859[-_]1|iso88591|us-ascii|ascii)$/i;

const codecs = new Map<string, Codec>();

/** The codec for a declared label (`latin-1`, `cp1252`, `Shift_JIS`); null for an unknown one. */
export function codecOf(label: string): Codec | null {
  const wanted = label.trim().toLowerCase();
  const known = codecs.get(wanted);
  if (known) return known;
  const found = makeCodec(wanted);
  if (found) codecs.set(wanted, found);
  return found;
}

function makeCodec(label: string): Codec | null {
  if (LATIN1.test(label)) return singleByte("windows-1252", "ISO-8859-1");
  const decoder =
    decoderOf(label) ??
    decoderOf(label.replace(/^cp_?(125\d|866|932|936|949|950)$/, pageLabel)) ??
    decoderOf(label.replaceAll("_", "-"));
  if (decoder === null || decoder.startsWith("utf-") || decoder === "replacement") return null;
  if (decoder.startsWith("iso-2022")) return null;
  const double = DOUBLE_BYTE[decoder];
  if (double !== undefined) return doubleByte(decoder, double);
  return singleByte(
    decoder,
    decoder === "ibm866"
      ? "IBM866"
      : decoder.replace(/^iso/, "ISO").replace(/^koi8-./, (name) => name.toUpperCase()),
  );
}

const PAGES: Record<string, string> = {
  "866": "ibm866",
  "932": "shift_jis",
  "936": "gbk",
  "949": "euc-kr",
  "950": "big5",
};
const pageLabel = (_: string, page: string): string => PAGES[page] ?? `windows-${page}`;

function decoderOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
