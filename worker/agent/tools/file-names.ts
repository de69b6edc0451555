/** Names of files as people see them: what looks the same is the same file, and the form on disk wins. */

import { visibleText } from "../../protocol/hidden-text.ts";
import { pathKey } from "../../protocol/index.ts";

/** Equal for names that nobody can tell apart: in other forms of letters, with other joiners or variation selectors. */
export const lookOf = (name: string): string =>
  pathKey(visibleText(name).replace(/\u200C|\u200D|\uFE0E|\uFE0F/g, ""));

/** Equal for names that are one file on a disk that does not tell capitals apart. */
export const caseOf = (name: string): string => lookOf(name).toLowerCase();

/** Whether two paths are one on a disk that does not tell capitals apart. */
export const sameOnAnyDisk = (a: string, b: string): boolean => caseOf(a) === caseOf(b);

/**
 * The names among which one is meant: itself if it is there, else those that are equal in normal form, else those that
 * look the same. Empty if there is none; several cannot be told apart.
 */
export function meantBy<T extends { name: string }>(name: string, entries: readonly T[]): T[] {
  const tests: ((other: string) => boolean)[] = [
    (other) => other === name,
    (other) => pathKey(other) === pathKey(name),
    (other) => lookOf(other) === lookOf(name),
  ];
  for (const test of tests) {
    const found = entries.filter((entry) => test(entry.name));
    if (found.length > 0) return found;
  }
  return [];
}

/** A text in its own form and, where they differ, with letters composed and taken apart. */
export const formsOf = (text: string): string[] => [
  ...new Set([text, text.normalize("NFC"), text.normalize("NFD")]),
];

/**
 * Pathspecs of git in the forms that the disk may have: a plain path in the one that is there, a pattern in all. Null
 * stays null.
 */
export async function onDisk(
  specs: readonly string[] | null,
  resolve: (path: string) => Promise<{ path: string }>,
): Promise<string[] | null> {
  if (specs === null) return null;
  const all = await Promise.all(
    specs.map(async (spec) =>
      spec.startsWith(LITERAL) ? [LITERAL + (await resolve(spec.slice(LITERAL.length))).path] : formsOf(spec),
    ),
  );
  return all.flat();
}

const LITERAL = ":(literal)";
