import { A } from "@solidjs/router";
import ChevronLeft from "lucide-solid/icons/chevron-left";
import { type JSX, Show } from "solid-js";
import { createTitle } from "../ui/title.ts";

/** Title and first sentence of a settings page; on a phone with the way back to the list. */
export function PageHead(props: { title: string; children?: JSX.Element }) {
  createTitle(() => props.title);
  return (
    <header>
      <A
        href="/settings"
        class="-ml-1.5 mb-1 inline-flex h-11 items-center gap-1 pr-3 text-mute hover:text-fg md:hidden"
      >
        <ChevronLeft size={16} aria-hidden="true" /> Settings
      </A>
      <h1 class="text-title font-strong tracking-[-0.01em]">{props.title}</h1>
      <Show when={props.children}>
        <p class="mt-0.5 text-mute">{props.children}</p>
      </Show>
    </header>
  );
}

/** One subject of a page. */
export const Section = (props: { id: string; title: string; note?: JSX.Element; children: JSX.Element }) => (
  <section aria-labelledby={props.id} class="mt-8">
    <h2 id={props.id} class="font-strong">
      {props.title}
    </h2>
    <Show when={props.note}>
      <p class="text-mute">{props.note}</p>
    </Show>
    <div class="mt-3">{props.children}</div>
  </section>
);
