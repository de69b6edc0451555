import { type Component, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { type Target, useTimeline } from "./selection.ts";

/** The frame of a line in the timeline: a sign on the rail, the text beside it. */
export const Rail = (props: { icon: JSX.Element; children: JSX.Element }) => (
  <li class="relative flex gap-3 pb-3.5 before:absolute before:top-6 before:bottom-[-2px] before:left-[7px] before:w-px before:bg-line last:before:hidden">
    <span class="flex h-5 w-[15px] shrink-0 items-center justify-center">{props.icon}</span>
    <div class="min-w-0 flex-1 [overflow-wrap:anywhere]">{props.children}</div>
  </li>
);

export const Sign = (props: { of: Component<{ size?: number; class?: string }>; colour?: string }) => (
  <Dynamic component={props.of} size={15} class={props.colour ?? "text-mute"} aria-hidden="true" />
);

const LINK =
  "rounded-control text-left font-medium hover:underline aria-[current=true]:bg-accent-soft " +
  "aria-[current=true]:shadow-[0_0_0_3px_var(--v-accent-soft)]";

/** A button that selects this event and opens the pane with its details. */
export const PaneLink = (props: { target: Target; class?: string; children: JSX.Element }) => {
  const timeline = useTimeline();
  return (
    <button
      type="button"
      data-event
      aria-current={timeline.selected() === props.target.ev ? "true" : undefined}
      class={`${LINK} ${props.class ?? ""}`}
      onClick={() => timeline.open(props.target)}
    >
      {props.children}
    </button>
  );
};

/** Text with a quieter line below it. */
export const TwoLines = (props: { text: JSX.Element; detail: string | null; quiet?: boolean }) => (
  <>
    <p class={props.quiet ? "text-mute" : ""}>{props.text}</p>
    <Show when={props.detail}>
      <p class="text-small text-mute">{props.detail}</p>
    </Show>
  </>
);
