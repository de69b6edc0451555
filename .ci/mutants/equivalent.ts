/**
 * Mutants that no test can notice, because the program does the same with them. They count neither as killed nor as
 * survivors. One that stands nowhere any more is named at the end of a run.
 */
export interface Equivalent {
  /** The line, without the space around it. */
  at: string;
  from: string;
  to: string;
  /** Why nobody can tell the difference. */
  why: string;
}

export const EQUIVALENT: Record<string, readonly Equivalent[]> = {};
