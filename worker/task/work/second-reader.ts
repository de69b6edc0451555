/** A second reader looks at the change before its review: by another model or by another premise, never by the run that made it. */

import { readChange, readingSize, worthARound } from "../../agent/index.ts";
import type { ReadingRequest } from "../../agent/prompts/reading.ts";
import type { AgentHost } from "../../agent/types.ts";
import { costUsd } from "../../llm/catalog.ts";
import { ModelFailure } from "../../llm/types.ts";
import { log } from "../../log/log.ts";
import type { ReadingFinding, SecondReader, SecondReading, TestComparison } from "../../protocol/index.ts";
import { approvedPlan } from "../record/documents-of.ts";
import { evidenceLine } from "../record/messages.ts";
import { Fenced, StepFailure } from "../run/failures.ts";
import type { StepContext } from "../run/step.ts";
import { systemLine } from "./host/system-line.ts";
import { budgetStore } from "./model/agent-ports.ts";
import { type Reader, readersFor } from "./model/choose-reader.ts";
import { taskMark } from "./model/task-mark.ts";
import { whyNotRead } from "./reading-worth.ts";

const MAX_DIFF_CHARS = 120_000;
const MAX_NOTE_CHARS = 2_000;
/** A reading that takes longer is given up: the review does not wait for it. */
const MAX_MS = 180_000;
const MIN_MS = 30_000;
const USUAL_OUTPUT_TOKENS = 2_000;

export interface ReadingWish {
  choice: SecondReader;
  comparison: TestComparison;
  /** Epoch milliseconds. */
  endBy: number;
}

/**
 * The findings about the present change that are to go back to the agent; empty if there are none, if they went back
 * once since the user's last decision, or if nobody reads. Never throws for a reader that fails: that is a warning, and
 * the review comes all the same. Stored at once, so that a step which starts again pays no second time.
 */
export async function readAgain(context: StepContext, wish: ReadingWish): Promise<ReadingFinding[]> {
  const { life, host } = context;
  if (life.record.tree === null || life.documents.get("reading_sent")) return [];
  const stored = life.documents.get("reading");
  if (stored && stored.tree === life.record.tree) return worthARound(stored.findings);
  try {
    const reading = await read(context, wish);
    return reading === null ? [] : worthARound(reading.findings);
  } catch (error) {
    host.signal.throwIfAborted();
    if (error instanceof Fenced) throw error;
    const told = error instanceof ModelFailure || error instanceof StepFailure;
    warn(host, told ? error.message : "it took too long, or broke off");
    if (!told) log("warn", "the second reading failed", { task_id: host.taskId }, error);
    return [];
  }
}

async function read(
  context: StepContext,
  { choice, comparison, endBy }: ReadingWish,
): Promise<SecondReading | null> {
  const { life, changes, host, clock } = context;
  const { init, spent } = life.record;
  const leftMs = Math.min(MAX_MS, endBy - clock.now());
  if (choice === "off" || leftMs < MIN_MS) return null;
  const request: ReadingRequest = {
    prompt: init.prompt,
    mark: taskMark(context),
    plan: approvedPlan(life),
    diff: (await changes.text(MAX_DIFF_CHARS)) ?? "",
    paths: (life.documents.get("diff") ?? []).map(({ path }) => path),
    evidence: evidenceOf(comparison),
  };
  const inputTokens = readingSize(request);
  const isDemo = init.provider === "demo";
  // A demo has no other models, and its prices are none.
  if (isDemo && choice === "auto") return null;
  const readers = await readersFor(context, inputTokens);
  const first = readers[0];
  if (!first) return null;
  const usage = { inputTokens, outputTokens: USUAL_OUTPUT_TOKENS, cachedInputTokens: 0 };
  const estimateUsd = isDemo ? 0 : costUsd(first.model.model, usage, clock.now());
  const why = whyNotRead({ choice, isDemo, estimateUsd, spentUsd: spent.costUsd });
  if (why !== null) {
    systemLine(host, `No second reading: ${why}`);
    return null;
  }
  return readWith(context, readers, request, leftMs);
}

/** The first reader that answers; the next one only where a model may not be used. */
async function readWith(
  context: StepContext,
  readers: readonly Reader[],
  request: ReadingRequest,
  leftMs: number,
): Promise<SecondReading | null> {
  const { life, host } = context;
  const limited = withLimit(host, AbortSignal.timeout(leftMs));
  const before = life.record.spent.costUsd;
  for (const [index, { model, other }] of readers.entries()) {
    try {
      const result = await readChange(limited, model, budgetStore(context), request);
      if (!result.ok) {
        warn(host, result.reason);
        return null;
      }
      const after = life.record.spent.costUsd;
      return keep(context, {
        tree: life.record.tree,
        provider: model.client.provider,
        model: model.model,
        other_model: other,
        findings: result.findings,
        sent_back: worthARound(result.findings).length > 0,
        cost_usd: before === null || after === null ? null : after - before,
      });
    } catch (error) {
      const mayNot =
        error instanceof ModelFailure && (error.class === "bad_request" || error.class === "invalid_key");
      if (!mayNot || index === readers.length - 1) throw error;
    }
  }
  return null;
}

function keep({ life, commit, host }: StepContext, reading: SecondReading): SecondReading {
  const count = reading.findings.length;
  const what = count === 0 ? "found nothing" : `has ${count} ${count === 1 ? "finding" : "findings"}`;
  commit(() => {
    life.documents.put("reading", reading);
    host.emit({
      type: "second_reading",
      message: `A second reader (${reading.model}) ${what}`,
      data: { reading },
      dedupe: `second_reading:${reading.tree}`,
    });
  });
  return reading;
}

function evidenceOf(comparison: TestComparison): string {
  const { after, broken, fixed, added } = comparison;
  const named = (title: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : [`${title}: ${ids.slice(0, 30).join("; ")}${ids.length > 30 ? "; and more" : ""}`];
  return [
    evidenceLine(comparison, "review"),
    ...named("Failed before, pass now", fixed),
    ...named("Broken", broken),
    ...named("New", added),
    ...(after.note ? [after.note] : []),
  ]
    .join("\n")
    .slice(0, MAX_NOTE_CHARS * 4);
}

/** The host with an end of its own for the reader's calls. */
const withLimit = (host: AgentHost, limit: AbortSignal): AgentHost => ({
  taskId: host.taskId,
  step: host.step,
  sandbox: host.sandbox,
  repoDir: host.repoDir,
  signal: AbortSignal.any([host.signal, limit]),
  now: () => host.now(),
  sleep: (ms) => host.sleep(ms),
  emit: (event) => host.emit(event),
  touched: (paths) => host.touched(paths),
  run: (argv, options) => host.run(argv, options),
});

function warn(host: AgentHost, why: string): void {
  host.emit({
    type: "warning",
    message: "The second reader gave no findings",
    data: { code: "second_reading_failed", detail: why.slice(0, 400) },
  });
}
