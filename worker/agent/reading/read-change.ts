import { z } from "zod";
import { findModel } from "../../llm/catalog.ts";
import type { Message, ToolSpec } from "../../llm/types.ts";
import type { ReadingFinding } from "../../protocol/index.ts";
import { checkBudget } from "../budget.ts";
import { callModel, priceOf, refuseRefusal, requestSize } from "../model-call.ts";
import { REPORT_TOOL, type ReadingRequest, readingMessages, readingNudge } from "../prompts/reading.ts";
import { PROMPT_VERSION } from "../prompts/system.ts";
import type { AgentHost, AgentModel, BudgetStore } from "../types.ts";
import { findingsIn, ReportArguments } from "./findings.ts";

const MAX_OUTPUT_TOKENS = 16_000;
/** For a model that is not in the catalogue: servers refuse a limit that does not fit beside the prompt. */
const MAX_OUTPUT_TOKENS_UNKNOWN = 8_000;
const MAX_CALLS = 2;

const { $schema: _, ...parameters } = z.toJSONSchema(ReportArguments, { io: "input" });
const TOOL: ToolSpec = {
  name: REPORT_TOOL,
  description: "Reports what you found in the change.",
  parameters,
};

export type ReadingResult = { ok: true; findings: ReadingFinding[] } | { ok: false; reason: string };

/** The tokens that a reading sends, as an estimate. */
export const readingSize = (request: ReadingRequest): number =>
  requestSize({ messages: readingMessages(request), tools: [TOOL] });

/**
 * Lets a model read a change that another run made, by one call, or two if the first answer cannot be read. Within the
 * task's budget. Throws `ModelFailure`, `EndlessText`, or the signal's reason.
 */
export async function readChange(
  host: AgentHost,
  model: AgentModel,
  budget: BudgetStore,
  request: ReadingRequest,
): Promise<ReadingResult> {
  const messages: Message[] = readingMessages(request);
  for (let calls = 0; calls < MAX_CALLS; calls += 1) {
    const verdict = checkBudget(budget.limits, budget.load(), {
      model: model.model,
      inputTokens: requestSize({ messages, tools: [TOOL] }),
      maxOutputTokens: findModel(model.model) ? MAX_OUTPUT_TOKENS : MAX_OUTPUT_TOKENS_UNKNOWN,
      price: priceOf(model, host),
    });
    if (!verdict.ok) return { ok: false, reason: verdict.detail };
    const sent = {
      model: model.model,
      messages,
      tools: [TOOL],
      maxOutputTokens: verdict.reserve.outputTokens,
      cacheKey: `${host.taskId}:reading:${PROMPT_VERSION}`,
    };
    const turn = await callModel(host, model, budget, sent, { reserve: verdict.reserve, quiet: true });
    refuseRefusal(turn);
    const call = turn.toolCalls.find(({ name }) => name === REPORT_TOOL);
    const findings = findingsIn(call?.arguments ?? turn.text, request.paths);
    if (findings !== null) return { ok: true, findings };
    // Calls without results may not be sent back.
    messages.push({ role: "assistant", content: turn.text || "(nothing)", toolCalls: [] });
    messages.push({ role: "user", content: readingNudge() });
  }
  return { ok: false, reason: "its answers could not be read" };
}
