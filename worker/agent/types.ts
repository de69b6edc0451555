import type { ImageRef, Message, ModelClient } from "../llm/types.ts";
import type {
  EgressPhase,
  EventInput,
  FailureCode,
  Plan,
  PlanDraft,
  StepKind,
  TestComparison,
} from "../protocol/index.ts";
import type { Argv, Sandbox } from "../sandbox/port.ts";

/** The result of one command, after its output went to the log. */
export interface CommandResult {
  exitCode: number | null;
  timedOut: boolean;
  /** UTF-8, head and tail kept when longer than the caller's cap. */
  stdout: string;
  stderr: string;
  truncated: boolean;
  /** Output was lost on its way, so that `onOutput` has not seen all of it. */
  gap?: boolean;
  durationMs: number;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  timeoutMs: number;
  /** Cap of `stdout` and of `stderr` as returned; the log keeps more. Default 256 KB. */
  maxBytes?: number;
  /** Output that must reach `onOutput` in full. */
  keepBytes?: number;
  /** Called for each piece of output in order. */
  onOutput?(stream: "stdout" | "stderr", bytes: Uint8Array): void;
  /** Ends the command early: a result with the exit status null, not an error. */
  stop?: AbortSignal;
  /** Decides what the command may reach on the network; `tests` without it. */
  phase?: EgressPhase;
  /** False keeps a bookkeeping command (git plumbing, detection) out of the user's log. Default true. */
  visible?: boolean;
}

/** A path of the checkout that is about to be written, moved or removed. */
export interface TouchedPath {
  path: string;
  /** Whether the file is to be executable. Without it a file of the base commit keeps its mode, a new one is not. */
  executable?: boolean;
  /** Where a moved file was: its mode comes along. */
  from?: string;
}

/**
 * What the agent may do to the world, given to it by the step that runs it. Everything here is fenced: once the
 * step has lost its lease, each call throws.
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
   * Names paths before they are changed. The task's change is made of the named paths alone: whatever else appears in
   * the checkout is neither shown nor published.
   */
  touched(paths: readonly TouchedPath[]): void;
  /** Runs argv in the sandbox (default cwd: the checkout), streams its output to the log, waits for its end. */
  run(argv: Argv, options: CommandOptions): Promise<CommandResult>;
}

/** A conversation that outlives a crash. */
export interface Conversation {
  load(): Message[];
  /**
   * Stores the whole conversation. With `edited`, the change of the work tree is checkpointed in the same
   * transaction, so that conversation and tree never disagree after a restart.
   */
  save(messages: Message[], options: { edited: boolean }): Promise<void>;
}

/** Limits of one task; the counters persist with the task. */
export interface BudgetLimits {
  maxModelCalls: number;
  maxToolCalls: number;
  maxInputTokens: number;
  maxOutputTokens: number;
  /** In and out together. */
  maxTokens: number | null;
  /** Null: no limit of money, or the model's price is not known. */
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
  /** Set aside for the call that is under way. After a crash it counts in full: what the call cost is not known. */
  reserved?: Reservation | null;
}

export interface Reservation {
  inputTokens: number;
  outputTokens: number;
  /** Null where the price is not known. */
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
  /** Tokens that fit into one call, answer included. Default 128,000. */
  contextWindow?: number;
}

/** The repository card and the ranked files, made in the sandbox without a model. */
export interface RepoContext {
  languages: { name: string; files: number }[];
  fileCount: number;
  /** Best first, for this task's prompt. */
  rankedFiles: string[];
  /** Two thousand tokens at most: languages, commands, tree, top files. */
  card: string;
  commands: DetectedCommands;
  /** What the project's own notes (AGENTS.md and the like) say, widest scope first. Written by strangers. */
  guidance?: ProjectGuidance[];
  /** How the project says it is set up; null when it does not. Not to be run before the user has approved it. */
  setup?: ProjectSetup | null;
}

export interface ProjectGuidance {
  path: string;
  /** The folder it speaks about; empty for the whole repository. */
  scope: string;
  /** Without what a reader would not see (hidden characters, Markdown comments). */
  text: string;
  truncated: boolean;
  /** How many hidden characters and comments were taken out of it. */
  hiddenCount: number;
}

export interface ProjectSetup {
  kind: "script" | "agent_steps" | "devcontainer" | "ci";
  /** Path of the file that says so. */
  source: string;
  /** To be run in this order in the checkout. */
  commands: DetectedCommand[];
  /** The text of a setup script, for the user to read; null when the commands say everything. */
  script: string | null;
}

export interface DetectedCommand {
  argv: [string, ...string[]];
  /** As a person would type it. */
  display: string;
  env?: Record<string, string>;
  /** Folder of the checkout to run in; the checkout itself when absent. */
  dir?: string;
}

/** How dependencies are installed. `argv` installs what is locked, or what is declared where nothing is. */
export interface InstallCommand extends DetectedCommand {
  /** In place of `argv` once a manifest has changed, where `argv` would not mind: refuses a lock file that is old. */
  strict?: [string, ...string[]];
  /** When that refuses: makes the lock file fit, changing of it no more than the manager has to. */
  update?: [string, ...string[]];
  /** Files of its folder that are written then. */
  locks?: string[];
}

/** Which program runs the tests; decides how single tests are chosen for a run of their own. */
export type TestRunner =
  | "vitest"
  | "jest"
  | "mocha"
  | "ava"
  | "tap"
  | "borp"
  | "node-test"
  | "bun"
  | "pytest"
  | "unittest"
  | "go"
  | "cargo"
  | "maven"
  | "gradle"
  | "dotnet"
  | "rspec"
  | "minitest"
  | "phpunit"
  | "exunit"
  | "ctest";

export interface TestCommand extends DetectedCommand {
  /** `mixed`: several result files or streams, each recognised by its content; `none`: whatever stdout looks like. */
  parser:
    | "tap"
    | "junit"
    | "unittest"
    | "go-json"
    | "cargo"
    | "jest-json"
    | "mocha-json"
    | "rspec-json"
    | "trx"
    | "exunit"
    | "minitest"
    | "mixed"
    | "none";
  resultFile: string | null;
  /** No install of its fetches beforehand all that it needs, so that it has to reach registries while it tests. */
  fetches?: true;
  /** Where the runner leaves many result files: a pattern of `find -path`, below the command's folder. */
  resultGlob?: string;
  /** Files that it needs beside its results: programs of ours. */
  support?: { name: string; text: string }[];
  /** Absent when the program is not known, and when one command runs several. */
  runner?: TestRunner;
  /** Says why the command tests nothing (it only prints, ends, or lints): whatever it answers is no evidence. */
  testsNothing?: string;
  /** Stands in for `argv` when single tests are chosen, where `argv` itself cannot take them. */
  onlyArgv?: [string, ...string[]];
}

/** A part of the checkout with tests that the command of the top level does not run, or runs unreadably. */
export interface DetectedPackage {
  /** Relative to the checkout; empty for a second language at the top level. */
  dir: string;
  install: InstallCommand | null;
  test: TestCommand;
  reason: string;
  /** Extensions of the files it answers for; every file below `dir` when absent. */
  extensions?: string[];
}

export interface DetectedCommands {
  install: InstallCommand | null;
  test: TestCommand | null;
  /** Which rule matched (`package.json scripts.test, pnpm-lock.yaml`), or why none did. */
  reason: string;
  packages?: DetectedPackage[];
  /** Changes when a manifest or a lock file does: what was found or installed for one key holds for it. */
  cacheKey?: string;
}

/** What was learned in this repository before; the user can edit it. Data, never authority. */
export interface Knowledge {
  kind: "command" | "convention";
  text: string;
}

/** What both phases are given. */
interface RunRequest {
  prompt: string;
  /** What the user attached to the prompt. The model's client knows the bytes. */
  images?: readonly ImageRef[];
  /** Random and new for each run: the mark of the tags around text that is not ours, which that text cannot know. */
  mark: string;
  knowledge?: readonly Knowledge[];
  /** Takes what the model found worth knowing next time. */
  learn?(item: Knowledge): void;
  takeMessages(): { id: string; text: string }[];
}

export interface PlanRequest extends RunRequest {
  context: RepoContext;
  /** For a refinement: the plan as it stands, and what the user wants changed. */
  previous: { plan: Plan; feedback: string } | null;
}

export interface EditRequest extends RunRequest {
  /** Carries out this step of the plan alone; the steps before it are done. Without it the whole plan. */
  stepId?: string;
  /** Ids of the steps that earlier runs have carried out. */
  doneSteps?: readonly string[];
  /** The diff of what was changed before this run; null or absent where nothing was. */
  changedSoFar?: string | null;
  context: RepoContext;
  plan: Plan;
  /** What this round is for: the plan itself, tests that broke, dependencies that cannot be installed, or what the user asked after seeing the diff. */
  round:
    | { kind: "plan" }
    | { kind: "repair"; comparison: TestComparison }
    /** The dependencies that the change declares could not be installed. */
    | { kind: "install"; command: string; output: string }
    | {
        kind: "follow_up";
        text: string;
        /** What the agent asked at the end of the last round; `text` answers it. */
        questions?: readonly string[];
      };
}

/** How a run of the loop ended. The diff is kept in every case. */
export type EditResult =
  | { end: "done"; summary: string }
  /** The agent asked for files outside the approved plan; nothing outside was written. */
  | { end: "scope_exceeded"; paths: string[]; summary: string }
  /** The agent needs an answer from the user; what it did so far is kept. */
  | { end: "needs_user"; questions: string[]; summary: string }
  | { end: "budget_exhausted"; detail: string }
  | { end: "loop_detected"; detail: string };

/** A planning run that ended without a plan for a reason that is not the model provider's. */
export class AgentStopped extends Error {
  override readonly name = "AgentStopped";
  readonly code: Extract<FailureCode, "budget_exhausted" | "loop_detected">;

  constructor(code: AgentStopped["code"], detail: string) {
    super(detail);
    this.code = code;
  }
}

/**
 * The agent as the steps use it. Throws `ModelFailure` and `SandboxFailure`, `plan` also `AgentStopped`; aborts with
 * the signal's reason. A conversation that is not empty is taken up where it stands: give each run its own.
 */
export interface Agent {
  analyze(host: AgentHost, prompt: string): Promise<RepoContext>;
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
