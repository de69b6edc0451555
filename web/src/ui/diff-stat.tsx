import { Show } from "solid-js";

/** `+12 −3`, with a text for screen readers. */
export const DiffStat = (props: { additions: number; deletions: number }) => (
  <span class="whitespace-nowrap tabular">
    <Show when={props.additions > 0 || props.deletions === 0}>
      <span class="text-ok">
        <span aria-hidden="true">+{props.additions}</span>
        <span class="sr-only">{props.additions} lines added,</span>
      </span>
    </Show>{" "}
    <Show when={props.deletions > 0}>
      <span class="text-bad">
        <span aria-hidden="true">−{props.deletions}</span>
        <span class="sr-only">{props.deletions} lines removed</span>
      </span>
    </Show>
  </span>
);
