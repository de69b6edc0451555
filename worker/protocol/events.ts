import { z } from "zod";
import { Actor } from "./actor.ts";
import { EgressHost, EgressPhase } from "./egress.ts";
import { FailureCode } from "./errors.ts";
import { Plan } from "./plan.ts";
import { SecondReading } from "./second-reading.ts";
import { Isolation, Stage, StepKind, TaskState } from "./state.ts";
import { TestComparison, TestReport } from "./tests.ts";

const Base = z.object({
  task_id: z.uuid(),
  /** Position in the task's journal: 1, 2, 3 ... with no gap. Resume with `after=<last seq>`. */
  seq: z.int().positive(),
  timestamp: z.iso.datetime(),
  stage: Stage,
  /** One line for a human; never empty. */
  message: z.string(),
});

const event = <T extends string, D extends z.ZodRawShape>(type: T, data: D) =>
  Base.extend({ type: z.literal(type), data: z.object(data), actor: Actor });

/** Tokens of one model call. `cost_usd` is null where the price is not known. */
export const Usage = z.object({
  input_tokens: z.int(),
  output_tokens: z.int(),
  cached_input_tokens: z.int(),
  cost_usd: z.number().nullable(),
});
export type Usage = z.infer<typeof Usage>;

/** What a task has used: of models, and of the sandbox by commands of the model. */
export const TaskUsage = Usage.extend({
  /** Commands that the model started. */
  commands: z.int(),
  /** Time of those that ended. */
  command_ms: z.int(),
});
export type TaskUsage = z.infer<typeof TaskUsage>;

export const TaskEvent = z.discriminatedUnion("type", [
  event("state", { from: TaskState.nullable(), to: TaskState, reason: z.string().nullable() }),
  event("step_started", { step: StepKind, step_id: z.string(), attempt: z.int() }),
  event("step_finished", {
    step: StepKind,
    step_id: z.string(),
    ok: z.boolean(),
    duration_ms: z.number(),
    will_retry: z.boolean(),
  }),
  /** `text` is a piece of a stream, at most 16 KB, not cut into lines. */
  event("log", {
    step: StepKind,
    command_id: z.string().nullable(),
    stream: z.enum(["stdout", "stderr", "system"]),
    text: z.string(),
  }),
  event("log_truncated", { step: StepKind, command_id: z.string().nullable(), dropped_bytes: z.int() }),
  /** `purpose`: of a command of the agent, in its words. `stoppable`: the user may end it (`stop-command`). */
  event("command_started", {
    step: StepKind,
    command_id: z.string(),
    command: z.string(),
    purpose: z.string().optional(),
    stoppable: z.boolean().optional(),
  }),
  event("command_finished", {
    step: StepKind,
    command_id: z.string(),
    command: z.string(),
    exit_code: z.int().nullable(),
    timed_out: z.boolean(),
    duration_ms: z.number(),
  }),
  event("sandbox", { isolation: Isolation, note: z.string().nullable() }),
  /** The repository card: what the agent knows before it reads a file. */
  event("context", {
    languages: z.array(z.object({ name: z.string(), files: z.int() })),
    files: z.int(),
    top_files: z.array(z.string()),
    install_command: z.string().nullable(),
    test_command: z.string().nullable(),
  }),
  event("plan", { plan: Plan }),
  event("plan_approved", { version: z.int(), by: z.enum(["user", "creation_option"]) }),
  /** The agent needed files outside the approved plan; plan version `version` lists them and waits. */
  event("scope_exceeded", { version: z.int(), paths: z.array(z.string()) }),
  /** The agent cannot go on without an answer; the task waits. */
  event("question", { questions: z.array(z.string()) }),
  /** One step of a plan that is carried out step by step. `not_done`: it left planned files as they were. */
  event("plan_step", { id: z.string(), status: z.enum(["started", "done", "not_done"]), title: z.string() }),
  /** Something worth knowing next time in this repository. */
  event("learned", { kind: z.enum(["command", "convention"]), text: z.string() }),
  event("tool", {
    tool: z.string(),
    target: z.string(),
    ok: z.boolean(),
    detail: z.string().nullable(),
  }),
  event("edit", {
    path: z.string(),
    action: z.enum(["create", "modify", "delete"]),
    additions: z.int(),
    deletions: z.int(),
    /** Unified hunks of this edit alone, cut to 4 KB. */
    patch: z.string(),
    plan_step: z.string().nullable(),
  }),
  event("agent_text", { text: z.string() }),
  event("user_message", { message_id: z.string(), text: z.string(), queued: z.boolean() }),
  event("user_message_taken", { message_ids: z.array(z.string()) }),
  /** One model call. `calls` counts the task's calls so far, `duration_ms` is the whole answer's. */
  event("usage", {
    model: z.string(),
    provider: z.string().optional(),
    usage: Usage,
    calls: z.int(),
    duration_ms: z.number().optional(),
  }),
  /** `step`: the tests that belong to a plan step; `own`: those of the changed files, before the whole suite. */
  event("tests", { phase: z.enum(["baseline", "step", "own", "after"]), report: TestReport }),
  event("evidence", { comparison: TestComparison }),
  /** A second reader looked at the change. */
  event("second_reading", { reading: SecondReading }),
  event("diff", {
    files: z.int(),
    additions: z.int(),
    deletions: z.int(),
    /** The tree with the change; null when it equals the base again. */
    tree: z.string().nullable(),
  }),
  /** Somebody took these parts of the change back (`undo`), or brought back what was taken last (`redo`). */
  event("undone", { paths: z.array(z.string()), back: z.boolean() }),
  event("pull_request", {
    url: z.string(),
    number: z.int(),
    branch: z.string(),
    commit: z.string(),
    draft: z.boolean(),
  }),
  /** The network policy of a phase refused a connection: `rule` says which, `allow` what an allow-list lacks for it. */
  event("egress_denied", {
    phase: EgressPhase,
    host: z.string(),
    port: z.int(),
    rule: z.string(),
    allow: EgressHost.nullable(),
  }),
  /** A command was ended because its task used more than it may. */
  event("limit_hit", { step: StepKind, limit: z.string(), detail: z.string() }),
  event("warning", { code: z.string(), detail: z.string().nullable() }),
  event("error", { code: FailureCode, step: StepKind.nullable() }),
]);
export type TaskEvent = z.infer<typeof TaskEvent>;
export type TaskEventType = TaskEvent["type"];

/** What a producer hands to the journal; it adds task id, seq, timestamp, stage and actor. */
export type EventInput = {
  [T in TaskEventType]: {
    type: T;
    message: string;
    data: Extract<TaskEvent, { type: T }>["data"];
    /** At most one event with this key is ever kept. */
    dedupe?: string;
  };
}[TaskEventType];

const Envelope = Base.extend({ seq: z.int().nonnegative() });

/** Several events in one frame. The envelope repeats the last one, so that a simple client can show it as it is. */
export const BatchFrame = Envelope.extend({
  type: z.literal("batch"),
  data: z.object({ items: z.array(TaskEvent) }),
});

/** Sent once replay has caught up: everything after this frame is live. `seq` is the head. */
export const LiveFrame = Envelope.extend({
  type: z.literal("live"),
  data: z.object({ head: z.int(), state: TaskState }),
});

export const SocketFrame = z.union([TaskEvent, BatchFrame, LiveFrame]);
export type SocketFrame = z.infer<typeof SocketFrame>;

/** What a client may send: an acknowledgement every 100 events or so. The text `ping` is answered with `pong`. */
export const ClientFrame = z.object({ type: z.literal("ack"), seq: z.int().nonnegative() });
export type ClientFrame = z.infer<typeof ClientFrame>;

/** A page of the journal ends at this size: of the JSON of its events, in UTF-8. An event that is larger comes alone. */
export const PAGE_BYTES = 512_000;

/** Page of the journal over plain HTTP. */
export const EventPage = z.object({ items: z.array(TaskEvent), head: z.int() });
export type EventPage = z.infer<typeof EventPage>;
