import CircleCheck from "lucide-solid/icons/circle-check";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, Show } from "solid-js";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { JudgedClaim } from "../../../../worker/protocol/index.ts";

/** What the agent claims, each with what ran to show it; what nothing shows comes first. */
export default function Claims(props: { claims: readonly JudgedClaim[] }) {
  const supported = () => props.claims.filter((claim) => claim.supported).length;
  const sorted = () => props.claims.toSorted((a, b) => Number(a.supported) - Number(b.supported));
  return (
    <section aria-label="Claims" class="mt-4">
      <h3 class="flex flex-wrap items-baseline gap-x-2">
        <span class="font-medium">What the agent claims</span>
        <span class="text-small text-mute tabular">
          {supported()} of {props.claims.length} shown by what ran
        </span>
      </h3>
      <ul class="mt-2 flex flex-col gap-3">
        <For each={sorted()}>
          {(claim) => (
            <li class="flex gap-2 [overflow-wrap:anywhere]">
              <Show
                when={claim.supported}
                fallback={<TriangleAlert size={14} class="mt-1 shrink-0 text-warn" aria-hidden="true" />}
              >
                <CircleCheck size={14} class="mt-1 shrink-0 text-ok" aria-hidden="true" />
              </Show>
              <div class="min-w-0">
                <p>{revealAll(claim.text)}</p>
                <p class="text-small text-mute">
                  <Show when={!claim.supported}>
                    <span class="text-warn">Unverified. </span>
                  </Show>
                  {revealAll(claim.reason)}
                </p>
              </div>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
