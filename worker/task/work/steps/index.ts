import type { StepKind } from "../../../protocol/index.ts";
import type { Step } from "../../run/step.ts";
import { analyze } from "./analyze.ts";
import { baseline } from "./baseline.ts";
import { cleanup } from "./cleanup.ts";
import { clone } from "./clone.ts";
import { edit } from "./edit.ts";
import { plan } from "./plan.ts";
import { publish } from "./publish.ts";
import { test } from "./test.ts";

export const STEPS: Record<StepKind, Step> = {
  clone,
  baseline,
  analyze,
  plan,
  apply: edit,
  test,
  publish,
  cleanup,
};
