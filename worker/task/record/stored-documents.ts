/**
 * Registry of the documents in a task's object, by key: values too large or too rarely read for the record. Whoever
 * changes the meaning of one raises `STORED_FORM`.
 */
import type { InstallFailure } from "../../agent/index.ts";
import type { CommandRecord, KeptChange, Knowledge, RepoContext, RunWords } from "../../agent/types.ts";
import type { Message } from "../../llm/types.ts";
import type {
  ChosenCommands,
  Claim,
  DiffStat,
  FileDiff,
  KeptCommands,
  ObjectionFinding,
  PlanStep,
  ReadingFinding,
  Reproduction,
  ReproductionBefore,
  SecondReading,
  SlotWait,
  TestComparison,
  TestReport,
} from "../../protocol/index.ts";
import type { ChangeSet } from "../change-set/change-set.ts";
import type { ContentFindings } from "../objections/content.ts";
import type { Round } from "./record.ts";

export interface StoredDocuments {
  /** Repository card and ranked files of the base commit. */
  context: RepoContext;
  /** The mark of the tags around untrusted text in prompts. */
  mark: string;
  /** What the checkout lacks (submodules, LFS files), as sentences. */
  "checkout-notes": string[];
  "base-root": BaseRoot;
  /** Whether the task may have machines, as the object of admission said last; absent before that. */
  slot: { held: boolean; wait: SlotWait | null };
  /** The image that the repository's file asks for, once that was read; null for the usual one. */
  sandbox_image: { name: string | null };
  /** The sandbox of the agent's tree may exist. Absent when it does not. */
  work_sandbox: true;
  /**
   * Paths that the change had at some time, or that were lent to a run: a reset removes those that it does not have,
   * ignored or not.
   */
  placed: string[];
  baseline: TestReport;
  /** The tests before the edits have to run anew, by other commands than those of the last run. */
  baseline_due: true;
  /** What the last reproduction did on the base commit. */
  reproduction: Reproduced;
  /** Whether the dependencies were missing when the baseline ran. */
  bare_baseline: boolean;
  /** Commands that are kept for the repository, as they were when the task began. */
  kept_commands: KeptCommands;
  /** The commands that hold in this task in place of those found by rule. */
  chosen_commands: ChosenCommands;
  /** Whether the tests need the repository's set-up; absent until that is decided. */
  set_up_needed: boolean;
  /** Installs that failed, so that they are not repeated for the same manifests. */
  failed_installs: FailedInstall[];
  /** A first install has begun: what is in the sandbox since is no longer what a clone leaves. */
  installs_begun: true;
  /** The baseline is of an environment in which the repository's set-up ran. */
  set_up_baseline: true;
  /** What the model has run. */
  command_records: CommandRecords;
  /** What commands changed outside the plan, the last of it. `count` is of all that was kept. */
  kept_changes: { count: number; items: KeptChange[] };
  /** Ids of kept changes that the wider plan was asked for with. */
  kept_wanted: string[];
  /** What the model has said of its change. */
  claims: Claim[];
  asked: Asked;
  /** The run of the agent that is at work, and the tree that it started from. */
  "run-start": { run: string; tree: string | null };
  /** The rounds that changed something, in order. */
  rounds: RoundWords[];
  /** Plan steps that are done, in order. */
  "done-steps": DoneStep[];
  /** Input of a repair round: broken tests, or dependencies that could not be installed. */
  repair: TestComparison;
  /** The tree that `repair` is about; null where only the changed files' own tests ran on it. */
  repair_tree: string | null;
  /** The tree whose own tests sent it to repair. */
  own_tests_failed: string;
  /** The tests that ran after a plan step; the report is null where none did. */
  step_tests: StepTests | { step: string; report: null };
  repair_install: InstallFailure;
  repair_reading: ReadingFinding[];
  /** What a second reader found; absent before. */
  reading: SecondReading;
  /** The findings went back to the agent since the user's last decision. */
  reading_sent: true;
  /** Knowledge learned in this task and not stored in Postgres yet. */
  learned: Knowledge[];

  /** The current change: a change set by tree (`change-set:<tree>`), and its files as the API lists them. */
  [change: `change-set:${string}`]: ChangeSet;
  diff: FileDiff[];
  /** Changed paths that a package manager wrote. */
  machine_written: string[];
  /** Null after a follow-up was cancelled and the pull request has no evidence. */
  comparison: TestComparison | null;
  findings: ChangeFindings;
  scans: ScanFindings & { tree: string | null };
  /** Why installing the change's dependencies failed, as a sentence; absent when they are installed. */
  install_failure: string;
  /** Whether the user allowed publishing on the exit status alone, when the tests were judged. */
  exit_status_counts: boolean;
  published: Published;
  /** The files of a cancelled follow-up's change. */
  "set-aside-diff": FileDiff[];

  /** The conversations in the order in which they began. */
  runs: `conversation:${string}`[];
  /** One per step kind, round and epoch (`conversation:<name>:<epoch>`). */
  [conversation: `conversation:${string}`]: Message[];
  mirror: MirrorProgress;
  /** Epoch milliseconds; admissions before this time are void. */
  guests_since: number;
  /** Used socket tickets, with the time in epoch milliseconds. */
  "used-tickets": [id: string, at: number][];
}

/** An install that failed: what was asked for, how often it ran, and how it ended. */
export interface FailedInstall {
  /** Hash of the manifests. */
  manifests: string;
  /** The install commands, in one text. */
  commands: string;
  /** The network policy of the install. */
  network: string;
  runs: number;
  failure: InstallFailure;
}

/** `count` is of all commands that were started, `ms` the time of those that ended, `items` the last of these. */
export interface CommandRecords {
  count: number;
  ms: number;
  items: CommandRecord[];
  /** Those that run, by id, with the time of their start. */
  open?: Record<string, number>;
}

/** What a round that changed something said about it. */
export interface RoundWords extends RunWords {
  n: number;
  kind: Round["kind"];
  /** The user's message that a follow-up answers; empty otherwise. */
  asked: string;
}

export interface BaseRoot {
  commit: string;
  tree: string;
}

export interface Reproduced {
  reproduction: Reproduction;
  before: ReproductionBefore;
}

/** The agent's question at the end of a round; a follow-up answers it. */
export interface Asked {
  round: number;
  questions: string[];
}

/** What a plan step's own tests said before the next one. */
export interface StepTests {
  /** Id of the step. */
  step: string;
  title: string;
  report: TestReport;
  /** Ids of tests that fail now and did not before the edits. */
  broken: string[];
}

/** A done step, as planned: a step that was edited since counts as another one. */
export interface DoneStep {
  step: PlanStep;
  summary: string;
}

/** Findings in the texts of one tree; `content` is null when the change is too large to be read. */
export interface ChangeFindings {
  tree: string | null;
  content: ContentFindings | null;
}

/** Findings of scanners about a change. */
export interface ScanFindings {
  advisories: ObjectionFinding[];
  /** Why an available tool gave no result; null when each did, or none is available. */
  advisoriesUnknown: string | null;
  scanner: ObjectionFinding[];
  /** The same for the repository's own scanner. */
  scannerFailure: string | null;
}

/** The published change. The record holds the tree and the diff's size; this holds the rest. */
export interface Published {
  diffStat: DiffStat | null;
  files: FileDiff[];
  comparison: TestComparison | null;
  testedTree: string | null;
  finalSummary: string | null;
  rounds?: RoundWords[];
}

/** Mirroring progress. Consecutive `failures` determine the back-off. */
export interface MirrorProgress {
  seq: number;
  version: number;
  tree: string | null;
  failures: number;
  /** No retry before this time (epoch milliseconds). */
  notBefore: number;
}
