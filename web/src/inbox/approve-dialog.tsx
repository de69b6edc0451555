import { Dialog } from "@kobalte/core/dialog";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, For, Match, Show, Switch } from "solid-js";
import type { ApprovePlan, RefinePlan, TaskRef, TaskSummary } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, request } from "../api/client.ts";
import { queryClient, taskQuery } from "../api/queries.ts";
import { AnswerForm } from "../task/questions/answer-form.tsx";
import { Button, linkButton } from "../ui/button.tsx";
import { MarkdownLine } from "../ui/markdown.tsx";
import { Modal } from "../ui/modal.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { showToast } from "../ui/toast.ts";
import { setPending } from "./pending.ts";

/** Shows what would be approved, and approves exactly that on a second press. */
export default function ApproveDialog(props: { task: TaskSummary; onClose: () => void }) {
  // Read once: after `onClose` there is no task to read from.
  const { task_id: id, title } = props.task;
  const path = `/api/tasks/${encodeURIComponent(id)}`;
  const task = createQuery(() => ({ ...taskQuery(id), staleTime: 0 }));
  const view = () => (task.isSuccess ? task.data : null);
  const plan = () => view()?.plan_document ?? null;
  const may = () => view()?.allowed.includes("approve") === true && plan() !== null;
  const [sending, setSending] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);

  let dialog: HTMLDivElement | undefined;
  let approveButton: HTMLButtonElement | undefined;
  // The button is focused once the plan is shown, so that Enter cannot approve an unseen plan.
  createEffect(() => {
    if (may() && plan()?.questions.length === 0) queueMicrotask(() => approveButton?.focus());
  });

  const approve = async () => {
    const shown = plan();
    if (!shown || sending()) return;
    setSending(true);
    setFailure(null);
    try {
      await request<TaskRef>(`${path}/approve`, {
        method: "POST",
        body: { plan_version: shown.version, base_commit: shown.base_commit } satisfies ApprovePlan,
        idempotencyKey: crypto.randomUUID(),
      });
      setPending([id], "approve");
      props.onClose();
      void showToast({ text: "Plan approved.", detail: title, href: `/t/${id}` });
      await queryClient.invalidateQueries({ queryKey: ["tasks"] });
      setPending([id], null);
    } catch (error) {
      setFailure(asFailure(error));
      // The plan may have changed meanwhile: read it again before it can be approved.
      void task.refetch();
    } finally {
      setSending(false);
    }
  };

  /** Sends the answers; the agent makes another plan with them. */
  const answer = async (text: string): Promise<boolean> => {
    setSending(true);
    setFailure(null);
    try {
      const body = { text } satisfies RefinePlan;
      const idempotencyKey = crypto.randomUUID();
      await request<TaskRef>(`${path}/refine`, { method: "POST", body, idempotencyKey });
      props.onClose();
      void showToast({ text: "Answer sent.", detail: title, href: `/t/${id}` });
      void queryClient.invalidateQueries({ queryKey: ["tasks"] });
      return true;
    } catch (error) {
      setFailure(asFailure(error));
      return false;
    } finally {
      setSending(false);
    }
  };

  return (
    <Modal
      onClose={props.onClose}
      ref={dialog}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        dialog?.focus();
      }}
      onCloseAutoFocus={(event) => event.preventDefault()}
      class="flex max-h-full w-full max-w-lg flex-col overflow-hidden outline-none"
    >
      <div class="min-h-0 overflow-y-auto p-5">
        <Dialog.Title class="text-read font-strong">Approve this plan?</Dialog.Title>
        <Dialog.Description class="text-small text-mute">
          {props.task.title} · {props.task.repo_full_name}
        </Dialog.Description>
        <div class="mt-4 grid gap-3">
          <Show when={failure()}>
            {(reason) => <FailureNotice what="The plan was not approved." failure={reason()} />}
          </Show>
          <Switch>
            <Match when={task.isError}>
              <FailureNotice
                what="The plan could not be loaded."
                failure={asFailure(task.error)}
                onRetry={() => void task.refetch()}
              />
            </Match>
            <Match when={task.isPending}>
              <Skeleton rows={4} label="Loading the plan" rowClass="h-9" />
            </Match>
            <Match when={!may()}>
              <Notice tone="warn">This task has no plan that waits for approval any more.</Notice>
            </Match>
            <Match when={plan()}>
              {(shown) => (
                <>
                  <p>
                    <MarkdownLine text={shown().goal} />
                  </p>
                  <Show when={shown().questions.length > 0}>
                    <section aria-label="Questions" class="rounded-card border border-line bg-surface p-3">
                      <AnswerForm
                        questions={shown().questions}
                        keep={`verne.answers.${id}.v${shown().version}`}
                        onSend={answer}
                        busy={sending()}
                        disabled={!may()}
                        note="The agent plans again with your answer."
                      />
                    </section>
                  </Show>
                  <ol class="divide-y divide-line rounded-card border border-line">
                    <For each={shown().steps}>
                      {(step, index) => (
                        <li class="flex gap-3 px-3 py-2">
                          <span class="w-4 shrink-0 text-right text-mute tabular">{index() + 1}</span>
                          <span class="min-w-0">
                            <span class="block font-medium">
                              <MarkdownLine text={step.title} />
                            </span>
                            <span class="block font-mono text-small text-mute [overflow-wrap:anywhere]">
                              {step.files.map((file) => file.path).join(", ")}
                            </span>
                          </span>
                        </li>
                      )}
                    </For>
                  </ol>
                </>
              )}
            </Match>
          </Switch>
        </div>
      </div>
      <div class="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">
        <a href={`/t/${id}?pane=plan`} class={`mr-auto ${linkButton("quiet")}`}>
          Open the plan
        </a>
        <Dialog.CloseButton aria-label="Not now" class={linkButton("secondary")}>
          Not now
        </Dialog.CloseButton>
        <Button
          variant="primary"
          busy={sending()}
          disabled={!may()}
          ref={approveButton}
          onClick={() => void approve()}
        >
          Approve plan
        </Button>
      </div>
    </Modal>
  );
}
