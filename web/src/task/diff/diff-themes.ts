/** The names of the colours that highlighter.ts registers. */
export const DIFF_THEMES = { dark: "verne-dark", light: "verne-light" };
