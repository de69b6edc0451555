import TriangleAlert from "lucide-solid/icons/triangle-alert";
import type { Entry } from "./entries.ts";
import { Rail, Sign, TwoLines } from "./rail.tsx";
import { warningWords } from "./warning-words.ts";

/** Something went otherwise than it should, and the task goes on. */
export default function WarningEntry(props: { entry: Extract<Entry, { kind: "warning" }> }) {
  return (
    <Rail icon={<Sign of={TriangleAlert} colour="text-warn" />}>
      <TwoLines {...warningWords(props.entry.code, props.entry.text, props.entry.detail)} />
    </Rail>
  );
}
