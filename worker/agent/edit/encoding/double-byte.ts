/** The bytes of each character in a one- or two-byte encoding, computed with its decoder. */
export type ByteTable = ReadonlyMap<string, Uint8Array>;

/**
 * If a character has two byte forms, the lower one is used; in Shift_JIS rows 0xED and 0xEE are skipped, because they
 * repeat 0xFA to 0xFC. Excludes three- and four-byte characters.
 */
export function doubleByteTable(label: string): ByteTable {
  const table = new Map<string, Uint8Array>();
  const singles = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  for (const byte of singles) keep(table, decodeAlone(label, Uint8Array.of(byte)), Uint8Array.of(byte));
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    if (label === "shift_jis" && (lead === 0xed || lead === 0xee)) continue;
    for (const [text, bytes] of row(label, lead)) keep(table, text, bytes);
  }
  return table;
}

/** All pairs with this lead byte, decoded in one call, each followed by a line end. */
function row(label: string, lead: number): [string, Uint8Array][] {
  const trails = Array.from({ length: 0xfe - 0x40 + 1 }, (_, index) => 0x40 + index);
  const bytes = Uint8Array.from(trails.flatMap((trail) => [lead, trail, 0x0a]));
  const texts = new TextDecoder(label).decode(bytes).split("\n");
  return trails.map((trail, index) => [texts[index] ?? "", Uint8Array.of(lead, trail)]);
}

function decodeAlone(label: string, bytes: Uint8Array): string {
  return new TextDecoder(label).decode(bytes);
}

function keep(table: Map<string, Uint8Array>, text: string, bytes: Uint8Array): void {
  const isOne = !text.includes("\uFFFD") && [...text].length === 1;
  if (isOne && !table.has(text)) table.set(text, bytes);
}
