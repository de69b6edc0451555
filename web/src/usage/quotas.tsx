import { For } from "solid-js";
import type { QuotaKind, QuotaUse } from "../../../worker/protocol/index.ts";

const KINDS: Record<QuotaKind, { label: string; amount: (value: number) => string }> = {
  tasks: { label: "Tasks", amount: (value) => value.toLocaleString("en") },
  minutes: { label: "Minutes of work", amount: (value) => Math.floor(value).toLocaleString("en") },
  usd: { label: "Models", amount: (value) => `$${value.toFixed(2)}` },
};
/** From this part on a limit is near. */
const NEAR = 0.8;

const partOf = ({ used, limit }: QuotaUse): number => (limit === 0 ? 1 : Math.min(1, used / limit));
const colourOf = (part: number): string => (part >= 1 ? "bg-bad" : part >= NEAR ? "bg-warn" : "bg-accent");
const dayOf = (iso: string): string =>
  new Date(iso).toLocaleDateString("en", { day: "numeric", month: "long", timeZone: "UTC" });

/** What the month allows the user and their organisations, and how much of it is used up. */
export function Quotas(props: { quotas: readonly QuotaUse[] }) {
  return (
    <section aria-labelledby="quotas" class="mt-6">
      <h2 id="quotas" class="font-strong">
        This month
      </h2>
      <ul class="mt-3 grid grid-cols-3 gap-3 max-md:grid-cols-1">
        <For each={props.quotas}>
          {(quota) => {
            const { label, amount } = KINDS[quota.kind];
            const part = partOf(quota);
            return (
              <li class="rounded-card border border-line px-4 py-3">
                <p class="truncate text-small text-mute">
                  {quota.org ? `${quota.org.name}: ${label}` : label}
                </p>
                <p class="mt-0.5 tabular">
                  {amount(quota.used)} of {amount(quota.limit)}
                </p>
                <div class="mt-2 h-1 overflow-hidden rounded-full bg-hover" aria-hidden="true">
                  <div class={`h-full rounded-full ${colourOf(part)}`} style={{ width: `${part * 100}%` }} />
                </div>
                <p class="mt-1.5 text-small text-mute">
                  {part >= 1 ? "Used up until" : "Starts again on"} {dayOf(quota.resets_at)}
                </p>
              </li>
            );
          }}
        </For>
      </ul>
    </section>
  );
}
