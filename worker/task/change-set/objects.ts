/**
 * Encoding of git objects: ids, trees, commits. Names are byte strings (one character per byte), because git allows
 * names that are not UTF-8 and sorts by bytes. SHA-1 only: GitHub has no SHA-256 repositories.
 */
export type ObjectType = "blob" | "tree" | "commit";

export interface TreeEntry {
  /** Git's mode in a tree: `100644`, `100755`, `120000`, `160000`, `40000`. */
  mode: string;
  /** A byte string, see `nameOf`. */
  name: string;
  oid: string;
}

export const TREE_MODE = "40000";
export const GITLINK_MODE = "160000";

/** The bytes are not a valid object of the expected type or id. */
export class ObjectError extends Error {
  override readonly name = "ObjectError";
}

/** The id that git gives to an object of this content. */
export async function objectId(type: ObjectType, content: Uint8Array): Promise<string> {
  const header = new TextEncoder().encode(`${type} ${content.length}\0`);
  const whole = new Uint8Array(header.length + content.length);
  whole.set(header);
  whole.set(content, header.length);
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-1", whole)));
}

/** The tree that a commit object names. Throws ObjectError. */
export function treeOfCommit(content: Uint8Array): string {
  const [, oid] = /^tree ([0-9a-f]{40})\n/.exec(toByteString(content.subarray(0, 64))) ?? [];
  if (!oid) throw new ObjectError("not a commit");
  return oid;
}

/** Throws ObjectError when the bytes are no tree. */
export function parseTree(content: Uint8Array): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const nul = content.indexOf(0, at);
    if (space === -1 || nul < space || nul + 21 > content.length) throw new ObjectError("not a tree");
    const mode = toByteString(content.subarray(at, space));
    const name = toByteString(content.subarray(space + 1, nul));
    entries.push({ mode, name, oid: toHex(content.subarray(nul + 1, nul + 21)) });
    at = nul + 21;
  }
  return entries;
}

/** Sorted in git's order; `entries` may have any order. */
export function encodeTree(entries: readonly TreeEntry[]): Uint8Array {
  const key = ({ name, mode }: TreeEntry) => (mode === TREE_MODE ? `${name}/` : name);
  const sorted = entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)); // names differ
  const parts = sorted.map(({ mode, name, oid }) => `${mode} ${name}\0${fromHex(oid)}`);
  return fromByteString(parts.join(""));
}

/** A path segment as a byte string, the form in which a tree stores it. */
export const nameOf = (segment: string): string => toByteString(new TextEncoder().encode(segment));

/** The text of a name; null when it is not UTF-8. */
export function textOf(name: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fromByteString(name));
  } catch {
    return null;
  }
}

/** One character per byte; converted in chunks, because a call's argument count is limited. */
export function toByteString(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

export function fromByteString(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A byte string. */
const fromHex = (hex: string): string =>
  hex.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
