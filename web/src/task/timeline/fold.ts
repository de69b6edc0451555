import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { StepKind, TaskEvent } from "../../../../worker/protocol/index.ts";
import { isOver } from "../../ui/state-words.ts";
import type { Approval, CommandItem, Entry, StepEntry, StepItem } from "./entries.ts";

export type { Entry } from "./entries.ts";

const MAX_TAIL_CHARS = 1_500;
/** The steps in which the agent thinks: tools, edits and texts of an event without a step belong to them. */
const AGENT_STEPS = new Set<StepKind>(["analyze", "plan", "apply"]);

/** Appends what `events` (in journal order) add to the timeline. Untouched entries keep their identity. */
export function foldTimeline(timeline: readonly Entry[], events: readonly TaskEvent[]): readonly Entry[] {
  if (events.length === 0) return timeline;
  const entries = [...timeline];
  for (const event of events) foldEvent(entries, event);
  return entries;
}

function foldEvent(entries: Entry[], event: TaskEvent): void {
  const base = { id: `${event.type}-${event.seq}`, at: event.timestamp, by: event.actor };
  switch (event.type) {
    case "step_started": {
      const { step, attempt } = event.data;
      if (step === "cleanup") return; // of interest only when it fails
      interrupt(entries, event.timestamp, (entry) => entry.step === step);
      entries.push({ ...base, kind: "step", step, attempt, ended: null, items: [], tokens: 0 });
      return;
    }
    case "step_finished": {
      const { step, ok, duration_ms, will_retry } = event.data;
      const ended = { ok, durationMs: duration_ms, willRetry: will_retry };
      if (step === "cleanup") {
        if (!ok)
          entries.push({
            ...base,
            kind: "warning",
            code: "cleanup_failed",
            text: event.message,
            detail: null,
          });
        return;
      }
      updateStep(
        entries,
        (entry) => entry.step === step && entry.ended === null,
        (entry) => ({ ...entry, ended }),
      );
      return;
    }
    case "plan":
      entries.push({ ...base, kind: "plan", plan: event.data.plan, approvedBy: null });
      return;
    case "plan_approved":
      approvePlan(entries, event.data.version, event.data.by === "user" ? event.actor : event.data.by);
      return;
    case "scope_exceeded":
      entries.push({ ...base, kind: "scope", version: event.data.version, paths: event.data.paths });
      return;
    case "user_message": {
      const { message_id, text, queued } = event.data;
      answerQuestions(entries);
      entries.push({
        ...base,
        id: messageEntryId(message_id),
        kind: "message",
        text,
        actor: event.actor,
        queued,
      });
      return;
    }
    case "user_message_taken":
      takeMessages(entries, event.data.message_ids);
      return;
    case "evidence":
      entries.push({ ...base, kind: "evidence", comparison: event.data.comparison });
      return;
    case "second_reading":
      entries.push({ ...base, kind: "reading", reading: event.data.reading });
      return;
    case "diff":
      entries.push({ ...base, kind: "diff", ...event.data });
      return;
    case "pull_request": {
      const { url, number, branch, draft } = event.data;
      entries.push({ ...base, kind: "pull_request", url, number, branch, draft });
      return;
    }
    case "sandbox":
      entries.push({ ...base, kind: "sandbox", ...event.data });
      return;
    case "warning":
      entries.push({ ...base, kind: "warning", text: event.message, ...event.data });
      return;
    case "egress_denied": {
      const { host, port, rule, allow } = event.data;
      const text = `No connection to ${host}${port === 443 ? "" : `:${port}`}`;
      entries.push({ ...base, kind: "denied", text, rule, allow });
      return;
    }
    case "limit_hit":
      entries.push({ ...base, kind: "warning", code: event.type, text: event.message, detail: null });
      return;
    case "undone":
      entries.push({ ...base, kind: "note", text: event.message });
      return;
    case "error":
      entries.push({ ...base, kind: "error", text: event.message, code: event.data.code });
      return;
    case "state":
      if (isOver(event.data.to)) interrupt(entries, event.timestamp, () => true);
      noteDecision(entries, event, base);
      if (event.data.to === "cancelled" || (event.data.to === "complete" && !hasPullRequest(entries))) {
        entries.push({ ...base, kind: "end", state: event.data.to, text: event.message });
      }
      return;
    case "question":
      entries.push({ ...base, kind: "question", questions: event.data.questions, answered: false });
      return;
    case "usage": {
      const { input_tokens, output_tokens } = event.data.usage;
      updateStep(
        entries,
        (entry) => entry.ended === null && AGENT_STEPS.has(entry.step),
        (entry) => ({ ...entry, tokens: entry.tokens + input_tokens + output_tokens }),
      );
      return;
    }
    case "log_truncated":
      return;
    default:
      foldStepEvent(entries, event, base);
  }
}

type StepEvent = Extract<
  TaskEvent,
  {
    type:
      | "log"
      | "command_started"
      | "command_finished"
      | "tool"
      | "edit"
      | "agent_text"
      | "context"
      | "tests"
      | "plan_step"
      | "learned";
  }
>;

function foldStepEvent(entries: Entry[], event: StepEvent, base: { id: string; at: string }): void {
  switch (event.type) {
    case "command_started": {
      const { step, command_id, command, purpose = "", stoppable = false } = event.data;
      addItem(entries, step, {
        ...base,
        kind: "command",
        commandId: command_id,
        command: revealAll(command),
        purpose: revealAll(purpose),
        stoppable,
        tail: "",
        ended: null,
      });
      return;
    }
    case "log": {
      const { command_id, text, step } = event.data;
      if (command_id === null) return;
      updateCommand(entries, step, command_id, (item) => ({
        ...item,
        tail: (item.tail + text).slice(-MAX_TAIL_CHARS),
      }));
      return;
    }
    case "command_finished": {
      const { step, command_id, exit_code, timed_out, duration_ms } = event.data;
      const ended = { exitCode: exit_code, timedOut: timed_out, durationMs: duration_ms };
      updateCommand(entries, step, command_id, (item) => ({ ...item, ended }));
      return;
    }
    case "tool":
      addItem(entries, null, { ...base, kind: "tool", ...event.data });
      return;
    case "edit":
      addItem(entries, null, { ...base, kind: "edit", ...event.data });
      return;
    case "agent_text":
      addItem(entries, null, { ...base, kind: "text", text: event.data.text });
      return;
    case "context": {
      const { languages, files, test_command } = event.data;
      addItem(entries, "analyze", { ...base, kind: "context", languages, files, testCommand: test_command });
      return;
    }
    case "plan_step":
      foldPlanStep(entries, event.data, base);
      return;
    case "learned":
      addItem(entries, null, { ...base, kind: "learned", what: event.data.kind, text: event.data.text });
      return;
    case "tests": {
      const step = TESTS_STEP[event.data.phase];
      addItem(entries, step, { ...base, kind: "tests", ...event.data });
      return;
    }
    default:
      // A newer Worker may send a type that this app does not know yet.
      entries.push({ ...base, kind: "note", text: (event as TaskEvent).message }); // every event has a message
  }
}

/** What a person decided and no other entry tells: going on after a failure, and publishing. */
function noteDecision(
  entries: Entry[],
  { actor, data }: Extract<TaskEvent, { type: "state" }>,
  base: { id: string; at: string },
): void {
  if (actor.kind === "system" || actor.kind === "agent") return;
  if (data.to === "publishing") entries.push({ ...base, kind: "note", text: "Pull request asked for" });
  else if (data.reason === "retried by the user") entries.push({ ...base, kind: "note", text: "Retried" });
}

/** Where a report belongs: those between plan steps to the step that is at work. */
const TESTS_STEP = { baseline: "baseline", step: null, own: "test", after: "test" } as const;

/** With a pull request, its card says that the task is complete, and no line does. */
const hasPullRequest = (entries: readonly Entry[]): boolean =>
  entries.some((entry) => entry.kind === "pull_request");

/** The entry of a message. The page shows its own copy until the event with this id arrives. */
export const messageEntryId = (messageId: string): string => `message-${messageId}`;

/** A question counts as answered after the next message of the user. */
function answerQuestions(entries: Entry[]): void {
  entries.forEach((entry, index) => {
    if (entry.kind === "question" && !entry.answered) entries[index] = { ...entry, answered: true };
  });
}

/** The start of a plan step is a line of its own; its end marks that line. */
function foldPlanStep(
  entries: Entry[],
  data: Extract<TaskEvent, { type: "plan_step" }>["data"],
  base: { id: string; at: string },
): void {
  const { id: stepId, status, title } = data;
  const isOpen = (item: StepItem) =>
    item.kind === "plan_step" && item.stepId === stepId && item.status === "started";
  const end = (item: StepItem): StepItem =>
    item.kind === "plan_step" && isOpen(item) ? { ...item, status } : item;
  const holds = (entry: StepEntry) => entry.items.some(isOpen);
  const ends = status !== "started";
  if (ends && updateStep(entries, holds, (entry) => ({ ...entry, items: entry.items.map(end) }))) return;
  addItem(entries, null, { ...base, kind: "plan_step", stepId, title, status });
}

function approvePlan(entries: Entry[], version: number, approvedBy: Approval): void {
  const index = entries.findLastIndex((entry) => entry.kind === "plan" && entry.plan.version === version);
  const entry = entries[index];
  if (entry?.kind === "plan") entries[index] = { ...entry, approvedBy };
}

function takeMessages(entries: Entry[], messageIds: readonly string[]): void {
  const taken = new Set(messageIds.map(messageEntryId));
  entries.forEach((entry, index) => {
    if (entry.kind === "message" && taken.has(entry.id)) entries[index] = { ...entry, queued: false };
  });
}

/** Marks running steps as interrupted: they were killed without a final event. */
function interrupt(entries: Entry[], at: string, matches: (entry: StepEntry) => boolean): void {
  entries.forEach((entry, index) => {
    if (entry.kind !== "step" || entry.ended !== null || !matches(entry)) return;
    const durationMs = Math.max(0, Date.parse(at) - Date.parse(entry.at));
    entries[index] = { ...entry, ended: { ok: false, durationMs, willRetry: false, interrupted: true } };
  });
}

function updateStep(
  entries: Entry[],
  matches: (entry: StepEntry) => boolean,
  change: (entry: StepEntry) => StepEntry,
): boolean {
  const index = entries.findLastIndex((entry) => entry.kind === "step" && matches(entry));
  const entry = entries[index];
  if (entry?.kind !== "step") return false;
  entries[index] = change(entry);
  return true;
}

/** Puts `item` under the last run of `step`, or, without one, under the agent's current step. */
function addItem(entries: Entry[], step: StepKind | null, item: StepItem): void {
  const add = (entry: StepEntry): StepEntry => ({ ...entry, items: [...entry.items, item] });
  if (step !== null && updateStep(entries, (entry) => entry.step === step, add)) return;
  if (updateStep(entries, (entry) => entry.ended === null && AGENT_STEPS.has(entry.step), add)) return;
  if (updateStep(entries, (entry) => AGENT_STEPS.has(entry.step), add)) return;
  if (item.kind === "text") entries.push({ id: item.id, at: item.at, kind: "note", text: item.text });
}

function updateCommand(
  entries: Entry[],
  step: StepKind,
  commandId: string,
  change: (item: CommandItem) => CommandItem,
): void {
  const holds = (item: StepItem): item is CommandItem =>
    item.kind === "command" && item.commandId === commandId;
  updateStep(
    entries,
    (entry) => entry.step === step && entry.items.some(holds),
    (entry) => ({ ...entry, items: entry.items.map((item) => (holds(item) ? change(item) : item)) }),
  );
}
