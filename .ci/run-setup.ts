/** Of every project of vitest: what its tests start and keep belongs to one run. `npm test` has begun one already. */
import { openRunDir } from "./run-dir.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** `npm test -- --long`: tests that have a long form take it. */
    long: boolean;
  }
}

export default function setup(): void {
  if (process.env.VERNE_TEST_RUN) return;
  Object.assign(process.env, openRunDir().env);
}
