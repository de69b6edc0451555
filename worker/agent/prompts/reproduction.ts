import { stillFails, type TestComparison } from "../../protocol/index.ts";
import { untrusted } from "./untrusted.ts";

/** What a repair round is told of a reproduction that still fails; nothing when there is none, or it passes. */
export function reproductionAgain(mark: string, { reproduction: evidence }: TestComparison): string[] {
  if (!evidence || !stillFails(evidence)) return [];
  const { reproduction, after } = evidence;
  const said = `$ ${reproduction.command}\n${after.run?.output ?? after.reason}`;
  return [
    `# The reproduction after the change\n${untrusted(mark, "reproduction", said)}`,
    "It failed before the change and still fails, so the fault is not gone: repair the change so that it passes. It is run again as it is.",
  ];
}
