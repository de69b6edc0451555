/** The agent's interface to the steps that run it; long because it is one contract, read in one place. */
import type { ImageRef, Message, ModelClient } from "../llm/types.ts";
import type {
  ChosenCommands,
  EventInput,
  FailureCode,
  Plan,
  PlanDraft,
  ReadingFinding,
  Reproduction,
  ReproductionBefore,
  StepKind,
  TestComparison,
  TestReport,
} from "../protocol/index.ts";
import type { Argv, Sandbox } from "../sandbox/port.ts";
import type { CommandOptions, CommandPort, CommandResult } from "./command-types.ts";
import type { DetectedCommand, DetectedCommands } from "./detected-commands.ts";
import type { EditResult } from "./edit-result.ts";

export type * from "./command-types.ts";
export type * from "./detected-commands.ts";

/** A path of the checkout that is about to be written, moved or removed. */
export interface TouchedPath {
  path: string;
  /**
   * The requested executable bit. If absent, a file of the base commit keeps its mode, and a new one is not executable.
   */
  executable?: boolean;
  /** The old path of a moved file, whose mode is kept. */
  from?: string;
}

/**
 * The agent's side effects, provided by the step that runs it. All fenced: once the step has lost its lease, each call
 * throws.
 */
export interface AgentHost {
  readonly taskId: string;
  readonly step: StepKind;
  readonly sandbox: Sandbox;
  /** Absolute path of the checkout in the sandbox. */
  readonly repoDir: string;
  readonly signal: AbortSignal;
  now(): number;
  /** Waits; rejects with the signal's reason when the step is aborted. */
  sleep(ms: number): Promise<void>;
  emit(event: EventInput): void;
  /**
   * Records paths before they are changed. The task's change consists of recorded paths only: other files that appear
   * in the checkout are neither shown nor published.
   */
  touched(paths: readonly TouchedPath[]): void;
  /** Runs argv in the sandbox (default cwd: the checkout), streams its output to the log, and waits for its end. */
  run(argv: Argv, options: CommandOptions): Promise<CommandResult>;
  /** Lines of a `.gitignore`: what they name is output, and no change. Absent where nothing compares trees. */
  exclude?(lines: readonly string[]): Promise<void>;
  /** The model's commands. Absent where it may run none. */
  readonly commandPort?: CommandPort;
}

/** A conversation that survives a crash. */
export interface Conversation {
  load(): Message[];
  /**
   * Stores the whole conversation. With `edited`, the work tree's change is checkpointed in the same transaction, so
   * that both agree after a restart.
   */
  save(messages: Message[], options: { edited: boolean }): Promise<void>;
}

/** Limits of one task; the counters persist with the task. */
export interface BudgetLimits {
  maxModelCalls: number;
  maxToolCalls: number;
  maxInputTokens: number;
  maxOutputTokens: number;
  /** Input and output together. */
  maxTokens: number | null;
  /** Null: no limit of money, or the price is unknown. */
  maxCostUsd: number | null;
}

export interface BudgetSpent {
  modelCalls: number;
  toolCalls: number;
  inputTokens: number;
  outputTokens: number;
  cachedInputTokens: number;
  /** Null once a call's price was unknown. */
  costUsd: number | null;
  /** Reserved for the running call. After a crash it counts in full, because the real usage is unknown. */
  reserved?: Reservation | null;
}

export interface Reservation {
  inputTokens: number;
  outputTokens: number;
  /** Null when the price is unknown. */
  costUsd: number | null;
}

export interface BudgetStore {
  readonly limits: BudgetLimits;
  load(): BudgetSpent;
  save(spent: BudgetSpent): void;
}

export interface AgentModel {
  client: ModelClient;
  model: string;
  /** Context window in tokens, answer included. Default 128,000. */
  contextWindow?: number;
}

/** How a repository words its commits and pull requests. Untrusted. */
export interface HouseStyle {
  /** Subjects of its last commits without merges, newest first. */
  subjects: string[];
  /** Its pull request templates. */
  templates: { path: string; text: string }[];
}

/** The repository card and the ranked files, created in the sandbox without a model. */
export interface RepoContext {
  languages: { name: string; files: number }[];
  fileCount: number;
  /** Best first, for this task's prompt. */
  rankedFiles: string[];
  /** Two thousand tokens at most: languages, commands, tree, top files. */
  card: string;
  commands: DetectedCommands;
  /** The project's own guidance (AGENTS.md and the like), widest scope first. Untrusted. */
  guidance?: ProjectGuidance[];
  /** The project's set-up; null when there is none. Run only after the user's approval. */
  setup?: ProjectSetup | null;
  /** What the rules found, before a choice took its place: as a person would type it, and the set-up. */
  found?: { shown: NonNullable<Plan["commands"]["found"]>; setup: ProjectSetup | null };
  house?: HouseStyle;
}

export interface ProjectGuidance {
  path: string;
  /** The folder that it applies to; empty for the whole repository. */
  scope: string;
  /** Without hidden text (hidden characters, Markdown comments). */
  text: string;
  truncated: boolean;
  /** Number of hidden characters and comments that were removed. */
  hiddenCount: number;
}

export interface ProjectSetup {
  kind: "script" | "agent_steps" | "devcontainer" | "ci";
  /** Path of the source file. */
  source: string;
  /** Commands to run in the checkout, in this order. */
  commands: DetectedCommand[];
  /** The text of a setup script, for the user to read; null when the commands say everything. */
  script: string | null;
}

/** Knowledge from earlier tasks in this repository; editable by the user. Untrusted data, not an instruction. */
export interface Knowledge {
  kind: "command" | "convention";
  text: string;
}

/** Input of both phases. */
interface RunRequest {
  prompt: string;
  /** Images attached to the prompt. The model's client has the bytes. */
  images?: readonly ImageRef[];
  /** Random per task: the mark of the tags around untrusted text, which that text cannot know. */
  mark: string;
  knowledge?: readonly Knowledge[];
  /** Stores knowledge that the model noted for later tasks. */
  learn?(item: Knowledge): void;
  takeMessages(): { id: string; text: string }[];
  /** Null while the tests before the edits run. */
  baseline?(): Baseline | null;
  /** Called once the stored conversation holds the messages taken. */
  messagesRead?(): void;
  /** What the user said earlier in this task, oldest first, without what this run is about. */
  userMessages?: readonly string[];
  /** The conversations of the task's earlier runs, in order: what they read is shown again. */
  earlier?(): readonly (readonly Message[])[];
}

/** The tests before the edits, or why there are none. */
export type Baseline = TestReport | string;

/** Runs chosen tests on the checkout as it stands; both lists empty run all of them. */
export type RunTests = (selection: {
  paths: readonly string[];
  names: readonly string[];
  /** Leaves what the run wrote, for a command that still runs beside it. Default false. */
  keep?: boolean;
}) => Promise<{ report: TestReport; selected: boolean }>;

export interface PlanRequest extends RunRequest {
  context: RepoContext;
  /** For a refinement: the present plan and the user's comment. */
  previous: { plan: Plan; feedback: string } | null;
  /** Runs a plan's reproduction on the base commit. */
  reproduce?(reproduction: Reproduction): Promise<ReproductionBefore>;
}

export interface EditRequest extends RunRequest {
  /** Executes only this step; the steps before it are done. Absent for the whole plan. */
  stepId?: string;
  /** Ids of the steps that are done. */
  doneSteps?: readonly string[];
  /**
   * The change as it is stored now: the paths that differ from the base, and whether this run changed anything. Absent:
   * the run is judged by its own writes.
   */
  standing?(): { paths: readonly string[]; sinceStart: boolean };
  /** Absent where no test can be run. What the run leaves in the checkout is undone. */
  runTests?: RunTests;
  /** What the tests said after the step before this one; absent where none ran. */
  testsBefore?: { title: string; report: TestReport; broken: readonly string[] };
  /** What earlier rounds said about the change; absent if there were none. */
  saidSoFar?: { title: string; summary: string };
  /** The diff before this run; null or absent if there is none. */
  changedSoFar?: string | null;
  context: RepoContext;
  plan: Plan;
  /**
   * The purpose of this round: the plan, broken tests, dependencies that cannot be installed, or a follow-up of the
   * user.
   */
  round:
    | { kind: "plan" }
    /** `isPart`: only the changed files' own tests ran. */
    | { kind: "repair"; comparison: TestComparison; isPart?: true }
    /** A second reader's findings, to be checked and mended where they hold. */
    | { kind: "review"; findings: readonly ReadingFinding[] }
    /** The dependencies that the change declares could not be installed. */
    | { kind: "install"; command: string; output: string }
    | {
        kind: "follow_up";
        text: string;
        /** The agent's questions at the end of the last round; `text` answers them. */
        questions?: readonly string[];
      };
}

export type { EditResult, RunWords, ScopeRequest } from "./edit-result.ts";

/** A planning run that ended without a plan, for a reason other than the model provider. */
export class AgentStopped extends Error {
  override readonly name = "AgentStopped";
  readonly code: Extract<FailureCode, "budget_exhausted" | "loop_detected">;

  constructor(code: AgentStopped["code"], detail: string) {
    super(detail);
    this.code = code;
  }
}

/**
 * The agent's interface for the steps. Throws `ModelFailure` and `SandboxFailure`, `plan` also `AgentStopped`; aborts
 * with the signal's reason. A non-empty conversation is resumed: use a new one for each run.
 */
export interface Agent {
  /** `chosen`: commands in place of those found by rule. */
  analyze(host: AgentHost, prompt: string, chosen?: ChosenCommands): Promise<RepoContext>;
  plan(
    host: AgentHost,
    model: AgentModel,
    budget: BudgetStore,
    conversation: Conversation,
    request: PlanRequest,
  ): Promise<PlanDraft>;
  edit(
    host: AgentHost,
    model: AgentModel,
    budget: BudgetStore,
    conversation: Conversation,
    request: EditRequest,
  ): Promise<EditResult>;
}
