import type {
  Actor,
  Isolation,
  Plan,
  SecondReading,
  StepKind,
  TaskState,
  TestComparison,
  TestReport,
} from "../../../../worker/protocol/index.ts";

interface Base {
  /** Stable while the entry grows; the row on the screen keeps its DOM by it. */
  readonly id: string;
  /** Server time, ISO 8601. */
  readonly at: string;
  /** Who caused it. */
  readonly by?: Actor;
}

export interface CommandItem extends Base {
  readonly kind: "command";
  readonly commandId: string;
  readonly command: string;
  /** Why the agent runs it, in its words; empty for a command of Verne's. */
  readonly purpose: string;
  readonly stoppable: boolean;
  /** The end of its output; the rest is in the log. */
  readonly tail: string;
  readonly ended: { exitCode: number | null; timedOut: boolean; durationMs: number } | null;
}

export interface EditItem extends Base {
  readonly kind: "edit";
  readonly path: string;
  readonly action: "create" | "modify" | "delete";
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string;
}

export interface ToolItem extends Base {
  readonly kind: "tool";
  readonly tool: string;
  readonly target: string;
  readonly ok: boolean;
  readonly detail: string | null;
}

interface TextItem extends Base {
  readonly kind: "text";
  readonly text: string;
}

interface ContextItem extends Base {
  readonly kind: "context";
  readonly languages: readonly { name: string; files: number }[];
  readonly files: number;
  readonly testCommand: string | null;
}

export interface TestsItem extends Base {
  readonly kind: "tests";
  /** `step` and `own` are a part of the tests, and no evidence. */
  readonly phase: "baseline" | "step" | "own" | "after";
  readonly report: TestReport;
}

/** A step of the plan, while the plan is carried out step by step. What follows it in the list belongs to it. */
export interface PlanStepItem extends Base {
  readonly kind: "plan_step";
  readonly stepId: string;
  readonly title: string;
  readonly status: "started" | "done" | "not_done";
}

export interface LearnedItem extends Base {
  readonly kind: "learned";
  readonly what: "command" | "convention";
  readonly text: string;
}

export type StepItem =
  | CommandItem
  | EditItem
  | ToolItem
  | TextItem
  | ContextItem
  | TestsItem
  | PlanStepItem
  | LearnedItem;

export interface StepEntry extends Base {
  readonly kind: "step";
  readonly step: StepKind;
  readonly attempt: number;
  /** `interrupted`: without a final event, because another attempt began or the task ended. */
  readonly ended: { ok: boolean; durationMs: number; willRetry: boolean; interrupted?: true } | null;
  readonly items: readonly StepItem[];
  /** Tokens of the model calls it made so far. */
  readonly tokens: number;
}

/** Who approved a plan: somebody, or the choice made when the task was created. */
export type Approval = Actor | "creation_option";

export type Entry =
  | StepEntry
  | (Base & { kind: "plan"; plan: Plan; approvedBy: Approval | null })
  | (Base & { kind: "scope"; version: number; paths: readonly string[] })
  /** `answered`: the user has written to the agent since. */
  | (Base & { kind: "question"; questions: readonly string[]; answered: boolean })
  | (Base & { kind: "message"; text: string; actor: Actor; queued: boolean })
  | (Base & { kind: "evidence"; comparison: TestComparison })
  | (Base & { kind: "reading"; reading: SecondReading })
  | (Base & { kind: "diff"; files: number; additions: number; deletions: number })
  | (Base & { kind: "pull_request"; url: string; number: number; branch: string; draft: boolean })
  | (Base & { kind: "sandbox"; isolation: Isolation; note: string | null })
  | (Base & { kind: "warning"; code: string; text: string; detail: string | null })
  /** `allow`: what would let it through; null where nothing does. */
  | (Base & { kind: "denied"; text: string; rule: string; allow: string | null })
  | (Base & { kind: "error"; text: string; code: string })
  | (Base & { kind: "end"; state: TaskState; text: string })
  /** An event of a type that this version of the app does not know. */
  | (Base & { kind: "note"; text: string });
