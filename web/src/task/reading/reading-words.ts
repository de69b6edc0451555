import type { SecondReading } from "../../../../worker/protocol/index.ts";
import { formatCost } from "../../ui/amounts.ts";

/** `Second reader: 2 findings`. */
export const readingTitle = ({ findings }: SecondReading): string =>
  findings.length === 0
    ? "Second reader: nothing found"
    : `Second reader: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}`;

/** Who read, what it cost, and what became of it. */
export function readingNote(reading: SecondReading): string {
  const who = reading.other_model ? reading.model : `${reading.model}, afresh`;
  const cost = reading.cost_usd === null ? "" : ` · ${formatCost(reading.cost_usd)}`;
  return `${who}${cost}${reading.sent_back ? " · given to the agent once" : ""}`;
}
