/** What the tests said before the edits, for the model: it is told once, when it is known. Pure. */
import type { Message } from "../../llm/types.ts";
import { failureLines, runLine } from "../tools/report-text.ts";
import type { Baseline } from "../types.ts";
import { untrusted } from "./untrusted.ts";

const TITLE = "# Tests before the edits";
const MAX_TAIL_CHARS = 3_000;

/** The part of a prompt about them. `root` is the checkout. */
export function baselinePart(mark: string, baseline: Baseline, root: string): string {
  if (typeof baseline === "string") return `${TITLE}\n${baseline}`;
  const { outcome, command, note, cases, counts, output_tail } = baseline;
  if (outcome === "none")
    return `${TITLE}\nNo test can be run here, before the edits or after them as far as is known${note ? `: ${untrusted(mark, "tests", note)}` : "."}`;
  const failed = cases.filter((item) => item.outcome === "failed");
  const said = [`$ ${command ?? ""}`, runLine(baseline)];
  if (note !== null) said.push(note);
  if (failed.length > 0) said.push("Failing:", ...failureLines(failed, counts.failed, root));
  const tail = output_tail.slice(-MAX_TAIL_CHARS).trim();
  if (failed.length === 0 && outcome !== "passed" && tail !== "") said.push("End of the output:", tail);
  const what =
    failed.length > 0
      ? "These fail without any change of yours. What the task asks for may be among them; others are not yours to mend."
      : outcome === "passed"
        ? "Nothing fails without a change of yours."
        : "The tests cannot be run to their end without a change of yours.";
  return `${TITLE}\n${untrusted(mark, "tests", said.join("\n"))}\n${what}`;
}

const AGAIN =
  "They ran again, in another environment or by other commands. This takes the place of what was said:";

/** The same as a message, where they ended after the run began; null if they have not, or it was told. */
export function baselineNotice(
  mark: string,
  baseline: Baseline | null,
  root: string,
  messages: readonly Message[],
): string | null {
  if (baseline === null) return null;
  const part = baselinePart(mark, baseline, root);
  const said = messages.filter(({ role, content }) => role === "user" && content.includes(TITLE)).at(-1);
  if (said === undefined) return part;
  return withoutTimes(said.content).includes(withoutTimes(bodyOf(part)))
    ? null
    : `${TITLE}\n${AGAIN}\n${bodyOf(part)}`;
}

const bodyOf = (part: string): string => part.slice(TITLE.length + 1);

/** Another duration is no news. */
const withoutTimes = (text: string): string => text.replace(/ in \d+\.\d s\./g, "");
