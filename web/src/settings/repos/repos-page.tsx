import { A, useSearchParams } from "@solidjs/router";
import { createInfiniteQuery, createQuery, keepPreviousData } from "@tanstack/solid-query";
import BookOpen from "lucide-solid/icons/book-open";
import GitBranch from "lucide-solid/icons/git-branch";
import Lock from "lucide-solid/icons/lock";
import Rules from "lucide-solid/icons/sliders-horizontal";
import Star from "lucide-solid/icons/star";
import { For, type JSX, Match, Show, Switch } from "solid-js";
import type { Repo } from "../../../../worker/protocol/index.ts";
import { asFailure } from "../../api/client.ts";
import { configQuery, reposPages } from "../../api/queries.ts";
import { Button, IconButton, linkButton } from "../../ui/button.tsx";
import { createDebounced } from "../../ui/debounce.ts";
import { favourites, toggleFavourite } from "../../ui/favourites.ts";
import { TextField } from "../../ui/field.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { createNow, formatAge } from "../../ui/time.ts";
import { PageHead } from "../page-head.tsx";

/** The repositories that GitHub lets the user reach through Verne. */
export default function Repos() {
  const [params, setParams] = useSearchParams<{ q?: string }>();
  const typed = () => params.q ?? "";
  const q = createDebounced(typed, 200);
  const repos = createInfiniteQuery(() => ({ ...reposPages(q()), placeholderData: keepPreviousData }));
  const items = () => repos.data?.pages.flatMap((page) => page.items);
  const now = createNow(60_000);
  return (
    <>
      <PageHead title="Repositories">
        What your GitHub account lets Verne reach. Starred ones stand in the navigation.
      </PageHead>
      <div class="mt-6">
        <TextField
          type="search"
          label="Search repositories"
          hideLabel
          placeholder="Search by name"
          value={typed()}
          onInput={(event) => setParams({ q: event.currentTarget.value }, { replace: true })}
        />
      </div>
      <div class="mt-3">
        <Switch>
          <Match when={repos.isPending}>
            <Skeleton rows={6} label="Loading your repositories" rowClass="h-14 px-4" />
          </Match>
          <Match when={repos.error && !items()}>
            <FailureNotice
              what="Your repositories could not be loaded."
              failure={asFailure(repos.error)}
              onRetry={() => void repos.refetch()}
            />
          </Match>
          <Match when={items()?.length === 0}>
            <Show
              when={q() === ""}
              fallback={<p class="py-6 text-center text-mute">No repository has “{q()}” in its name.</p>}
            >
              <NoRepos />
            </Show>
          </Match>
          <Match when={items()}>
            {(list) => (
              <>
                <ul class="divide-y divide-line rounded-card border border-line">
                  <For each={list()}>{(repo) => <RepoRow repo={repo} now={now()} />}</For>
                </ul>
                <Show when={repos.error}>
                  {(error) => (
                    <div class="mt-3">
                      <FailureNotice what="The rest could not be loaded." failure={asFailure(error())} />
                    </div>
                  )}
                </Show>
                <Show when={repos.hasNextPage}>
                  <Button
                    class="mt-3 w-full"
                    busy={repos.isFetchingNextPage}
                    onClick={() => void repos.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Show>
              </>
            )}
          </Match>
        </Switch>
      </div>
    </>
  );
}

function RepoRow(props: { repo: Repo; now: number }) {
  const name = () => props.repo.full_name;
  const starred = () => favourites().includes(name());
  return (
    <li class="flex items-center gap-2 py-1.5 pr-2 pl-4">
      <div class="min-w-0 flex-1">
        <p class="flex items-center gap-1.5">
          <span class="truncate font-medium">{name()}</span>
          <Show when={props.repo.private}>
            <Lock size={12} class="shrink-0 text-mute" aria-hidden="true" />
            <span class="sr-only">Private</span>
          </Show>
        </p>
        <p class="flex items-center gap-1 truncate text-small text-mute">
          <GitBranch size={11} class="shrink-0" aria-hidden="true" />
          <span class="sr-only">Default branch</span> {props.repo.default_branch}
          <Show when={props.repo.pushed_at}>
            {(pushed) => <span class="tabular"> · pushed {formatAge(pushed(), props.now)}</span>}
          </Show>
          <Show when={props.repo.description}>{(text) => <span class="truncate"> · {text()}</span>}</Show>
        </p>
      </div>
      <PageLink page="rules" repo={name()} title="Rules">
        <Rules size={14} aria-hidden="true" />
      </PageLink>
      <PageLink page="knowledge" repo={name()} title="Knowledge">
        <BookOpen size={14} aria-hidden="true" />
      </PageLink>
      <IconButton
        label={`Star ${name()}`}
        title={starred() ? "Take from the navigation" : "Show in the navigation"}
        pressed={starred()}
        onClick={() => toggleFavourite(name())}
      >
        <Star size={14} aria-hidden="true" class={starred() ? "fill-current" : ""} />
      </IconButton>
    </li>
  );
}

const PageLink = (props: { page: string; repo: string; title: string; children: JSX.Element }) => (
  <A
    href={`/settings/${props.page}?repo=${encodeURIComponent(props.repo)}`}
    aria-label={`${props.title} of ${props.repo}`}
    title={props.title}
    class="inline-flex size-7 shrink-0 items-center justify-center rounded-control text-mute hover:bg-hover hover:text-fg max-md:size-11"
  >
    {props.children}
  </A>
);

function NoRepos() {
  const config = createQuery(configQuery);
  return (
    <div class="rounded-card border border-line px-6 py-8 text-center">
      <p class="font-medium">GitHub shows Verne no repository</p>
      <p class="mx-auto mt-1 max-w-sm text-balance text-mute">
        Create one, or ask the owner of your GitHub organisation to approve Verne. Repositories appear here as
        soon as your account can reach them.
      </p>
      <Show when={config.data}>
        {(known) => (
          <a
            href={
              known().github_stand_in
                ? known().github_web_url
                : `${known().github_web_url}/settings/applications`
            }
            target="_blank"
            rel="noreferrer"
            class={`mt-4 ${linkButton("secondary")}`}
          >
            {known().github_stand_in ? "Open the GitHub stand-in" : "Check the access on GitHub"}
          </a>
        )}
      </Show>
    </div>
  );
}
