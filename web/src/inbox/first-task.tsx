import { createQuery } from "@tanstack/solid-query";
import Plus from "lucide-solid/icons/plus";
import { For, Show } from "solid-js";
import { configQuery, samplesQuery } from "../api/queries.ts";
import { linkButton } from "../ui/button.tsx";

/** What a newcomer sees instead of an empty list: where to begin and, on the local set-up, tasks to try. */
export function FirstTask() {
  const samples = createQuery(samplesQuery);
  const config = createQuery(configQuery);
  return (
    <div class="mx-auto max-w-lg px-6 py-16">
      <h2 class="text-title font-strong">No tasks yet</h2>
      <p class="mt-1 text-read text-mute">
        Describe a change to one of your repositories. You approve the plan before anything is edited.
      </p>
      <a href="/new" class={`mt-5 ${linkButton("primary")}`}>
        <Plus size={14} aria-hidden="true" /> Write your first task
      </a>
      <Show when={config.data?.embedded}>
        <StandIns />
      </Show>
      <Show when={samples.data?.items.length}>
        <h3 class="mt-10 text-small font-medium text-mute">Or try a sample</h3>
        <ul class="mt-2 divide-y divide-line rounded-card border border-line">
          <For each={samples.data?.items}>
            {(sample, index) => (
              <li>
                <a
                  href={`/new?sample=${index()}`}
                  class="block px-4 py-3 first:rounded-t-card hover:bg-hover"
                >
                  <span class="block font-medium">{sample.title}</span>
                  <span class="block text-small text-mute">{sample.repo_full_name}</span>
                </a>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}

/** On the local set-up: what is real, what stands in for something, and how to go further. */
const StandIns = () => (
  <dl class="mt-8 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 rounded-card border border-line bg-surface px-4 py-3">
    <dt class="font-medium">Stand-in</dt>
    <dd class="text-mute">
      GitHub runs on this machine with two sample repositories. The demo model can do the sample tasks only.
    </dd>
    <dt class="font-medium">Real</dt>
    <dd class="text-mute">
      The sandbox, the edits, the test runs, the diff, and everything you see and decide here.
    </dd>
    <dt class="font-medium">Next</dt>
    <dd class="text-mute">
      <a href="/settings/keys" class="text-fg underline underline-offset-2">
        Add a model key
      </a>{" "}
      to give it tasks of your own.
    </dd>
  </dl>
);
