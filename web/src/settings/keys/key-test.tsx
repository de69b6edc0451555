import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import { createResource, For, Match, Show, Switch } from "solid-js";
import type { KeyTest, ProviderId } from "../../../../worker/protocol/index.ts";
import { asFailure, request } from "../../api/client.ts";
import { FailureNotice } from "../../ui/notice.tsx";
import { Spinner } from "../../ui/spinner.tsx";

/** Asks the provider once whether the stored key works, and shows what it said. */
export function KeyTestResult(props: { provider: ProviderId }) {
  const [result] = createResource(() =>
    request<KeyTest>(`/api/keys/${props.provider}/test`, { method: "POST", body: {} }),
  );
  return (
    <div role="status" class="mt-2">
      <Switch>
        <Match when={result.error}>
          {(error) => <FailureNotice what="The key was not tested." failure={asFailure(error())} />}
        </Match>
        <Match when={result.loading}>
          <p class="flex items-center gap-2 text-mute">
            <Spinner /> Asking the provider…
          </p>
        </Match>
        <Match when={result()}>{(test) => <Outcome test={test()} />}</Match>
      </Switch>
    </div>
  );
}

const modelsText = (count: number): string => {
  if (count === 0) return "The provider does not list its models.";
  return count === 1 ? "It may use 1 model." : `It may use ${count} models.`;
};

const Outcome = (props: { test: KeyTest }) => (
  <Show
    when={props.test.ok}
    fallback={
      <p class="flex items-start gap-2 rounded-card bg-bad-soft px-3 py-2 [overflow-wrap:anywhere]">
        <CircleX size={15} class="mt-[2.5px] shrink-0 text-bad" aria-hidden="true" />
        <span>
          <strong class="font-medium">This key does not work.</strong> {props.test.error?.message}
        </span>
      </p>
    }
  >
    <div class="rounded-card bg-ok-soft px-3 py-2">
      <p class="flex items-start gap-2">
        <CircleCheck size={15} class="mt-[2.5px] shrink-0 text-ok" aria-hidden="true" />
        <span>
          <strong class="font-medium">This key works.</strong> {modelsText(props.test.models.length)}
        </span>
      </p>
      <Show when={props.test.models.length > 0}>
        <details class="mt-1 pl-[23px]">
          <summary class="text-small text-mute hover:text-fg">Models</summary>
          <ul class="mt-1 max-h-48 overflow-y-auto font-mono text-code">
            <For each={props.test.models}>{(model) => <li>{model}</li>}</For>
          </ul>
        </details>
      </Show>
    </div>
  </Show>
);
