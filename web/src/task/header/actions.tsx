import Check from "lucide-solid/icons/check";
import Download from "lucide-solid/icons/download";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import { type JSX, lazy, Show, Suspense } from "solid-js";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { Button, linkButton } from "../../ui/button.tsx";
import { approvePlan, approvesEdits } from "../commands/approve.ts";
import { downloadPatch } from "../commands/download-patch.ts";
import { publishChanges } from "../commands/publish.ts";
import { publishWords } from "../commands/publish-refusals.ts";
import { stopTask } from "../commands/stop.ts";
import type { TaskModel } from "../model.ts";

const UnsentDialog = lazy(() => import("../diff/review/unsent-dialog.tsx"));
const ObjectionsDialog = lazy(() => import("../objections/objections-dialog.tsx"));

type Decision = "approve" | "apply" | "retry" | "cancel";

/**
 * What the user can decide now: one primary action, and stopping while there is something to stop.
 * Where nothing can be asked (offline, or read only) the actions are disabled, with the reason. On a phone the bar sticks to the bottom of the page.
 */
export function TaskActions(props: { task: TaskModel; view: TaskView; more: JSX.Element }) {
  const { commands } = props.task;
  const shows = (command: Decision) => props.view.allowed.includes(command) || commands.pending() === command;
  const idle = () => commands.pending() === null && props.task.blocked() === null;
  const reason = () => props.task.blocked() ?? undefined;
  const approving = () => commands.pending() === "approve" || commands.pending() === "edit_plan";
  /** The task was created without permission to push: the patch is offered instead of the pull request. */
  const downloads = () =>
    props.view.allow_read_only && props.view.diff_stat !== null && shows("apply") && !props.view.pr_url;
  // While the agent waits for an answer, half of its work is nothing to publish first.
  const publishIsPrimary = () =>
    !props.view.asks && !downloads() && !(props.view.state === "failed" && shows("retry"));
  const any = () =>
    shows("approve") || shows("apply") || shows("retry") || shows("cancel") || props.view.pr_url !== null;
  const Action = (own: {
    command: "apply" | "retry";
    variant: "primary" | "secondary";
    children: JSX.Element;
  }) => (
    <Show when={shows(own.command)}>
      <Button
        variant={own.variant}
        busy={commands.pending() === own.command}
        disabled={!idle()}
        title={reason()}
        data-publish={own.command === "apply" ? "" : undefined}
        onClick={() => (own.command === "apply" ? publishChanges(props.task) : void commands[own.command]())}
      >
        {own.children}
      </Button>
    </Show>
  );
  return (
    <div class="ml-auto flex shrink-0 items-center gap-2">
      <div
        class={`flex items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:z-20 max-md:border-t
        max-md:border-line max-md:bg-raised max-md:p-2 max-md:[&>*]:flex-1 md:[&>*]:h-7 ${any() ? "" : "hidden"}
        ${props.task.signedIn ? "max-md:bottom-[calc(57px+env(safe-area-inset-bottom))]" : "max-md:bottom-0"}`}
      >
        <Action
          command="retry"
          variant={props.view.state === "failed" && !props.view.pr_url ? "primary" : "secondary"}
        >
          Retry
        </Action>
        <Show when={shows("approve")}>
          <Button
            variant="primary"
            data-approve
            busy={approving()}
            disabled={!idle()}
            title={reason()}
            onClick={() => void approvePlan(props.task, props.view)}
          >
            <Check size={14} aria-hidden="true" />
            {approvesEdits(props.task) ? "Approve with edits" : "Approve plan"}
          </Button>
        </Show>
        <Action command="apply" variant={publishIsPrimary() ? "primary" : "secondary"}>
          <GitPullRequest size={14} aria-hidden="true" />
          {publishWords(props.view)}
        </Action>
        <Show when={downloads()}>
          <Button variant="primary" onClick={() => void downloadPatch(props.task.id)}>
            <Download size={14} aria-hidden="true" /> Download patch
          </Button>
        </Show>
        <Show when={props.view.pr_url}>
          {(url) => (
            <a href={url()} target="_blank" rel="noopener noreferrer" class={linkButton("primary")}>
              <GitPullRequest size={14} aria-hidden="true" /> View pull request
            </a>
          )}
        </Show>
        {/* Last and of its own width: it stays where it is when what stands before it goes. */}
        <Show when={shows("cancel")}>
          <Button
            variant="quiet"
            class="max-md:ml-auto max-md:flex-none!"
            busy={commands.pending() === "cancel"}
            disabled={!idle()}
            title={reason()}
            onClick={() => void stopTask(props.task)}
          >
            Stop…
          </Button>
        </Show>
      </div>
      {props.more}
      <Show when={props.task.review.dialogOpen()}>
        <Suspense>
          <UnsentDialog task={props.task} />
        </Suspense>
      </Show>
      <Show when={props.task.ticks.dialogOpen()}>
        <Suspense>
          <ObjectionsDialog task={props.task} view={props.view} />
        </Suspense>
      </Show>
    </div>
  );
}
