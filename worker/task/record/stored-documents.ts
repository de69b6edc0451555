/**
 * Every document that a task's object keeps, by key: values too large or too seldom asked for to be in the record.
 * Whoever changes what one means raises `STORED_FORM`.
 */
import type { InstallFailure } from "../../agent/index.ts";
import type { Knowledge, RepoContext } from "../../agent/types.ts";
import type { Message } from "../../llm/types.ts";
import type {
  DiffStat,
  FileDiff,
  ObjectionFinding,
  PlanStep,
  TestComparison,
  TestReport,
} from "../../protocol/index.ts";
import type { ChangeSet } from "../change-set/change-set.ts";
import type { ContentFindings } from "../objections/content.ts";

export interface StoredDocuments {
  /** The repository card and the ranked files of the base commit. */
  context: RepoContext;
  /** What the checkout does not hold, in sentences. */
  "checkout-notes": string[];
  "base-root": BaseRoot;
  baseline: TestReport;
  /** Whether the dependencies were missing when the baseline ran. */
  bare_baseline: boolean;
  asked: Asked;
  /** Steps of the plan that are carried out, in order. */
  "done-steps": DoneStep[];
  /** What a repair round answers: broken tests, or dependencies that could not be installed. */
  repair: TestComparison;
  repair_install: InstallFailure;
  /** Learned in this task and not in Postgres yet. */
  learned: Knowledge[];

  /** The change as it stands: a change set by tree (`change-set:<tree>`), its files as the API lists them. */
  [change: `change-set:${string}`]: ChangeSet;
  diff: FileDiff[];
  /** Paths of the change that a package manager has written. */
  machine_written: string[];
  /** Null after a follow-up was taken back to a pull request without evidence. */
  comparison: TestComparison | null;
  findings: ChangeFindings;
  scans: ScanFindings & { tree: string | null };
  /** Why the dependencies of this very change are not there, in a sentence; absent when they are. */
  install_failure: string;
  /** Whether the user lets this repository publish on an exit status alone, as it was when the tests were judged. */
  exit_status_counts: boolean;
  published: Published;
  /** The files of a follow-up's change that was set aside. */
  "set-aside-diff": FileDiff[];

  /** One for each kind of step, round and epoch (`conversation:<name>:<epoch>`). */
  [conversation: `conversation:${string}`]: Message[];
  mirror: MirrorProgress;
  /** Epoch milliseconds; whoever was admitted before has to be admitted anew. */
  guests_since: number;
  /** Tickets for a socket that were used, with the time in epoch milliseconds. */
  "used-tickets": [id: string, at: number][];
}

export interface BaseRoot {
  commit: string;
  tree: string;
}

/** What the agent asked at the end of a round; the next one, if it is a follow-up, answers it. */
export interface Asked {
  round: number;
  questions: string[];
}

/** A step that is carried out, as it was planned: one that was edited since is another step. */
export interface DoneStep {
  step: PlanStep;
  summary: string;
}

/** What was found in the texts of one tree; `content` is null where the change is too large to be read. */
export interface ChangeFindings {
  tree: string | null;
  content: ContentFindings | null;
}

/** What tools said about a change, beside its tests. */
export interface ScanFindings {
  advisories: ObjectionFinding[];
  /** Why a tool that is there has said nothing; null where each has, or none is there. */
  advisoriesUnknown: string | null;
  scanner: ObjectionFinding[];
  /** The same for the scanner of the repository. */
  scannerFailure: string | null;
}

/** What the pull request shows. The record holds the tree and the diff's size; this holds the rest. */
export interface Published {
  diffStat: DiffStat | null;
  files: FileDiff[];
  comparison: TestComparison | null;
  testedTree: string | null;
  finalSummary: string | null;
}

/** What Postgres has. `failures` in a row decide the pause before the next try. */
export interface MirrorProgress {
  seq: number;
  version: number;
  tree: string | null;
  failures: number;
  /** No try before this time (epoch milliseconds), however much there is to mirror. */
  notBefore: number;
}
