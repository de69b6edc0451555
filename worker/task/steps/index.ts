import type { StepKind } from "../../protocol/index.ts";
import type { Step } from "../step.ts";
import { analyze } from "./analyze.ts";
import { apply } from "./apply.ts";
import { baseline } from "./baseline.ts";
import { cleanup } from "./cleanup.ts";
import { clone } from "./clone.ts";
import { plan } from "./plan.ts";
import { publish } from "./publish.ts";
import { test } from "./test.ts";

export const STEPS: Record<StepKind, Step> = {
  clone,
  baseline,
  analyze,
  plan,
  apply,
  test,
  publish,
  cleanup,
};
