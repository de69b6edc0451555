import type { ProviderId } from "../protocol/index.ts";
import { type CatalogModel, costUsd, findModel } from "./catalog.ts";

export const TASK_TYPES = ["plan", "explore", "edit", "repair", "summarise", "review", "title"] as const;
export type TaskType = (typeof TASK_TYPES)[number];

export interface Candidate {
  provider: ProviderId;
  model: string;
}

/** What this installation has seen of one model. */
export interface ModelRecord {
  edits: number;
  failedEdits: number;
  /** Steps whose tests ran, and those of them in which nothing was broken. */
  testedSteps: number;
  passedSteps: number;
}

export interface Selection {
  task: TaskType;
  /** What the user chose, which always comes first; null leaves it to the order. */
  chosen: Candidate | null;
  /** Models that the user has a key for. The demo model is used only when chosen. */
  available: readonly Candidate[];
  inputTokens: number;
  maxOutputTokens: number;
  /** Null: no limit in money. */
  budgetLeftUsd: number | null;
  recordOf: (candidate: Candidate) => ModelRecord | null;
  /** False while the provider's circuit is open. */
  isHealthy: (provider: ProviderId) => boolean;
  /** Milliseconds; prices have days. */
  now: number;
}

/** Why a candidate may be the wrong one. A chosen model keeps its place all the same. */
export type Concern = "no_tools" | "context_too_small" | "over_budget" | "unhealthy" | "weak" | "poor_record";

export interface RankedCandidate extends Candidate {
  chosen: boolean;
  /** Of the next call, at worst; null if the price is not known. */
  estimateUsd: number | null;
  concerns: Concern[];
}

const STRENGTH = { low: 0, medium: 1, high: 2 } as const;
const UNKNOWN_STRENGTH = STRENGTH.medium;
const NEEDS: Record<TaskType, { strength: number; tools: boolean }> = {
  plan: { strength: STRENGTH.high, tools: true },
  review: { strength: STRENGTH.high, tools: false },
  edit: { strength: STRENGTH.medium, tools: true },
  repair: { strength: STRENGTH.medium, tools: true },
  explore: { strength: STRENGTH.low, tools: true },
  summarise: { strength: STRENGTH.low, tools: false },
  title: { strength: STRENGTH.low, tools: false },
};

/** With fewer observations a record says nothing. */
const MIN_OBSERVATIONS = 10;
const POOR_RATE = 0.6;
const BARRING: readonly Concern[] = ["no_tools", "context_too_small", "over_budget", "unhealthy"];

/**
 * Who should make the next call, best first. The user's choice leads whatever speaks against it; the others are those
 * that can do it, ordered by strength for the task, then by this installation's record, then by the expected price of
 * a success. A model whose price is not known comes after those whose price is.
 */
export function selectModels(selection: Selection): RankedCandidate[] {
  const { chosen, available } = selection;
  const others = available
    .filter((candidate) => candidate.provider !== "demo" && !(chosen && isSame(candidate, chosen)))
    .map((candidate) => ({ ...rank(selection, candidate, false), rate: successRate(selection, candidate) }))
    .filter(({ concerns }) => !concerns.some((concern) => BARRING.includes(concern)))
    .sort((a, b) => compare(a, b) || a.model.localeCompare(b.model))
    .map(({ rate: _, ...candidate }) => candidate);
  return chosen ? [rank(selection, chosen, true), ...others] : others;
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.provider === b.provider && a.model === b.model;
}

function rank(selection: Selection, candidate: Candidate, chosen: boolean): RankedCandidate {
  const { inputTokens, maxOutputTokens, now } = selection;
  const usage = { inputTokens, outputTokens: maxOutputTokens, cachedInputTokens: 0 };
  const { provider, model } = candidate;
  const estimateUsd = provider === "demo" ? 0 : knownModel(candidate) ? costUsd(model, usage, now) : null;
  return { provider, model, chosen, estimateUsd, concerns: concernsOf(selection, candidate, estimateUsd) };
}

/** The catalogue's entry, if it is about this provider: a gateway may sell the same name at another price. */
function knownModel({ provider, model }: Candidate): CatalogModel | null {
  const known = findModel(model);
  return known?.provider === provider ? known : null;
}

function concernsOf(selection: Selection, candidate: Candidate, estimateUsd: number | null): Concern[] {
  const { task, inputTokens, maxOutputTokens, budgetLeftUsd, isHealthy } = selection;
  const known = knownModel(candidate);
  const need = NEEDS[task];
  const window = known?.context_tokens ?? null;
  const found: Record<Concern, boolean> = {
    no_tools: need.tools && known?.tools === false,
    context_too_small: window !== null && inputTokens + maxOutputTokens > window,
    over_budget: budgetLeftUsd !== null && estimateUsd !== null && estimateUsd > budgetLeftUsd,
    unhealthy: !isHealthy(candidate.provider),
    weak: strengthOf(known) < need.strength,
    poor_record: (successRate(selection, candidate) ?? 1) < POOR_RATE,
  };
  // Object.keys types the keys of a record as string.
  return (Object.keys(found) as Concern[]).filter((concern) => found[concern]);
}

function strengthOf(known: CatalogModel | null): number {
  return known ? STRENGTH[known.strength] : UNKNOWN_STRENGTH;
}

/** How often work of this kind succeeded, between 0 and 1; null where too little was seen. */
function successRate({ task, recordOf }: Selection, candidate: Candidate): number | null {
  const record = task === "edit" || task === "repair" ? recordOf(candidate) : null;
  if (!record) return null;
  const rates = [
    rate(record.edits - record.failedEdits, record.edits),
    rate(record.passedSteps, record.testedSteps),
  ].filter((one) => one !== null);
  return rates.length === 0 ? null : rates.reduce((product, one) => product * one, 1);
}

function rate(good: number, all: number): number | null {
  return all < MIN_OBSERVATIONS ? null : good / all;
}

type Ranked = RankedCandidate & { rate: number | null };

function compare(a: Ranked, b: Ranked): number {
  return (
    Number(a.concerns.includes("weak")) - Number(b.concerns.includes("weak")) ||
    Number(a.concerns.includes("poor_record")) - Number(b.concerns.includes("poor_record")) ||
    compareNumbers(pricePerSuccess(a), pricePerSuccess(b))
  );
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function pricePerSuccess({ estimateUsd, rate }: Ranked): number {
  if (estimateUsd === null) return Number.POSITIVE_INFINITY;
  return estimateUsd / Math.max(rate ?? 1, 0.01);
}
