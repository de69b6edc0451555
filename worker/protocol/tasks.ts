import { z } from "zod";
import { Attachment, MAX_TASK_IMAGES } from "./attachments.ts";
import { TaskFailure } from "./errors.ts";
import { TaskUsage } from "./events.ts";
import { AcceptedObjections, Objection } from "./objections.ts";
import { Plan, PlanDraft } from "./plan.ts";
import { SandboxLevel, SandboxState, Stage, TaskState, TaskStatus } from "./state.ts";
import { TestComparison } from "./tests.ts";

export const TaskId = z.uuid();
export const MAX_PROMPT_CHARS = 64_000;

/** `owner/name` in GitHub's alphabet. */
export const RepoFullName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
    "must look like owner/name",
  );

/** A branch name that git accepts (`git check-ref-format`), without option-like or revision syntax. */
export const BranchName = z
  .string()
  .min(1)
  .max(255)
  .refine(
    (name) =>
      // biome-ignore lint/suspicious/noControlCharactersInRegex: git forbids exactly these characters
      !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\.lock(?:\/|$)|(?:^|\/)\.|\.$|\/$|^\/|^-|^@$/.test(name),
    "must be a valid git branch name",
  );

/** Text a user writes for the agent. Control characters other than tab and line ends mean a binary paste. */
const UserText = z
  .string()
  .max(MAX_PROMPT_CHARS, `must be at most ${MAX_PROMPT_CHARS} characters`)
  .refine((text) => text.trim() !== "", "must not be empty")
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
  .refine((text) => !/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/.test(text), "must be text, not binary data");

/** Hard limits of one task. At a limit it stops, keeps its diff, and says so. Null: the installation's own limit. */
export const TaskBudget = z.object({
  max_cost_usd: z.number().positive().max(10_000).nullable().default(null),
  max_tokens: z.int().positive().max(100_000_000).nullable().default(null),
  max_minutes: z
    .int()
    .positive()
    .max(24 * 60)
    .nullable()
    .default(null),
  max_model_calls: z.int().positive().max(10_000).nullable().default(null),
});
export type TaskBudget = z.infer<typeof TaskBudget>;

export const CreateTask = z.object({
  repo_full_name: RepoFullName,
  branch: BranchName,
  prompt: UserText,
  provider: z.string().min(1).max(40),
  model: z.string().min(1).max(200),
  /** Open the pull request without the diff gate when tests ran and nothing broke. */
  auto_pr: z.boolean().default(false),
  /** False: the first plan is approved by this choice. There is no timer. */
  review_plan: z.boolean().default(true),
  /** Work on it though the user may not push to the repository: the change can be downloaded, and not published. */
  allow_read_only: z.boolean().default(false),
  budget: TaskBudget.default({
    max_cost_usd: null,
    max_tokens: null,
    max_minutes: null,
    max_model_calls: null,
  }),
  /** Ids of the caller's attachments that belong to the prompt. */
  images: z.array(z.uuid()).max(MAX_TASK_IMAGES, `at most ${MAX_TASK_IMAGES} images`).default([]),
});
export type CreateTask = z.infer<typeof CreateTask>;
/** The same as a client sends it: what has a default may be left out. */
export type NewTask = z.input<typeof CreateTask>;

export const TaskRef = z.object({ task_id: TaskId, status: TaskStatus, state: TaskState });
export type TaskRef = z.infer<typeof TaskRef>;

export const Command = z.enum([
  "approve",
  "edit_plan",
  "refine",
  "message",
  "apply",
  "undo",
  "redo",
  "skip_baseline",
  "cancel",
  "retry",
]);
export type Command = z.infer<typeof Command>;

export const DiffStat = z.object({ files: z.int(), additions: z.int(), deletions: z.int() });
export type DiffStat = z.infer<typeof DiffStat>;

/** What belongs to a task's place among people, not to its run. */
export const TaskPlacement = z.object({
  owner: z.object({ user_id: z.uuid(), login: z.string().nullable(), avatar_url: z.string().nullable() }),
  /** What the reader may do: `owner` and `member` steer, `viewer` and `link` only read. */
  access: z.enum(["owner", "member", "viewer", "link"]),
  visibility: z.enum(["private", "org", "link"]),
  archived_at: z.iso.datetime().nullable(),
});
export type TaskPlacement = z.infer<typeof TaskPlacement>;

const TaskTitle = z.string().trim().min(1, "must not be empty").max(200, "must be at most 200 characters");

/** What the owner may change at any time; what is left out stays. */
export const PatchTask = z.object({ title: TaskTitle.optional(), archived: z.boolean().optional() });
export type PatchTask = z.infer<typeof PatchTask>;

/** Which tasks a list shows: the caller's, those others share with an organisation of theirs, or the archive. */
export const TaskListView = z.enum(["mine", "team", "archived"]);
export type TaskListView = z.infer<typeof TaskListView>;

/** A row of the task list. */
export const TaskSummary = TaskPlacement.extend({
  ...TaskRef.shape,
  stage: Stage,
  repo_full_name: z.string(),
  branch: z.string(),
  title: z.string(),
  provider: z.string(),
  model: z.string(),
  pr_url: z.string().nullable(),
  /** The branch that the change is published on; null before publishing began. */
  head_branch: z.string().nullable(),
  /** The agent waits for an answer of the user's before it goes on. */
  asks: z.boolean(),
  diff_stat: DiffStat.nullable(),
  error: TaskFailure.nullable(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  /** When the task came to its end; null while it has not, and again once it was taken up anew. */
  completed_at: z.iso.datetime().nullable(),
});
export type TaskSummary = z.infer<typeof TaskSummary>;

/** A task that waits for a machine. */
export const SlotWait = z.object({
  /** 1 is the next one. */
  position: z.int().positive(),
  /** How many wait. */
  of: z.int().positive(),
  /** Whose limit it waits for: its user's own, or that of the installation. */
  limit: z.enum(["user", "installation"]),
});
export type SlotWait = z.infer<typeof SlotWait>;

export const TaskView = TaskSummary.extend({
  prompt: z.string(),
  /** What was attached to the prompt; one that was removed since is missing. */
  images: z.array(Attachment),
  auto_pr: z.boolean(),
  review_plan: z.boolean(),
  allow_read_only: z.boolean(),
  /** The limits that the task was given. */
  budget: TaskBudget,
  /** The current plan to be read as it is, a line for each step. */
  plan: z.string().nullable(),
  /** The same plan with all that belongs to it; approval names its `version`. */
  plan_document: Plan.nullable(),
  approved_version: z.int().nullable(),
  /** A line that says why, whenever `status` is `error`, and while the change of a failed step waits; else null. */
  error_message: z.string().nullable(),
  base_commit: z.string().nullable(),
  /** Names the change that `diff_stat` counts; null where there is none. */
  tree: z.string().nullable(),
  tests: TestComparison.nullable(),
  /** Since when the tests before the edits have been running; null while none do. */
  baseline_since: z.iso.datetime().nullable(),
  /** What stands against publishing the change as it is now. */
  objections: z.array(Objection),
  /** What the person who last published accepted of them. */
  accepted_objections: AcceptedObjections.nullable(),
  usage: TaskUsage,
  /** Milliseconds of work, without waiting for a person or a machine; what goes on since `working_since` is not in it. */
  worked_ms: z.int(),
  /** Since when it has been at work; null while it waits or has ended. */
  working_since: z.iso.datetime().nullable(),
  sandbox: SandboxLevel.extend({ state: SandboxState }),
  /** Null while the task has a machine, or needs none. */
  waiting_for_slot: SlotWait.nullable(),
  /** The change of a follow-up that was cancelled: still there to be read (`of=set_aside`). */
  set_aside: DiffStat.nullable(),
  /** It was cancelled while GitHub was being written to, and stops as soon as it is known what came of that. */
  stopping: z.boolean(),
  /** Commands that the current state accepts. */
  allowed: z.array(Command),
  /** Messages waiting for the agent's next turn. */
  pending_messages: z.int(),
  /** Last journal position; socket replay ends here. */
  head_seq: z.int(),
  /** Grows by one with every change of the task; a smaller one is old news. */
  version: z.int(),
});
export type TaskView = z.infer<typeof TaskView>;

/** The line for `error_message`. Pure. */
export const errorMessageOf = ({ state, error }: Pick<TaskView, "state" | "error">): string | null =>
  error?.message ?? (state === "cancelled" ? "The task was stopped" : null);

/** The task as its object knows it. */
export type TaskRun = Omit<TaskView, keyof TaskPlacement>;

export const TaskPage = z.object({ items: z.array(TaskSummary), next_cursor: z.string().nullable() });
export type TaskPage = z.infer<typeof TaskPage>;

/** Bodies of the commands. Each is sent with an `Idempotency-Key` header; the same key gives the same answer. */
export const ApprovePlan = z.object({ plan_version: z.int().positive(), base_commit: z.string().min(1) });
export type ApprovePlan = z.infer<typeof ApprovePlan>;
export const EditPlan = z.object({ parent_version: z.int().positive(), plan: PlanDraft });
export type EditPlan = z.infer<typeof EditPlan>;
export const RefinePlan = z.object({ text: UserText });
export type RefinePlan = z.infer<typeof RefinePlan>;
export const SendMessage = z.object({ text: UserText });
export type SendMessage = z.infer<typeof SendMessage>;

const SeenTree = z.string().regex(/^[0-9a-f]{40}$/, "must be the tree of the diff that was seen");

/**
 * `tree` of the diff that was seen; another change is not published. `accepted`: ids of the objections that the caller
 * has seen and publishes all the same.
 */
export const ApplyChanges = z.object({
  tree: SeenTree,
  accepted: z.array(z.string().max(200)).max(100, "at most 100 objections").default([]),
});
export type ApplyChanges = z.infer<typeof ApplyChanges>;

const Line = z.int().nonnegative();

/** One `@@` group of the diff, by the numbers in its header; a count that git leaves out is 1. */
export const HunkRef = z.object({ old_start: Line, old_lines: Line, new_start: Line, new_lines: Line });
export type HunkRef = z.infer<typeof HunkRef>;

/** A file of the diff, or some of its hunks. */
export const UndonePart = z.object({
  path: z.string().min(1).max(4096),
  hunks: z.array(HunkRef).min(1, "must name a hunk; leave it out for the whole file").max(1_000).optional(),
});
export type UndonePart = z.infer<typeof UndonePart>;

/** Takes parts of the change that was seen back, at once and without the agent; all of them or none. */
export const UndoChange = z.object({
  tree: SeenTree,
  parts: z.array(UndonePart).min(1, "must name a file").max(1_000),
});
export type UndoChange = z.infer<typeof UndoChange>;

/** Brings back what the last `undo` took. */
export const RedoChange = z.object({ tree: SeenTree.nullable() });
export type RedoChange = z.infer<typeof RedoChange>;

/** `command_id` of a running command of the timeline. */
export const StopCommand = z.object({ command_id: z.string().min(1).max(200) });
export type StopCommand = z.infer<typeof StopCommand>;

/** A command as the task object receives it. */
export const TaskCommand = z.discriminatedUnion("name", [
  z.object({ name: z.literal("approve"), body: ApprovePlan }),
  z.object({ name: z.literal("edit_plan"), body: EditPlan }),
  z.object({ name: z.literal("refine"), body: RefinePlan }),
  z.object({ name: z.literal("message"), body: SendMessage }),
  z.object({ name: z.literal("apply"), body: ApplyChanges }),
  z.object({ name: z.literal("undo"), body: UndoChange }),
  z.object({ name: z.literal("redo"), body: RedoChange }),
  z.object({ name: z.literal("skip_baseline") }),
  z.object({ name: z.literal("stop_command"), body: StopCommand }),
  z.object({ name: z.literal("cancel") }),
  z.object({ name: z.literal("retry") }),
]);
export type TaskCommand = z.infer<typeof TaskCommand>;

export const FileDiff = z.object({
  path: z.string(),
  status: z.enum(["added", "modified", "deleted"]),
  additions: z.int(),
  deletions: z.int(),
  binary: z.boolean(),
  /** Ids of the approved plan's steps that name this file. */
  plan_steps: z.array(z.string()),
  /** Outside the approved plan and neither a test nor a lock file. */
  out_of_plan: z.boolean(),
  /** A package manager that Verne ran wrote it, to fit the manifests. */
  machine_written: z.boolean(),
});
export type FileDiff = z.infer<typeof FileDiff>;

/** The whole change against `base_commit`. `patch` is what `git diff` prints. */
export const TaskDiff = z.object({
  base_commit: z.string().nullable(),
  /** Names exactly this change to `apply`; null where there is none, or none that can be published any more. */
  tree: z.string().nullable(),
  files: z.array(FileDiff),
  patch: z.string(),
});
export type TaskDiff = z.infer<typeof TaskDiff>;

/** Which change of a task: the one it has, or the one that a cancelled follow-up left behind. */
export const ChangeName = z.enum(["task", "set_aside"]);
export type ChangeName = z.infer<typeof ChangeName>;

/** A short-lived pass for one socket: `/ws/tasks/{id}?ticket=...&after=...`. */
export const SocketTicket = z.object({ ticket: z.string(), expires_at: z.iso.datetime() });
export type SocketTicket = z.infer<typeof SocketTicket>;
