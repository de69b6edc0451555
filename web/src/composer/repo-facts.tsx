import { createInfiniteQuery } from "@tanstack/solid-query";
import GitBranch from "lucide-solid/icons/git-branch";
import Lock from "lucide-solid/icons/lock";
import { For, Show } from "solid-js";
import { reposPages } from "../api/queries.ts";
import { createNow, formatAge } from "../ui/time.ts";

/** What GitHub says about the chosen repository, in one line below the field, and whether a change can be published. */
export default function RepoFacts(props: { repo: string }) {
  const pages = createInfiniteQuery(() => reposPages(props.repo));
  const now = createNow(60_000);
  const repo = () =>
    pages.data?.pages.flatMap((page) => page.items).find((item) => item.full_name === props.repo);
  return (
    <Show when={repo()}>
      {(known) => (
        <div class="-mt-1 grid gap-1 text-small text-mute">
          <p class="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-0.5">
            <Show when={known().private}>
              <span class="flex items-center gap-1">
                <Lock size={12} aria-hidden="true" /> Private
              </span>
            </Show>
            <For each={[known().language].filter((language) => language !== null)}>
              {(language) => <span>{language}</span>}
            </For>
            <span class="flex items-center gap-1">
              <GitBranch size={12} aria-hidden="true" />
              <span class="sr-only">Default branch </span>
              {known().default_branch}
            </span>
            <Show when={known().pushed_at}>
              {(pushed) => <span>Last push {formatAge(pushed(), now())}</span>}
            </Show>
            <Show when={known().description}>
              {(text) => <span class="min-w-0 [overflow-wrap:anywhere]">{text()}</span>}
            </Show>
          </p>
          <Show when={!known().can_push}>
            <p class="text-warn">
              {known().archived
                ? "This repository is archived: nobody can push to it."
                : "You may read this repository, but not push to it. Ask its owner for write access, or fork it and work on your fork."}
            </p>
          </Show>
        </div>
      )}
    </Show>
  );
}
