import { findModel } from "../llm/catalog.ts";
import type { ModelTurn } from "../llm/collect.ts";
import { type Message, ModelFailure, type ToolCall } from "../llm/types.ts";
import { visibleText } from "../protocol/hidden-text.ts";
import { checkBudget, settleReserved } from "./budget.ts";
import { Compactor } from "./compaction/compactor.ts";
import { FailureStreak } from "./failure-streak.ts";
import { callModel, priceOf, refuseRefusal } from "./model-call.ts";
import { budgetNote, cutOffNote, interruptedResult, repeatNote, steeringText } from "./prompts/notes.ts";
import { PROMPT_VERSION } from "./prompts/system.ts";
import { untrusted } from "./prompts/untrusted.ts";
import { EndlessText, RepetitionWatch } from "./repetition.ts";
import { hashesIn } from "./seen/readings.ts";
import { shorten } from "./tools/kept-output.ts";
import { type Ending, refuse, type Tool, type ToolContext, type ToolOutcome } from "./tools/tool.ts";
import { callTool } from "./tools/toolbox.ts";
import type { AgentModel, BudgetStore, Conversation } from "./types.ts";

const MAX_OUTPUT_TOKENS = 16_000;
/** For a model that is not in the catalogue: servers refuse an output limit that does not fit beside the prompt. */
const MAX_OUTPUT_TOKENS_UNKNOWN = 8_000;
const MAX_SILENT = 3;

export interface LoopSetup {
  model: AgentModel;
  budget: BudgetStore;
  conversation: Conversation;
  tools: readonly Tool[];
  context: ToolContext;
  /** Random mark of the tags around text quoted from the repository. */
  mark: string;
  /** First messages, used when the conversation is empty. */
  opening: () => Promise<Message[]>;
  /** Message to the model after its first turn without a tool call. */
  nudge: string;
  /** A note that preserves facts of messages about to be dropped; null if there are none. */
  carry?(dropped: readonly Message[]): string | null;
  takeMessages(): { text: string }[];
  /** What has become known since, for the model; null if nothing has. */
  notice?(messages: readonly Message[]): string | null;
  messagesRead?(): void;
  /** Why the run may not end like this yet, for the model; null if it may. Asked after the turn's other calls. */
  objection?(ending: Ending, messages: readonly Message[]): Promise<string | null>;
}

export type LoopEnd =
  | { end: "ending"; ending: Ending }
  /** Two turns in a row without a tool call: `text` is the model's answer. */
  | { end: "silent"; text: string }
  | { end: "budget_exhausted" | "loop_detected"; detail: string };

/**
 * Calls the model and its tools in turns until a tool or a limit ends the run. The conversation is stored after every
 * step, atomically with the work tree when a tool changed it, and is resumed from there after a crash.
 */
export async function runLoop(setup: LoopSetup): Promise<{ result: LoopEnd; messages: Message[] }> {
  const run = new Run(setup);
  const result = await run.toEnd();
  return { result, messages: run.messages };
}

class Run {
  messages: Message[] = [];
  readonly #setup: LoopSetup;
  readonly #watch = new RepetitionWatch();
  readonly #compactor: Compactor;
  readonly #failures = new FailureStreak();
  #turns = 0;
  /** The call that came back once too often; the turn is ended all the same. */
  #looped: string | null = null;
  /** Consecutive turns without a tool call. */
  #silent = 0;
  #cutOff = 0;
  #warned = false;

  constructor(setup: LoopSetup) {
    this.#setup = setup;
    this.#compactor = new Compactor(setup);
  }

  async toEnd(): Promise<LoopEnd> {
    const { budget, conversation } = this.#setup;
    budget.save(settleReserved(budget.load()));
    this.messages = conversation.load();
    if (this.messages.length === 0) {
      this.messages = await this.#setup.opening();
      this.#noteSeen();
      await this.#save(false);
    } else this.#setup.context.workTree.recall(hashesIn(this.messages));
    const resumed = await this.#answerOpenCalls();
    if (resumed) return resumed;
    for (;;) {
      const end = await this.#turn();
      if (end) return end;
    }
  }

  async #turn(): Promise<LoopEnd | null> {
    this.#setup.context.host.signal.throwIfAborted();
    await this.#takeSteering();
    await this.#makeRoom();
    const turn = await this.#ask();
    if ("end" in turn) return turn;
    refuseRefusal(turn);
    const { text, toolCalls, reasoning } = turn;
    if (text !== "" || toolCalls.length > 0) {
      const kept = reasoning.length > 0 ? { reasoning } : {};
      this.messages.push({ role: "assistant", content: text, toolCalls, ...kept });
      await this.#save(false);
    }
    if (toolCalls.length === 0) return this.#withoutCalls(turn.finish === "length", text);
    this.#silent = 0;
    this.#cutOff = 0;
    const end = await this.#answer(toolCalls);
    if (!end && turn.finish === "length") await this.#say(cutOffNote());
    return end;
  }

  /** One call of the model within the budget. */
  async #ask(): Promise<ModelTurn | LoopEnd> {
    const { budget, context, model, tools } = this.#setup;
    const specs = tools.map((tool) => tool.spec);
    const verdict = checkBudget(budget.limits, budget.load(), {
      model: model.model,
      inputTokens: this.#compactor.sizeOf(this.messages),
      maxOutputTokens: findModel(model.model) ? MAX_OUTPUT_TOKENS : MAX_OUTPUT_TOKENS_UNKNOWN,
      price: priceOf(model, context.host),
    });
    if (!verdict.ok) return { end: "budget_exhausted", detail: verdict.detail };
    if (verdict.nearly && !this.#warned) {
      this.#warned = true;
      this.messages.push({ role: "user", content: budgetNote(verdict.nearly) });
    }
    const request = {
      model: model.model,
      messages: this.messages,
      tools: specs,
      maxOutputTokens: verdict.reserve.outputTokens,
      cacheKey: `${context.host.taskId}:${PROMPT_VERSION}`,
    };
    try {
      const turn = await callModel(context.host, model, budget, request, { reserve: verdict.reserve });
      if (turn.usage) this.#compactor.learn(request.messages, turn.usage.inputTokens);
      return turn;
    } catch (error) {
      if (error instanceof EndlessText) return { end: "loop_detected", detail: error.message };
      throw error;
    }
  }

  /** Compacts the conversation before it fills the context window. */
  async #makeRoom(): Promise<void> {
    const compacted = await this.#compactor.compact(this.messages);
    if (compacted === null) return;
    this.messages = compacted;
    await this.#save(false);
  }

  async #takeSteering(): Promise<void> {
    const notice = this.#setup.notice?.(this.messages) ?? null;
    if (notice !== null) await this.#say(notice);
    const sent = this.#setup.takeMessages();
    if (sent.length > 0) await this.#say(steeringText(sent.map((message) => message.text)));
    // The conversation is stored with them; those of an interrupted attempt may be in it already.
    this.#setup.messagesRead?.();
  }

  async #say(content: string): Promise<void> {
    this.messages.push({ role: "user", content });
    await this.#save(false);
  }

  async #withoutCalls(cutOff: boolean, text: string): Promise<LoopEnd | null> {
    if (cutOff) {
      this.#cutOff += 1;
      if (this.#cutOff >= MAX_SILENT)
        throw garbage("The model's answers are cut off at the output limit again and again.");
      await this.#say(cutOffNote());
      return null;
    }
    this.#silent += 1;
    if (this.#silent >= 2) return { end: "silent", text };
    await this.#say(this.#setup.nudge);
    return null;
  }

  /** Answers a whole turn, those calls that end the run last. Limits are judged when all results are given. */
  async #answer(calls: readonly ToolCall[]): Promise<LoopEnd | null> {
    for (const call of endingsLast(calls, this.#setup.tools)) {
      const end = await this.#answerOne(call);
      if (end) return end;
    }
    return this.#endTurn();
  }

  /** Runs one call and stores its result. */
  async #answerOne(call: ToolCall): Promise<LoopEnd | null> {
    const { budget, context, tools } = this.#setup;
    context.host.signal.throwIfAborted();
    const spent = budget.load();
    if (spent.toolCalls >= budget.limits.maxToolCalls) {
      return { end: "budget_exhausted", detail: "the limit of tool calls is reached" };
    }
    budget.save({ ...spent, toolCalls: spent.toolCalls + 1 });
    const outcome = await this.#objectTo(await callTool(tools, call, context));
    // The ending call has no stored result: resumed after a crash, it ends the run again.
    if (outcome.ending) return { end: "ending", ending: outcome.ending };
    const watched = this.#watch.note(call, outcome.repeats ?? outcome.content, this.#turns);
    const note = watched === "tell" ? `\n${repeatNote(call.name)}` : "";
    const content = (await this.#shown(call, outcome)) + note;
    const failed = outcome.ok ? {} : { failed: true as const };
    this.messages.push({ role: "tool", toolCallId: call.id, content, ...failed });
    this.#noteSeen();
    await this.#save(outcome.edited === true);
    if (watched === "end") this.#looped ??= call.name;
    this.#failures.note(outcome);
    return null;
  }

  #endTurn(): LoopEnd | null {
    this.#turns += 1;
    const stuck = this.#failures.endTurn();
    if (stuck?.reason === "malformed") throw garbage(stuck.detail);
    if (this.#looped !== null) {
      const detail = `${this.#looped} was called 5 times with the same arguments and result`;
      return { end: "loop_detected", detail };
    }
    return stuck ? { end: "loop_detected", detail: stuck.detail } : null;
  }

  /** Stores with the last message what the model has seen of the files, so that a crash does not lose it. */
  #noteSeen(): void {
    const seen = this.#setup.context.workTree.takeNoted();
    const last = this.messages.at(-1);
    if (seen.length > 0 && (last?.role === "tool" || last?.role === "user"))
      this.messages[this.messages.length - 1] = { ...last, seen };
  }

  /** An ending that may not be yet becomes a refusal. */
  async #objectTo(outcome: ToolOutcome): Promise<ToolOutcome> {
    if (!outcome.ending) return outcome;
    const objection = await this.#setup.objection?.(outcome.ending, this.messages);
    return objection ? refuse(objection) : outcome;
  }

  /** A result for the model: truncated, without hidden characters, repository text marked as untrusted. */
  async #shown(call: ToolCall, outcome: ToolOutcome): Promise<string> {
    const { context, mark, tools } = this.#setup;
    const text = await shorten(context.host, outcome);
    const quotes = outcome.ok && tools.some((tool) => tool.name === call.name && tool.quotes);
    const quoted = outcome.quoted ? `\n${untrusted(mark, call.name, outcome.quoted)}` : "";
    return (quotes ? untrusted(mark, call.name, text) : visibleText(text)) + quoted;
  }

  /**
   * After a crash: reruns the safe calls of the last turn that have no result, and reports the others as interrupted.
   */
  async #answerOpenCalls(): Promise<LoopEnd | null> {
    const at = this.messages.findLastIndex((message) => message.role === "assistant");
    const last = this.messages[at];
    if (last?.role !== "assistant") return null;
    const answered = new Set(
      this.messages.slice(at + 1).map((message) => (message.role === "tool" ? message.toolCallId : null)),
    );
    const open = last.toolCalls.filter(({ id }) => !answered.has(id));
    for (const call of endingsLast(open, this.#setup.tools)) {
      const tool = this.#setup.tools.find((candidate) => candidate.name === call.name);
      if (tool && !tool.safe) {
        this.messages.push({ role: "tool", toolCallId: call.id, content: interruptedResult(), failed: true });
        await this.#save(false);
      } else {
        const end = await this.#answerOne(call);
        if (end) return end;
      }
    }
    return this.#endTurn();
  }

  #save(edited: boolean): Promise<void> {
    return this.#setup.conversation.save(this.messages, { edited });
  }
}

/** What a turn does beside its end is done first: the end is judged by it. */
function endingsLast(calls: readonly ToolCall[], tools: readonly Tool[]): ToolCall[] {
  const ends = new Set(tools.filter((tool) => tool.ends).map(({ name }) => name));
  return [...calls.filter(({ name }) => !ends.has(name)), ...calls.filter(({ name }) => ends.has(name))];
}

function garbage(message: string): ModelFailure {
  return new ModelFailure({ class: "garbage", message, retryable: false, retryAfterMs: null });
}
