import type { TreeChange } from "../types.ts";

const LETTER = { added: "A", modified: "M", deleted: "D" } as const;

/** Paths with the letters that git gives their changes, the first `most` of them. */
export function fileList(changes: readonly Pick<TreeChange, "path" | "kind">[], most: number): string {
  const named = changes.slice(0, most).map(({ path, kind }) => `${LETTER[kind]} ${path}`);
  const rest = changes.length - named.length;
  return named.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
