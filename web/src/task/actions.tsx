import Check from "lucide-solid/icons/check";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import { Show } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { Button, linkButton } from "../ui/button.tsx";
import type { TaskModel } from "./model.ts";
import { planProblems } from "./plan/plan-edit.ts";

/**
 * What the user can decide now: one primary action, and cancelling while there is something to cancel.
 * On a phone the bar sticks to the bottom of the page.
 */
export function TaskActions(props: { task: TaskModel; view: TaskView }) {
  const { commands } = props.task;
  const allowed = (command: "approve" | "apply" | "retry" | "cancel") =>
    props.view.allowed.includes(command) || commands.pending() === command;
  const busy = () => commands.pending() !== null;
  const approve = () => {
    const { plan } = props.task;
    const draft = plan.draft();
    const parent = plan.parentVersion();
    if (draft && parent !== null && plan.changed()) {
      if (planProblems(draft).size > 0) return;
      void commands.approveEdited(parent, draft).then((done) => done && plan.discard());
    } else {
      plan.discard();
      void commands.approve(props.view);
    }
  };
  const approving = () => commands.pending() === "approve" || commands.pending() === "edit_plan";
  const any = () =>
    allowed("approve") || allowed("apply") || allowed("retry") || allowed("cancel") || props.view.pr_url;
  return (
    <Show when={any()}>
      <div
        class="ml-auto flex shrink-0 items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:z-20 max-md:border-t
        max-md:border-line max-md:bg-raised max-md:p-2 max-md:bottom-[calc(57px+env(safe-area-inset-bottom))]
        max-md:[&>*]:flex-1 md:[&>*]:h-7"
      >
        <Show when={allowed("cancel")}>
          <Button
            variant="quiet"
            busy={commands.pending() === "cancel"}
            disabled={busy()}
            onClick={() => void commands.cancel()}
          >
            Cancel task
          </Button>
        </Show>
        <Show when={allowed("retry")}>
          <Button
            variant={props.view.pr_url ? "secondary" : "primary"}
            busy={commands.pending() === "retry"}
            disabled={busy()}
            onClick={() => void commands.retry()}
          >
            Retry
          </Button>
        </Show>
        <Show when={allowed("approve")}>
          <Button variant="primary" busy={approving()} disabled={busy()} onClick={approve}>
            <Check size={14} aria-hidden="true" /> Approve plan
          </Button>
        </Show>
        <Show when={allowed("apply")}>
          <Button
            variant="primary"
            busy={commands.pending() === "apply"}
            disabled={busy()}
            onClick={() => void commands.apply()}
          >
            <GitPullRequest size={14} aria-hidden="true" /> Apply changes
          </Button>
        </Show>
        <Show when={props.view.pr_url}>
          {(url) => (
            <a href={url()} target="_blank" rel="noopener noreferrer" class={linkButton("primary")}>
              <GitPullRequest size={14} aria-hidden="true" /> View pull request
            </a>
          )}
        </Show>
      </div>
    </Show>
  );
}
