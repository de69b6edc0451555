import type { CheckoutSnapshot } from "../context/snapshot.ts";
import type { DetectedCommands } from "../types.ts";
import { detectCargo, detectGo, detectMake } from "./rules/compiled.ts";
import { detectNode } from "./rules/node.ts";
import { detectPython } from "./rules/python.ts";

/** A rule's answer; null when the rule has nothing to say about this checkout. */
export type Detection = DetectedCommands | null;

const RULES: readonly ((snapshot: CheckoutSnapshot) => Detection)[] = [
  detectNode,
  detectPython,
  detectGo,
  detectCargo,
  detectMake,
];

/**
 * Finds the install and test commands of a checkout by rule, without a model. The first rule with a test command
 * wins; a rule that knows only how to install is kept in case no other finds tests.
 */
export function detectCommands(snapshot: CheckoutSnapshot): DetectedCommands {
  const found = RULES.map((rule) => rule(snapshot)).filter((detection) => detection !== null);
  return (
    found.find((detection) => detection.test !== null) ??
    found[0] ?? {
      install: null,
      test: null,
      reason: "no package.json, Python tests, go.mod, Cargo.toml or Makefile found",
    }
  );
}
