/** Options under one heading. */
export interface OptionGroup<T> {
  label: string;
  options: T[];
}

/** The options under their headings, both in the order of their first appearance. */
export function inGroups<T>(options: readonly T[], groupOf: (option: T) => string): OptionGroup<T>[] {
  return [...Map.groupBy(options, groupOf)].map(([label, members]) => ({ label, options: members }));
}
