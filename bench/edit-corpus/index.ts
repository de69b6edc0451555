import type { EditCase } from "./case.ts";
import { exactCases } from "./exact.ts";
import { looseCases } from "./loose.ts";
import { refusalCases } from "./refusals.ts";
import { patchCases, writeCases } from "./whole.ts";

/** What models send, well and badly, and what must come of it. */
export const CORPUS: readonly EditCase[] = [
  ...exactCases,
  ...looseCases,
  ...writeCases,
  ...patchCases,
  ...refusalCases,
];
