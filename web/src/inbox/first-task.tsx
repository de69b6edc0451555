import { createQuery } from "@tanstack/solid-query";
import Plus from "lucide-solid/icons/plus";
import { For, Show } from "solid-js";
import { configQuery, reposQuery, samplesQuery } from "../api/queries.ts";
import { linkButton } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Prompts that fit any repository, offered where there are no samples. */
const EXAMPLES = [
  "Find the slowest test and make it faster without testing less",
  "Add tests for the code that has none and that most others call",
  "Bring the README in line with what the code does today",
];

const EXAMPLE_LINK = "block px-4 py-3 group-first:rounded-t-card group-last:rounded-b-card hover:bg-hover";

/** First-run page instead of an empty list: how to begin and, on the local set-up, sample tasks. */
export default function FirstTask() {
  const samples = createQuery(samplesQuery);
  const config = createQuery(configQuery);
  const repos = createQuery(() => reposQuery(""));
  const offered = () => (samples.isSuccess ? samples.data.items : []);
  return (
    <div class="mx-auto max-w-lg px-6 py-16 max-md:py-8">
      <h2 class="text-title font-strong">No tasks yet</h2>
      <p class="mt-1 text-read text-mute">
        Describe a change to one of your repositories. You approve the plan before anything is edited.
      </p>
      <Show when={repos.isSuccess && repos.data.items.length === 0}>
        <div class="mt-4">
          <NoRepositories
            embedded={config.data?.github_stand_in === true}
            github={config.data?.github_web_url}
          />
        </div>
      </Show>
      <a href="/new" class={`mt-5 ${linkButton("primary")}`}>
        <Plus size={14} aria-hidden="true" /> Write your first task
      </a>
      <Show when={config.data?.github_stand_in}>
        <StandIns />
      </Show>
      <Show when={!samples.isPending}>
        <h3 class="mt-10 text-small font-medium text-mute">
          {offered().length > 0 ? "Or try a sample" : "Or begin with one of these"}
        </h3>
        <ul class="mt-2 divide-y divide-line rounded-card border border-line">
          <For each={offered()}>
            {(sample, index) => (
              <li class="group">
                <a href={`/new?sample=${index()}`} class={EXAMPLE_LINK}>
                  <span class="block font-medium">{sample.title}</span>
                  <span class="block text-small text-mute">{sample.repo_full_name}</span>
                </a>
              </li>
            )}
          </For>
          <For each={offered().length > 0 ? [] : EXAMPLES}>
            {(prompt) => (
              <li class="group">
                <a href={`/new?prompt=${encodeURIComponent(prompt)}`} class={EXAMPLE_LINK}>
                  {prompt}
                </a>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}

/** GitHub shows Verne no repository: how to change that. */
const NoRepositories = (props: { embedded: boolean; github: string | undefined }) => (
  <Notice tone="warn">
    <Show
      when={props.embedded}
      fallback={
        <>
          Verne cannot see any repository of yours.{" "}
          <a
            href={`${props.github ?? "https://github.com"}/settings/installations`}
            class="text-fg underline underline-offset-2"
          >
            Install the GitHub App
          </a>{" "}
          on the repositories that it may work in.
        </>
      }
    >
      There is no repository here yet. Start Verne with{" "}
      <code class="font-mono text-code">npm start -- --repo PATH</code> to import one of yours.
    </Show>
  </Notice>
);

/** On the local set-up: what is real, what is a stand-in, and what to do next. */
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
