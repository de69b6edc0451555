/** One changed file as `git diff --full-index --no-renames` prints it, from bytes alone; git attributes are ignored. */
import type { BlobRef, ChangedFile } from "./change-set.ts";
import { lineDiff } from "./line-diff.ts";
import { fromByteString, toByteString } from "./objects.ts";

/** Larger files are shown like binary ones: as changed, without the lines. */
export const MAX_TEXT_BYTES = 5 * 1024 * 1024;

/**
 * A file's bytes before and after; null when there is no such side, "large" when it was over the limit and not read.
 */
export interface Sides {
  before: Uint8Array | null | "large";
  after: Uint8Array | null | "large";
}

export interface FilePatch {
  additions: number;
  deletions: number;
  binary: boolean;
  /** Git's output byte for byte; for a binary file only that it differs. */
  patch: Uint8Array;
}

/** Text means no NUL byte anywhere; git checks only the first 8,000 bytes and also consults attributes. */
export const isText = (side: Sides["before"]): side is Uint8Array | null =>
  side !== "large" && (side === null || (side.length <= MAX_TEXT_BYTES && !side.includes(0)));

export function filePatch(change: ChangedFile, sides: Sides): FilePatch {
  const { before, after } = sides;
  const binary = !isText(before) || !isText(after);
  const body = (part: Part) => {
    if (part.from?.oid === part.to?.oid) return { additions: 0, deletions: 0, text: "" };
    if (!isText(part.before) || !isText(part.after))
      return { additions: 0, deletions: 0, text: `Binary files ${part.names.join(" and ")} differ\n` };
    return textBody(part.names, toByteString(part.before ?? EMPTY), toByteString(part.after ?? EMPTY));
  };
  let patch = "";
  const total = { additions: 0, deletions: 0 };
  for (const part of partsOf(change, sides)) {
    const { additions, deletions, text } = body(part);
    total.additions += additions;
    total.deletions += deletions;
    patch += headerOf(change.path, part) + text;
  }
  return { ...total, binary, patch: fromByteString(patch) };
}

/** A binary patch that `git apply` accepts. `after` is null for a deletion. */
export async function binaryPatch(change: ChangedFile, after: Uint8Array | null): Promise<Uint8Array> {
  let patch = "";
  for (const part of partsOf(change, { before: null, after })) {
    patch += headerOf(change.path, part);
    if (part.from?.oid === part.to?.oid) continue;
    // For a deletion git needs only the blob id, not the content.
    if (part.to === null) patch += `Binary files ${part.names.join(" and ")} differ\n`;
    else if (after) patch += `GIT binary patch\n${await literal(after)}\n`;
    else throw new Error(`there are no bytes for ${change.path}`);
  }
  return fromByteString(patch);
}

interface Part extends Sides {
  from: BlobRef | null;
  to: BlobRef | null;
  /** File names for the `---` and `+++` lines. */
  names: [string, string];
}

/** Git shows a change between file and symbolic link as a deletion and an addition. */
function partsOf({ path, base, file }: ChangedFile, { before, after }: Sides): Part[] {
  const names = (from: BlobRef | null, to: BlobRef | null): [string, string] => [
    from ? quoted(`a/${path}`) : "/dev/null",
    to ? quoted(`b/${path}`) : "/dev/null",
  ];
  const isLink = (side: BlobRef) => side.mode === "120000";
  if (base && file && isLink(base) !== isLink(file))
    return [
      { from: base, to: null, before, after: null, names: names(base, null) },
      { from: null, to: file, before: null, after, names: names(null, file) },
    ];
  return [{ from: base, to: file, before, after, names: names(base, file) }];
}

const EMPTY = new Uint8Array();
const NO_ID = "0".repeat(40);

function headerOf(path: string, { from, to }: Part): string {
  const lines = [`diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}`];
  if (from === null && to) lines.push(`new file mode ${to.mode}`);
  if (to === null && from) lines.push(`deleted file mode ${from.mode}`);
  const sameMode = from?.mode === to?.mode;
  if (from && to && !sameMode) lines.push(`old mode ${from.mode}`, `new mode ${to.mode}`);
  const mode = from && sameMode ? ` ${from.mode}` : "";
  if (from?.oid !== to?.oid) lines.push(`index ${from?.oid ?? NO_ID}..${to?.oid ?? NO_ID}${mode}`);
  return `${lines.join("\n")}\n`;
}

function textBody(names: [string, string], before: string, after: string) {
  const { additions, deletions, hunks } = lineDiff(before, after);
  // Git ends a name that contains spaces with a tab.
  const [from, to] = names.map((name) => (name.includes(" ") ? `${name}\t` : name));
  return { additions, deletions, text: hunks && `--- ${from}\n+++ ${to}\n${hunks}` };
}

const ESCAPES: Record<string, string> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/** A path as git writes it (`core.quotePath` off), as a byte string. */
function quoted(path: string): string {
  const bytes = toByteString(new TextEncoder().encode(path));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: git escapes exactly these
  const special = /[\x00-\x1f\x7f"\\]/g;
  const escaped = bytes.replace(
    special,
    (char) => ESCAPES[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return escaped === bytes ? bytes : `"${escaped}"`;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
const LINE_BYTES = 52;

/** Deflated, in git's base 85: lines of at most 52 bytes, each after a letter for its length. */
async function literal(bytes: Uint8Array): Promise<string> {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new CompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const lines = [`literal ${bytes.length}\n`];
  for (let at = 0; at < packed.length; at += LINE_BYTES) {
    const line = packed.subarray(at, at + LINE_BYTES);
    const size = String.fromCharCode(line.length <= 26 ? 64 + line.length : 70 + line.length);
    lines.push(`${size}${base85(line)}\n`);
  }
  return lines.join("");
}

function base85(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let index = at; index < at + 4; index++) value = value * 256 + (bytes[index] ?? 0);
    let digits = "";
    for (let index = 0; index < 5; index++) {
      digits = ALPHABET.charAt(value % 85) + digits;
      value = Math.floor(value / 85);
    }
    text += digits;
  }
  return text;
}
