/** Goes through the steps in their order. All it knows comes from the services, so a run after a failed one goes on. */
import { type Command, lastWords, printable, type Run } from "./command.ts";
import { decide, type Standing, type Step } from "./step.ts";
import type { Facts, Target } from "./target.ts";

export interface Execution {
  target: Target;
  run: Run;
  say: (line: string) => void;
  /** True: asks, says what would be done, and does nothing. */
  planOnly: boolean;
  /** Values that are never shown. */
  secrets: readonly string[];
}

/** Where it stopped and why; null when all is done. */
export type Stop = { step: Step; why: string } | null;

export async function execute(
  steps: readonly Step[],
  execution: Execution,
): Promise<{ stop: Stop; facts: Facts }> {
  const { target, run, say, planOnly, secrets } = execution;
  let facts: Facts = {};
  const ask = async (step: Step): Promise<Standing> => {
    const outcomes = [];
    for (const command of step.look?.(target, facts) ?? []) outcomes.push(await run(command));
    const standing = step.read(outcomes, target, facts);
    if (standing.is === "done") facts = { ...facts, ...standing.facts };
    return standing;
  };
  const show = (text: string) => printable(text, secrets);
  for (const step of steps) {
    const first = decide(await ask(step), false);
    if (first.do === "stop") return { stop: { step, why: show(first.why) }, facts };
    if (first.do === "nothing") {
      say(`  ok     ${step.title}`);
      continue;
    }
    const what = show(first.what.join(", "));
    say(`  ${planOnly ? "would " : "now   "} ${step.title}${what && `: ${what}`}`);
    if (planOnly) continue;
    const failure = await carryOut(step.act(first.what, target, facts), run, secrets);
    if (failure !== null) return { stop: { step, why: failure }, facts };
    if (step.look === null) continue;
    const second = decide(await ask(step), true);
    if (second.do === "stop") return { stop: { step, why: show(second.why) }, facts };
  }
  return { stop: null, facts };
}

/** What the first command that failed said last. */
async function carryOut(
  commands: readonly Command[],
  run: Run,
  secrets: readonly string[],
): Promise<string | null> {
  for (const command of commands) {
    const outcome = await run(command);
    if (outcome.code === 0) continue;
    const words = lastWords(outcome, secrets);
    return `\`${printable(command.argv.join(" "), secrets)}\` ended with ${outcome.code}${words && `\n${words}`}`;
  }
  return null;
}
