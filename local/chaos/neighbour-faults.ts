/** Which request to a neighbour goes wrong, and how. Pure but for the generator it draws from. */
import type { Random } from "./random.ts";

export const NEIGHBOURS = ["supabase", "github", "runner", "model"] as const;
export type Neighbour = (typeof NEIGHBOURS)[number];

export type NeighbourFault =
  /** Answers for the neighbour, which sees nothing. */
  | { kind: "status"; status: 429 | 500 | 503 }
  /** The neighbour does its work; its answer is lost. */
  | { kind: "answer_lost" }
  /** The connection breaks before the neighbour sees the request. */
  | { kind: "refused" }
  /** Headers and a part of the body arrive, then the connection breaks. */
  | { kind: "cut"; afterBytes: number }
  /** No answer for this long, then the connection breaks. */
  | { kind: "silence"; ms: number };

export type Weights = Readonly<Record<NeighbourFault["kind"], number>>;

/**
 * How often each fault strikes a request, by neighbour. The runner speaks HTTP on one machine with its Worker: it dies
 * or its connections break, it does not answer 429.
 */
export const RATES: Readonly<Record<Neighbour, Weights>> = {
  supabase: { status: 0.04, answer_lost: 0.01, refused: 0.02, cut: 0.01, silence: 0.004 },
  github: { status: 0.04, answer_lost: 0.03, refused: 0.03, cut: 0.02, silence: 0.01 },
  model: { status: 0.06, answer_lost: 0.01, refused: 0.03, cut: 0.04, silence: 0.01 },
  runner: { status: 0, answer_lost: 0.004, refused: 0.006, cut: 0.004, silence: 0 },
};

const STATUSES = [429, 500, 503] as const;
const MAX_SILENCE_MS = 4_000;
const MAX_CUT_BYTES = 2_000;

/** Null: the request goes through untouched. */
export function drawFault(random: Random, neighbour: Neighbour, scale = 1): NeighbourFault | null {
  let left = random.next();
  for (const [kind, rate] of Object.entries(RATES[neighbour])) {
    left -= rate * scale;
    if (left >= 0) continue;
    switch (kind as NeighbourFault["kind"]) {
      case "status":
        return { kind: "status", status: STATUSES[random.below(STATUSES.length)] ?? 500 };
      case "answer_lost":
        return { kind: "answer_lost" };
      case "refused":
        return { kind: "refused" };
      case "cut":
        return { kind: "cut", afterBytes: random.below(MAX_CUT_BYTES) };
      case "silence":
        return { kind: "silence", ms: random.below(MAX_SILENCE_MS) };
    }
  }
  return null;
}
