/**
 * A user's commands to a task. Each is decided against the record and executed in one transaction; the idempotency key
 * makes a repeated request return the first answer.
 */
import {
  type Actor,
  type ApplyChanges,
  type ApprovePlan,
  type EditPlan,
  type ErrorCode,
  type ErrorDetail,
  type EventInput,
  isTerminal,
  type Objection,
  type Plan,
  type TaskCommand,
  type TaskRef,
} from "../protocol/index.ts";
import { openOf } from "./objections/gate.ts";
import { taskObjections } from "./objections/read-change.ts";
import { refOf } from "./out/view.ts";
import { type By, detailOf } from "./record/audit-trail.ts";
import type { Inbox } from "./record/inbox.ts";
import type { Clock, FireOptions, Life } from "./record/life.ts";
import { planLine } from "./record/messages.ts";
import { STOPPED_BY_USER, stopOptions } from "./record/published.ts";
import { emptyBudget, factsOf, type TaskRecord } from "./record/record.ts";
import { reproducedOf } from "./record/reproduced.ts";
import { allowedCommands, isRefusal, type Refusal, transition } from "./state-machine.ts";
import { carryOutUndo, type PreparedUndo, STALE, undoneNote } from "./undo.ts";
import { forgetFailures } from "./work/tests/failed-installs.ts";
import { editedCommands } from "./work/tests/plan-commands.ts";

export type CommandAnswer =
  | { ok: true; value: TaskRef }
  | { ok: false; code: ErrorCode; message: string; details?: ErrorDetail[] };

type RefusedAnswer = Extract<CommandAnswer, { ok: false }>;

/** Thrown to roll back the transaction of a refused command. */
class Refused extends Error {
  readonly answer: RefusedAnswer;

  constructor(answer: RefusedAnswer) {
    super(answer.message);
    this.answer = answer;
  }
}

/** How long an answer is kept for repeated requests. */
const ANSWER_KEPT_MS = 24 * 60 * 60_000;

export class Commands {
  private readonly sql: SqlStorage;
  private readonly life: Life;
  private readonly inbox: Inbox;
  private readonly clock: Clock;
  private readonly runsCommand: (commandId: string) => boolean;

  /** `runsCommand`: whether a command runs that the user may stop. */
  constructor(
    sql: SqlStorage,
    life: Life,
    inbox: Inbox,
    clock: Clock,
    runsCommand: (commandId: string) => boolean,
  ) {
    this.runsCommand = runsCommand;
    this.sql = sql;
    this.life = life;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** Never throws for an expected refusal: that is an answer. A key that was used for another command is refused. */
  execute(key: string, command: TaskCommand, by: By, prepared: PreparedUndo | null = null): CommandAnswer {
    const fingerprint = JSON.stringify(command);
    const known = this.sql
      .exec<{ fingerprint: string; body: string }>("SELECT fingerprint, body FROM answer WHERE key = ?", key)
      .toArray()[0];
    if (known)
      return known.fingerprint === fingerprint
        ? (JSON.parse(known.body) as CommandAnswer) // written below
        : {
            ok: false,
            code: "idempotency_conflict",
            message: "this Idempotency-Key was used for another command",
          };
    try {
      return this.life.transact(() => {
        const refusal = this.life.as(by.actor, () => this.perform(command, by.actor, prepared));
        // Refusals are not stored: the same request may be valid later.
        if (refusal) throw new Refused(refusal);
        const answer: CommandAnswer = { ok: true, value: refOf(this.life.record) };
        this.life.note(by, `task.${command.name}`, detailOf(command));
        this.keep(key, fingerprint, answer);
        return answer;
      });
    } catch (error) {
      if (error instanceof Refused) return error.answer;
      throw error;
    }
  }

  private keep(key: string, fingerprint: string, answer: CommandAnswer): void {
    const now = this.clock.now();
    this.sql.exec("DELETE FROM answer WHERE at < ?", now - ANSWER_KEPT_MS);
    this.sql.exec(
      "INSERT INTO answer(key, fingerprint, body, at) VALUES (?, ?, ?, ?)",
      key,
      fingerprint,
      JSON.stringify(answer),
      now,
    );
  }

  /** Whether a command would restart a task that has ended. */
  starts(key: string, command: TaskCommand): boolean {
    const { record } = this.life;
    if (!isTerminal(record.state) || command.name === "stop_command") return false;
    // A repeated request returns the stored answer and starts nothing.
    if (this.sql.exec("SELECT 1 FROM answer WHERE key = ?", key).toArray().length > 0) return false;
    return allowedCommands(record.state, factsOf(record)).includes(command.name);
  }

  /** Writes no event: the title is not part of the task's work. */
  rename(title: string): true {
    this.life.update((record) => {
      record.title = title;
      record.titledBy = "user";
    });
    return true;
  }

  /** Starts the next round with the messages that waited in the inbox, attributed to the last sender. */
  continueWith(messages: readonly { text: string; actor: Actor }[]): void {
    const last = messages.at(-1);
    if (!last) return;
    const text = messages.map((message) => message.text).join("\n\n");
    const refines = this.life.record.state === "awaiting_approval";
    const refusal = this.life.as(last.actor, () =>
      refines ? this.refine(text, []) : this.followUp(text, { events: [] }),
    );
    if (refusal) throw new Error(`a waiting message was refused: ${refusal.message}`);
    this.inbox.settle();
  }

  /** Starts the next round when a message came after the agent's last turn. */
  continueWithWaiting(): void {
    const { state, failure } = this.life.record;
    if (state !== "awaiting_approval" && state !== "reviewing" && state !== "complete") return;
    // After a failure the user decides first: the message was written before it.
    if (failure !== null) return;
    this.continueWith(this.inbox.take());
  }

  private perform(command: TaskCommand, actor: Actor, prepared: PreparedUndo | null): RefusedAnswer | null {
    switch (command.name) {
      case "approve":
        return this.approve(command.body);
      case "edit_plan":
        return this.editPlan(command.body);
      case "refine":
        return this.refine(command.body.text);
      case "message":
        return this.message(command.body.text);
      case "apply":
        return this.publish(command.body, actor);
      case "undo":
      case "redo":
        return carryOutUndo(this.life, command, prepared);
      case "skip_baseline":
        return this.skipBaseline();
      case "stop_command":
        return this.stopCommand(command.body.command_id);
      case "cancel":
        return this.cancel();
      case "retry":
        return refused(
          this.life.fire("retry_requested", {
            reason: "retried by the user",
            change: startAnew,
            before: () => {
              this.inbox.giveBack();
              forgetFailures(this.life);
            },
          }),
        );
    }
  }

  private approve(body: ApprovePlan): RefusedAnswer | null {
    const { record } = this.life;
    const stale = this.staleness(record, body.plan_version);
    if (stale) return stale;
    if (body.base_commit !== record.baseCommit)
      return { ok: false, code: "stale_plan", message: "the plan was made for another base commit" };
    return refused(
      this.life.fire("plan_approved", {
        change: (draft) => {
          draft.approvedVersion = body.plan_version;
        },
        events: [
          {
            type: "plan_approved",
            message: `Plan version ${body.plan_version} approved`,
            data: { version: body.plan_version, by: "user" },
          },
        ],
      }),
    );
  }

  /** Only records that the baseline is skipped; the object aborts the running tests. */
  private skipBaseline(): RefusedAnswer | null {
    const { record } = this.life;
    if (isTerminal(record.state) || record.baselineSince === null)
      return { ok: false, code: "invalid_state", message: "no tests run before the edits now" };
    this.life.update(
      (draft) => {
        draft.baselineSince = null;
        draft.baselineSkipped = true;
      },
      [
        {
          type: "warning",
          message: "The tests before the edits were skipped; there will be nothing to compare with",
          data: { code: "baseline_skipped", detail: null },
        },
      ],
    );
    return null;
  }

  /** Only checks that it runs; the object ends it. */
  private stopCommand(commandId: string): RefusedAnswer | null {
    if (this.runsCommand(commandId)) return null;
    return { ok: false, code: "invalid_state", message: `command_id: ${commandId} does not run (any more)` };
  }

  /** The request names the tree that its sender saw; serious objections have to be accepted by name. */
  private publish({ tree, accepted }: ApplyChanges, actor: Actor): RefusedAnswer | null {
    const { record } = this.life;
    const move = transition(record.state, "publish_requested", factsOf(record));
    if (isRefusal(move)) return refused(move);
    if (tree !== record.tree) return STALE;
    const objections = taskObjections(this.life);
    const open = openOf(objections, accepted);
    if (open.length > 0)
      return {
        ok: false,
        code: "objections_open",
        message: openMessage(open),
        details: open.map(({ id, message }) => ({ path: "accepted", message: `${id}: ${message}` })),
      };
    const by = "login" in actor ? actor.login : null;
    const ids = objections.map(({ id }) => id).filter((id) => accepted.includes(id));
    return refused(
      this.life.fire("publish_requested", {
        change: (draft) => {
          draft.seenTree = tree;
          startAnew(draft);
          draft.accepted = { ids, by, at: new Date(this.clock.now()).toISOString() };
        },
      }),
    );
  }

  private editPlan(body: EditPlan): RefusedAnswer | null {
    const { record } = this.life;
    const move = transition(record.state, "plan_edited", factsOf(record));
    if (isRefusal(move)) return refused(move);
    const stale = this.staleness(record, body.parent_version);
    if (stale) return stale;
    const parent = this.life.plan(body.parent_version);
    if (!parent) return { ok: false, code: "stale_plan", message: "that plan version does not exist" };
    const plan: Plan = {
      ...body.plan,
      version: parent.version + 1,
      parent_version: parent.version,
      author: "user",
      base_commit: parent.base_commit,
      ...editedCommands(parent, body.plan.chosen_commands),
      notes: parent.notes,
      ...(body.plan.reproduction ? { reproduced: reproducedOf(this.life, body.plan.reproduction) } : {}),
      estimate: null,
      created_at: new Date(this.clock.now()).toISOString(),
    };
    return refused(
      this.life.fire("plan_edited", {
        change: (draft) => {
          draft.planVersion = plan.version;
        },
        before: () => this.life.addPlan(plan),
        events: [{ type: "plan", message: planLine(plan, true), data: { plan } }],
      }),
    );
  }

  private refine(text: string, events = this.said(text)): RefusedAnswer | null {
    return refused(
      this.life.fire("refine_requested", {
        change: (draft) => {
          draft.refinement = text;
        },
        events,
      }),
    );
  }

  private cancel(): RefusedAnswer | null {
    const { record } = this.life;
    // During writes to GitHub the step stops by itself at a safe point and then decides what follows.
    const later = record.state === "publishing" && record.writing;
    return refused(this.life.fire("cancel_requested", later ? {} : stopOptions(this.life, STOPPED_BY_USER)));
  }

  /** A message starts work at once if the task waits or has ended; otherwise it waits for the agent's next turn. */
  private message(text: string): RefusedAnswer | null {
    const { record } = this.life;
    if (record.state === "awaiting_approval") return this.refine(text);
    if (isRefusal(transition(record.state, "follow_up", factsOf(record)))) {
      this.inbox.add(text);
      return null;
    }
    // Messages that a failed or cancelled step had read were not answered: put them back.
    return this.followUp(text, { before: () => this.inbox.giveBack() });
  }

  /** Starts the next round of edits, or another plan (the first one, if none was approved yet). */
  private followUp(
    text: string,
    { events = this.said(text), before }: Pick<FireOptions, "events" | "before">,
  ): RefusedAnswer | null {
    const { record } = this.life;
    const move = transition(record.state, "follow_up", factsOf(record));
    const to = isRefusal(move) ? null : move.state;
    // The first plan step reads the text from the inbox like any other message.
    const waits = to !== "applying" && to !== "planning";
    return refused(
      this.life.fire("follow_up", {
        change: (draft) => {
          if (to === "applying")
            draft.round = { kind: "follow_up", n: draft.round.n + 1, text: undoneNote(this.life) + text };
          draft.undone = [];
          if (to === "planning")
            draft.refinement = [draft.refinement, text].filter((part) => part).join("\n\n");
          startAnew(draft);
        },
        before: () => {
          before?.();
          if (waits) this.inbox.add(text);
        },
        events: waits ? [] : events,
      }),
    );
  }

  private said(text: string): EventInput[] {
    return [
      {
        type: "user_message",
        message: text.slice(0, 200),
        data: { message_id: this.clock.id(), text, queued: false },
      },
    ];
  }

  private staleness(record: TaskRecord, version: number): RefusedAnswer | null {
    if (record.state !== "awaiting_approval" || version === record.planVersion) return null;
    return {
      ok: false,
      code: "stale_plan",
      message: `the plan is now at version ${record.planVersion}; you saw version ${version}`,
    };
  }
}

function openMessage(open: readonly Objection[]): string {
  const blocking = open.filter((objection) => objection.blocking);
  const lead = blocking.length > 0 ? "nobody can accept this" : "accept what stands against the change first";
  return `${lead}: ${(blocking.length > 0 ? blocking : open).map(({ message }) => message).join("; ")}`;
}

const refused = (refusal: Refusal | null): RefusedAnswer | null =>
  refusal && { ok: false, code: "invalid_state", message: refusal.refused };

/** Resets budget, repairs and working time, because the user has decided something. */
function startAnew(record: TaskRecord): void {
  record.budget = emptyBudget();
  record.repairs = 0;
  record.activeMs = 0;
}
