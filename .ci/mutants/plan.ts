/** What a run of the mutants is told, and what it tells. */
export interface MutantPlan {
  /** Each mutant has a number: its file's `first` and its index. */
  files: { path: string; first: number }[];
  tests: string[];
  /** Numbers of mutants that are decided already. */
  done: number[];
  /** A file; each line of it is a `MutantResult`. */
  results: string;
}

export type MutantResult =
  | { begin: number }
  | { killed: number; by: string }
  /** These mutants are passed in a test file. */
  | { reached: number[] }
  /** A test file for which all mutants were tried. */
  | { finished: string }
  /** A test file that fails without any mutant. */
  | { broken: string };

declare module "vitest" {
  interface ProvidedContext {
    mutantsDone: number[];
    mutantResults: string;
  }
}
