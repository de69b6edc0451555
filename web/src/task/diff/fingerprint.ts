import type { FileDiff } from "../../../../worker/protocol/index.ts";

/** Fingerprints by path: equal for as long as the file's part of the patch stays the same. */
export type Fingerprints = ReadonlyMap<string, string>;

/** FNV-1a over UTF-16 units: distinguishes versions of a text; not cryptographic. */
export function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return `${text.length.toString(36)}-${(value >>> 0).toString(36)}`;
}

/** The part of a git patch that belongs to each of `files`, as fingerprints. */
export function fingerprints(patch: string, files: readonly Pick<FileDiff, "path">[]): Fingerprints {
  const parts = patch.split(/^(?=diff --git )/m);
  return new Map(
    files.map(({ path }) => {
      const part = parts.find((one) => namesPath(one, path));
      return [path, hash(part ?? "")];
    }),
  );
}

function namesPath(part: string, path: string): boolean {
  const head = part.slice(0, part.indexOf("\n"));
  return head.endsWith(` b/${path}`) || head.endsWith(` "b/${path}"`);
}
