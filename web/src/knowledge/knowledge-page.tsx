import { useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { For, Match, Show, Switch } from "solid-js";
import type { KnowledgeItem, KnowledgeKind } from "../../../worker/protocol/index.ts";
import { asFailure } from "../api/client.ts";
import { knowledgeQuery } from "../api/queries.ts";
import { RepoField } from "../composer/repo/repo-field.tsx";
import { PageHead } from "../settings/page-head.tsx";
import { Keyed } from "../ui/keyed.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { createNow } from "../ui/time.ts";
import { AddKnowledge } from "./add-knowledge.tsx";
import { KnowledgeRow } from "./knowledge-row.tsx";

const KINDS: readonly { kind: KnowledgeKind; title: string }[] = [
  { kind: "command", title: "Commands that work" },
  { kind: "convention", title: "How things are done" },
];

/** What the agent is told about a repository in each task: read, edit and delete it. */
export default function Knowledge() {
  const [params, setParams] = useSearchParams<{ repo?: string }>();
  const repo = () => params.repo ?? "";
  return (
    <div class="grid gap-4">
      <PageHead title="Knowledge">
        What the agent learned in a repository, and is told at the start of each of your tasks there.
      </PageHead>
      <RepoField
        value={repo()}
        problem={null}
        onChange={(next) => setParams({ repo: next }, { replace: true })}
      />
      <Show when={repo()} keyed>
        {(name) => <Known repo={name} />}
      </Show>
    </div>
  );
}

function Known(props: { repo: string }) {
  const list = createQuery(() => knowledgeQuery(props.repo));
  const now = createNow(30_000);
  const items = () => (list.isPending ? undefined : list.data?.items);
  return (
    <>
      <Switch>
        <Match when={list.isPending}>
          <Skeleton rows={4} label="Loading what is known" rowClass="h-12 px-4" />
        </Match>
        <Match when={list.error}>
          {(error) => (
            <FailureNotice
              what="The knowledge could not be loaded."
              failure={asFailure(error())}
              onRetry={() => void list.refetch()}
            />
          )}
        </Match>
        <Match when={items()?.length === 0}>
          <p class="rounded-card border border-line px-4 py-6 text-center text-mute">
            Nothing yet. The agent adds what it learns; you can add what it should know.
          </p>
        </Match>
        <Match when={items()}>
          {(found) => (
            <For each={KINDS}>
              {(one) => (
                <Group {...one} items={found().filter((item) => item.kind === one.kind)} now={now()} />
              )}
            </For>
          )}
        </Match>
      </Switch>
      <Show when={items()}>
        <AddKnowledge repo={props.repo} />
      </Show>
    </>
  );
}

const Group = (props: {
  kind: KnowledgeKind;
  title: string;
  items: readonly KnowledgeItem[];
  now: number;
}) => (
  <Show when={props.items.length > 0}>
    <section aria-labelledby={`known-${props.kind}`}>
      <h2 id={`known-${props.kind}`} class="font-strong">
        {props.title} <span class="font-normal text-mute tabular">{props.items.length}</span>
      </h2>
      <ul class="mt-2 divide-y divide-line rounded-card border border-line">
        <Keyed each={props.items} by={(item) => item.id}>
          {(item) => (
            <li>
              <KnowledgeRow item={item()} now={props.now} />
            </li>
          )}
        </Keyed>
      </ul>
    </section>
  </Show>
);
