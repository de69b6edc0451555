import { createInfiniteQuery, createQuery } from "@tanstack/solid-query";
import Clock from "lucide-solid/icons/clock";
import Code from "lucide-solid/icons/code";
import GitBranch from "lucide-solid/icons/git-branch";
import Globe from "lucide-solid/icons/globe";
import Lock from "lucide-solid/icons/lock";
import { type Component, type JSX, lazy, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { configQuery } from "../../api/queries.ts";
import { Switch } from "../../ui/switch.tsx";
import { createNow, formatAge } from "../../ui/time.ts";
import { branchPages } from "./branches-query.ts";

const UnconfinedRule = lazy(() =>
  import("../../settings/repos/unconfined-rule.tsx").then((module) => ({ default: module.UnconfinedRule })),
);

const MINUTE_MS = 60_000;

/** What is known of the chosen repository, from the answer that lists its branches, and whether one may push to it. */
export default function RepoFacts(props: {
  repo: string;
  /** Whether a task was refused for want of permission to push, and whether the user continues without it. */
  pushing: { refused: boolean; waived: boolean; onWaive: (waived: boolean) => void };
}) {
  const branches = createInfiniteQuery(() => branchPages(props.repo, ""));
  const config = createQuery(configQuery);
  const now = createNow(MINUTE_MS);
  const repo = () => branches.data?.pages[0]?.repo;
  return (
    <Show when={repo()}>
      {(known) => (
        <section aria-label="About the repository" class="grid gap-1 text-small text-mute">
          <Show when={known().description}>
            {(text) => <p class="line-clamp-2 text-fg [overflow-wrap:anywhere]">{text()}</p>}
          </Show>
          <ul class="flex flex-wrap gap-x-4 gap-y-1">
            <Fact icon={known().private ? Lock : Globe}>{known().private ? "Private" : "Public"}</Fact>
            <Show when={known().language}>{(language) => <Fact icon={Code}>{language()}</Fact>}</Show>
            <Fact icon={GitBranch}>Default branch {known().default_branch}</Fact>
            <Show when={known().pushed_at}>
              {(at) => (
                <Fact icon={Clock}>
                  <time datetime={at()} title={new Date(at()).toLocaleString()}>
                    Last push {agoWords(at(), now())}
                  </time>
                </Fact>
              )}
            </Show>
          </ul>
          <Show when={!known().can_push}>
            <p class="text-warn">
              {known().archived
                ? "This repository is archived: nobody can push to it."
                : "You may read this repository, but not push to it. Ask its owner for write access, or fork it and work on your fork."}
            </p>
          </Show>
          <Show when={config.data?.sandbox.isolation === "none"}>
            <Suspense>
              <UnconfinedRule repo={props.repo} class="mt-1.5" />
            </Suspense>
          </Show>
          <Show when={!known().can_push || props.pushing.refused || props.pushing.waived}>
            <div class="mt-1 text-fg">
              <Switch
                label="Work on it without pushing"
                note="The task ends in its review, where you download the change as a patch."
                checked={props.pushing.waived}
                onChange={props.pushing.onWaive}
              />
            </div>
          </Show>
        </section>
      )}
    </Show>
  );
}

/** `just now`, `3h ago`, and the date after a week. */
function agoWords(iso: string, now: number): string {
  const age = formatAge(iso, now);
  if (age === "now") return "just now";
  return /^\d+[mhd]$/.test(age) ? `${age} ago` : age;
}

const Fact = (props: { icon: Component<{ size?: number; class?: string }>; children: JSX.Element }) => (
  <li class="inline-flex min-w-0 items-center gap-1.5">
    <Dynamic component={props.icon} size={12} class="shrink-0" aria-hidden="true" />
    <span class="truncate">{props.children}</span>
  </li>
);
