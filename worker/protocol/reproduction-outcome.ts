import type { ReproductionEvidence } from "./reproduction.ts";

/** Failed before, passes after: the only outcome that shows that the fault is gone. */
export const showsFix = ({ before, after }: ReproductionEvidence): boolean =>
  before.verdict === "failed_before" && after.verdict === "passes";

/** It showed the fault before, and the change has not ended it. */
export const stillFails = ({ before, after }: ReproductionEvidence): boolean =>
  before.verdict === "failed_before" && (after.verdict === "fails" || after.verdict === "fails_otherwise");
