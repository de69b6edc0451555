import { createQuery } from "@tanstack/solid-query";
import Check from "lucide-solid/icons/check";
import CircleDashed from "lucide-solid/icons/circle-dashed";
import GitMerge from "lucide-solid/icons/git-merge";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import GitPullRequestClosed from "lucide-solid/icons/git-pull-request-closed";
import GitPullRequestDraft from "lucide-solid/icons/git-pull-request-draft";
import X from "lucide-solid/icons/x";
import { createSignal, onCleanup, onMount, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { PullState } from "../../../worker/protocol/index.ts";
import { pullQuery } from "../api/queries.ts";

const SIGN = {
  unknown: { icon: GitPullRequest, colour: "text-mute" },
  open: { icon: GitPullRequest, colour: "text-ok" },
  draft: { icon: GitPullRequestDraft, colour: "text-mute" },
  merged: { icon: GitMerge, colour: "text-accent" },
  closed: { icon: GitPullRequestClosed, colour: "text-bad" },
};
const CHECKS = {
  passing: { icon: Check, colour: "text-ok", words: "checks passing" },
  failing: { icon: X, colour: "text-bad", words: "checks failing" },
  pending: { icon: CircleDashed, colour: "text-warn", words: "checks running" },
};

const lookOf = (pull: PullState) => (pull.state === "open" && pull.draft ? "draft" : pull.state);

/** Number, state and checks of the row's pull request. Requested once the row is visible. */
export default function PrChip(props: { taskId: string; url: string }) {
  const [seen, setSeen] = createSignal(false);
  const pull = createQuery(() => ({ ...pullQuery(props.taskId), enabled: seen(), retry: false }));
  const known = () => (pull.isSuccess ? pull.data : null);
  const number = () => known()?.number ?? /(\d+)$/.exec(props.url)?.[1] ?? "";
  const look = () => {
    const state = known();
    return SIGN[state ? lookOf(state) : "unknown"];
  };
  // The checks of a merged or closed pull request are not shown.
  const checks = () => {
    const state = known();
    return state?.state === "open" && state.checks.state !== "none" ? CHECKS[state.checks.state] : null;
  };
  let chip: HTMLSpanElement | undefined;
  onMount(() => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      setSeen(true);
      observer.disconnect();
    });
    if (chip) observer.observe(chip);
    onCleanup(() => observer.disconnect());
  });
  return (
    <span ref={chip} class="inline-flex shrink-0 items-center gap-1 text-small md:w-20 tabular text-mute">
      <Dynamic component={look().icon} size={13} class={look().colour} aria-hidden="true" />
      <span class="sr-only">Pull request</span>#{number()}
      <Show when={known()}>{(state) => <span class="sr-only">{lookOf(state())}</span>}</Show>
      <Show when={checks()}>
        {(sign) => (
          <>
            <Dynamic
              component={sign().icon}
              size={12}
              stroke-width={2.5}
              class={sign().colour}
              aria-hidden="true"
            />
            <span class="sr-only">, {sign().words}</span>
          </>
        )}
      </Show>
    </span>
  );
}
