/** File names by appearance: names that look the same are the same file, and the form on disk is used. */

import { visibleText } from "../../protocol/hidden-text.ts";
import { pathKey } from "../../protocol/index.ts";

/** Equal for names that look the same: other Unicode normal forms, joiners or variation selectors. */
export const lookOf = (name: string): string =>
  pathKey(visibleText(name).replace(/\u200C|\u200D|\uFE0E|\uFE0F/g, ""));

/** Equal for names that are one file on a case-insensitive disk. */
export const caseOf = (name: string): string => lookOf(name).toLowerCase();

/** Whether two paths are one on a case-insensitive disk. */
export const sameOnAnyDisk = (a: string, b: string): boolean => caseOf(a) === caseOf(b);

/**
 * The entries that a name may mean: the exact one, else those equal in normal form, else those that look the same.
 * Empty if there is none; several are ambiguous.
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

/** A text in its own form and, where they differ, composed and decomposed. */
export const formsOf = (text: string): string[] => [
  ...new Set([text, text.normalize("NFC"), text.normalize("NFD")]),
];
