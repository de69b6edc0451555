import { createQuery } from "@tanstack/solid-query";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleDot from "lucide-solid/icons/circle-dot";
import CircleX from "lucide-solid/icons/circle-x";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import { Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { PullState } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";
import type { TaskModel } from "../model.ts";

const STALE_AFTER_MS = 60_000;
const STATE: Record<PullState["state"], string> = { open: "Open", merged: "Merged", closed: "Closed" };
const CHECKS = {
  passing: { icon: CircleCheck, colour: "text-ok" },
  failing: { icon: CircleX, colour: "text-bad" },
  pending: { icon: CircleDot, colour: "text-warn" },
};

const checks = (n: number, what: string) => `${n} ${n === 1 ? "check" : "checks"} ${what}`;

function checksWords({ state, passed, failed, pending }: PullState["checks"]): string {
  if (state === "failing") return checks(failed, "failed");
  return state === "pending" ? checks(pending, "running") : checks(passed, "passed");
}

/** The pull request with its state and checks from GitHub; only the link if GitHub does not answer. */
export function PullLine(props: { task: TaskModel; taskId: string; url: string }) {
  const query = createQuery(() => ({
    queryKey: ["pull", props.taskId],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      request<PullState>(`/api/tasks/${encodeURIComponent(props.taskId)}/pull`, { signal }),
    enabled: props.task.signedIn,
    staleTime: STALE_AFTER_MS,
    retry: false,
  }));
  const pull = () => (query.isSuccess ? query.data : undefined);
  const number = () => pull()?.number ?? props.url.match(/\/(\d+)$/)?.[1];
  const state = () => {
    const known = pull();
    return known?.state === "open" && known.draft ? "Draft" : known && STATE[known.state];
  };
  return (
    <span class="inline-flex flex-wrap items-center gap-x-2">
      <a
        href={props.url}
        target="_blank"
        rel="noopener noreferrer"
        class="inline-flex items-center gap-1 font-medium text-accent hover:underline max-md:min-h-6"
      >
        <GitPullRequest size={13} aria-hidden="true" />
        Pull request {number() ? `#${number()}` : ""}
      </a>
      <Show when={pull()}>
        {(known) => {
          const sign = () =>
            known().checks.state === "none" ? null : CHECKS[known().checks.state as keyof typeof CHECKS]; // every other state has a sign
          return (
            <>
              <span>{state()}</span>
              <Show when={sign()} fallback={<span>No checks</span>}>
                {(found) => (
                  <span class="inline-flex items-center gap-1">
                    <Dynamic component={found().icon} size={13} class={found().colour} aria-hidden="true" />
                    {checksWords(known().checks)}
                  </span>
                )}
              </Show>
            </>
          );
        }}
      </Show>
    </span>
  );
}
