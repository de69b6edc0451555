/** Models for tests that play what a test wrote down, call by call. */
import { z } from "zod";
import { type ChatRequest, type Exchange, readScene } from "./conversation.ts";
import { call, type Reply, say } from "./reply.ts";
import { WHO_I_AM } from "./scenarios/demo-note.ts";

const ScriptedCall = z.object({ name: z.string(), args: z.record(z.string(), z.unknown()) }).strict();

/** One call, or several at once. */
const ScriptedTurn = z.union([ScriptedCall.transform((one) => [one]), z.array(ScriptedCall).min(1)]);
type ScriptedTurn = z.output<typeof ScriptedTurn>;

/** Each run (a plan and its refinements; each round of work) plays its own list, turn by turn. */
export const ModelScript = z
  .object({
    plans: z.array(z.array(ScriptedTurn)).min(1),
    /** After the last turn of a round it calls `finish`. */
    rounds: z.array(z.array(ScriptedTurn)).default([]),
    /** What it reports as a second reader, the first time, the second time, and so on; nothing after the last. */
    readings: z.array(z.array(z.record(z.string(), z.unknown()))).default([]),
  })
  .strict();
export type ModelScript = z.input<typeof ModelScript>;

/** What a run was told: its opening message as it was sent, and each call with its result. */
export interface ScriptedRun {
  phase: "planning" | "applying" | "reading";
  system: string;
  opening: string;
  exchanges: Exchange[];
}

/** A call outside the script; the test that wrote it has to hear of it. */
export class ScriptEnded extends Error {
  override readonly name = "ScriptEnded";
}

/** Scripts by the id of the model that plays them. Kept in memory. */
export class ScriptedModels {
  readonly #scripts = new Map<string, { script: z.infer<typeof ModelScript>; runs: ScriptedRun[] }>();

  /** Returns the id of a new model. Throws a zod error for what is no script. */
  add(script: ModelScript): string {
    const model = `verne-scripted-${this.#scripts.size + 1}`;
    this.#scripts.set(model, { script: ModelScript.parse(script), runs: [] });
    return model;
  }

  get ids(): string[] {
    return [...this.#scripts.keys()];
  }

  /** What the runs of a model were told so far, in their order; empty for an unknown one. */
  told(model: string): readonly ScriptedRun[] {
    return this.#scripts.get(model)?.runs ?? [];
  }

  /** The next answer, or null if this is none of these models. Throws ScriptEnded. */
  answer(chat: ChatRequest): Reply | null {
    const played = this.#scripts.get(chat.model);
    if (!played) return null;
    const scene = readScene(chat);
    if (scene.phase === "talking") return say(WHO_I_AM);
    const run = runOf(played.runs, scene.phase, chat);
    run.exchanges = scene.exchanges;
    const index = played.runs.filter(({ phase }) => phase === scene.phase).indexOf(run);
    if (scene.phase === "reading")
      return say("", call("report_findings", { findings: played.script.readings[index] ?? [] }));
    const lists = scene.phase === "planning" ? played.script.plans : played.script.rounds;
    const next = callsAfter(scene.exchanges.length, lists[index] ?? []);
    if (next.length > 0) return say("", ...next);
    if (scene.phase === "planning")
      throw new ScriptEnded(`The script has no call ${scene.exchanges.length + 1} in plan ${index + 1}.`);
    return say("", call("finish", { summary: "Done as scripted." }));
  }
}

/** What is left of the turn in which that many calls have been answered. */
function callsAfter(answered: number, turns: readonly ScriptedTurn[]): ScriptedTurn {
  let left = answered;
  for (const calls of turns) {
    if (left < calls.length) return calls.slice(left);
    left -= calls.length;
  }
  return [];
}

/** A run is known by its opening message, so that one which a crash interrupted goes on where it was. */
function runOf(runs: ScriptedRun[], phase: ScriptedRun["phase"], { messages }: ChatRequest): ScriptedRun {
  const opening = messages.find(({ role }) => role === "user")?.content ?? "";
  const known = runs.find((run) => run.phase === phase && run.opening === opening);
  if (known) return known;
  const system = messages
    .filter(({ role }) => role === "system" || role === "developer")
    .map(({ content }) => content)
    .join("\n");
  const run: ScriptedRun = { phase, system, opening, exchanges: [] };
  runs.push(run);
  return run;
}
