import { createSignal } from "solid-js";
import { ALLOWED_AT_WORK, COMMAND_MOVES, RESUME } from "../../../../worker/protocol/command-moves.ts";
import type {
  ApplyChanges,
  ApprovePlan,
  Command,
  EditPlan,
  PlanDraft,
  RedoChange,
  RefinePlan,
  SendMessage,
  StepKind,
  TaskRef,
  TaskState,
  TaskView,
  UndoChange,
} from "../../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, request } from "../../api/client.ts";
import { queryClient, taskKey } from "../../api/queries.ts";

const MOVES: Partial<Record<Command, { to: TaskState }>> = COMMAND_MOVES;

/** The state that the command leads to, by the table of the state machine; null where only the Worker knows. */
function stateAfter(command: Command, { error }: TaskView): TaskState | null {
  if (command !== "retry") return MOVES[command]?.to ?? null;
  return RESUME[error?.step as StepKind] ?? null; // the protocol calls it a string; another one is not in the table
}

/** What the page shows at once, before the Worker has confirmed the command; null where it stays as it is. */
function expectedAfter(command: Command, view: TaskView): TaskView | null {
  const state = stateAfter(command, view);
  // The failure that stopped the task before is settled.
  return state && { ...view, state, allowed: [...ALLOWED_AT_WORK], error: null };
}

/** The title of a failure, by command. */
export const COMMAND_FAILED: Record<Command, string> = {
  approve: "The plan was not approved.",
  edit_plan: "The plan was not saved.",
  refine: "The request to refine was not sent.",
  message: "The message was not sent.",
  apply: "The pull request was not opened.",
  undo: "Nothing was undone.",
  redo: "Nothing was brought back.",
  skip_baseline: "The tests before the edits were not skipped.",
  cancel: "The task was not stopped.",
  retry: "The task was not restarted.",
};

export interface TaskCommands {
  /** The command that is on its way; one at a time. */
  pending(): Command | null;
  /** The message that is on its way to the agent; null when none is. */
  outgoing(): string | null;
  failure(): { command: Command; failure: ApiFailure } | null;
  dismiss(): void;
  approve(view: TaskView): Promise<boolean>;
  /** Saves `plan` as a new version, then approves that version. */
  approveEdited(parentVersion: number, plan: PlanDraft): Promise<boolean>;
  editPlan(parentVersion: number, plan: PlanDraft): Promise<boolean>;
  refine(text: string): Promise<boolean>;
  message(text: string): Promise<boolean>;
  /** Opens the pull request of the change that the page shows; `accepted` are ids of objections. */
  publish(changes: ApplyChanges): Promise<boolean>;
  /** Takes parts of the change back, without the agent. */
  undo(parts: UndoChange): Promise<boolean>;
  redo(seen: RedoChange): Promise<boolean>;
  /** Ends the tests before the edits; nothing will be compared with. */
  skip_baseline(): Promise<boolean>;
  cancel(): Promise<boolean>;
  retry(): Promise<boolean>;
}

/**
 * The commands of one task over HTTP, each with an idempotency key. The page changes at once; a refused
 * command puts it back and leaves its reason in `failure()`. Each call gives true when it was accepted.
 */
export function createTaskCommands(taskId: string): TaskCommands {
  const [pending, setPending] = createSignal<Command | null>(null);
  const [failure, setFailure] = createSignal<{ command: Command; failure: ApiFailure } | null>(null);
  const [outgoing, setOutgoing] = createSignal<string | null>(null);
  const key = taskKey(taskId);
  const path = (name: string) => `/api/tasks/${encodeURIComponent(taskId)}/${name}`;

  const run = async (
    command: Command,
    send: (idempotencyKey: string) => Promise<unknown>,
  ): Promise<boolean> => {
    if (pending() !== null) return false;
    setFailure(null);
    setPending(command);
    await queryClient.cancelQueries({ queryKey: key });
    const before = queryClient.getQueryData<TaskView>(key);
    const expected = before ? expectedAfter(command, before) : null;
    if (expected) queryClient.setQueryData<TaskView>(key, expected);
    try {
      await send(crypto.randomUUID());
      return true;
    } catch (error) {
      if (expected) queryClient.setQueryData<TaskView>(key, before);
      setFailure({ command, failure: asFailure(error) });
      return false;
    } finally {
      await queryClient.invalidateQueries({ queryKey: key }).catch(() => undefined);
      setPending(null);
    }
  };

  const post = (name: string, body?: unknown) => (idempotencyKey: string) =>
    request<TaskRef>(path(name), { method: "POST", body: body ?? {}, idempotencyKey });
  const putPlan = (parentVersion: number, plan: PlanDraft) => (idempotencyKey: string) =>
    request<TaskRef>(path("plan"), {
      method: "PUT",
      body: { parent_version: parentVersion, plan } satisfies EditPlan,
      idempotencyKey,
    });

  const approve = (view: TaskView): Promise<boolean> => {
    const { plan_document: plan } = view;
    if (!plan) return Promise.resolve(false);
    const body: ApprovePlan = { plan_version: plan.version, base_commit: plan.base_commit };
    return run("approve", post("approve", body));
  };

  return {
    pending,
    outgoing,
    failure,
    dismiss: () => setFailure(null),
    approve,
    editPlan: (parentVersion, plan) => run("edit_plan", putPlan(parentVersion, plan)),
    approveEdited: async (parentVersion, plan) => {
      if (!(await run("edit_plan", putPlan(parentVersion, plan)))) return false;
      const saved = queryClient.getQueryData<TaskView>(key);
      return saved?.plan_document?.parent_version === parentVersion ? approve(saved) : false;
    },
    refine: (text) => run("refine", post("refine", { text } satisfies RefinePlan)),
    message: async (text) => {
      if (pending() !== null) return false;
      setOutgoing(text);
      const accepted = await run("message", post("messages", { text } satisfies SendMessage));
      setOutgoing(null);
      return accepted;
    },
    publish: (changes) => run("apply", post("apply", changes)),
    undo: (parts) => run("undo", post("undo", parts)),
    redo: (seen) => run("redo", post("redo", seen)),
    skip_baseline: () => run("skip_baseline", post("skip-baseline")),
    cancel: () => run("cancel", post("cancel")),
    retry: () => run("retry", post("retry")),
  };
}

const refuse = (): Promise<boolean> => Promise.resolve(false);

/** The commands of a page that only reads. */
export const NO_COMMANDS: TaskCommands = {
  pending: () => null,
  outgoing: () => null,
  failure: () => null,
  dismiss: () => undefined,
  approve: refuse,
  approveEdited: refuse,
  editPlan: refuse,
  refine: refuse,
  message: refuse,
  publish: refuse,
  undo: refuse,
  redo: refuse,
  skip_baseline: refuse,
  cancel: refuse,
  retry: refuse,
};
