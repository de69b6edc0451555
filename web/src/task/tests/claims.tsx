import CircleCheck from "lucide-solid/icons/circle-check";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { For, Show } from "solid-js";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { JudgedClaim } from "../../../../worker/protocol/index.ts";

/** What the agent claims, each with what ran to show it. */
export default function Claims(props: { claims: readonly JudgedClaim[] }) {
  return (
    <section aria-label="Claims" class="mt-4">
      <h3 class="text-small font-medium text-mute">What the agent claims, held against what ran</h3>
      <ul class="mt-1 flex flex-col gap-1.5">
        <For each={props.claims}>
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
                  {claim.supported ? "" : "Unverified: "}
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
