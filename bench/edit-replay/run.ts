/** Sends changes to the engine in every form, and counts what came of it. Pure. */
import { applyEdits, type EditProblem } from "../../worker/agent/edit/apply-edits.ts";
import { type FileChange, FORMS, type Sent } from "./forms.ts";

export interface Tally {
  right: number;
  wrong: number;
  /** How often each reason to refuse was given. */
  refused: Map<EditProblem, number>;
}

export interface Verdict {
  form: string;
  sent: Sent;
  /** What the engine wrote; null if it refused. */
  written: string | null;
  verdict: "right" | "wrong" | "refused";
  problem: EditProblem | null;
  /** What the model is told; "" if it was written. */
  message: string;
}

export const emptyTallies = (): Map<string, Tally> =>
  new Map(FORMS.map(({ name }) => [name, { right: 0, wrong: 0, refused: new Map() }]));

/** One change in each form that it can have, of those with `form` in their name. */
export function* replay(change: FileChange, turn: number, form = ""): Generator<Verdict> {
  for (const { name, send } of FORMS) {
    if (!name.includes(form)) continue;
    const sent = send(change, turn);
    if (sent) yield judge(name, sent);
  }
}

function judge(form: string, sent: Sent): Verdict {
  const stored = (text: string) => (sent.eol === "\n" ? text : text.replaceAll("\n", sent.eol));
  const bytes = new TextEncoder().encode(stored(sent.before));
  const result = applyEdits(
    new Map([[sent.path, { kind: "file", bytes, knowledge: "current" }]]),
    sent.request,
  );
  if (!result.ok)
    return {
      form,
      sent,
      written: null,
      verdict: "refused",
      problem: result.failures[0].problem,
      message: result.message,
    };
  const written = new TextDecoder("utf-8", { ignoreBOM: true }).decode(result.changes[0]?.bytes ?? undefined);
  return {
    form,
    sent,
    written,
    verdict: written === stored(sent.after) ? "right" : "wrong",
    problem: null,
    message: "",
  };
}

export function count(tallies: Map<string, Tally>, { form, verdict, problem }: Verdict): void {
  const tally = tallies.get(form);
  if (!tally) return;
  if (problem) tally.refused.set(problem, (tally.refused.get(problem) ?? 0) + 1);
  else if (verdict === "right") tally.right += 1;
  else tally.wrong += 1;
}
