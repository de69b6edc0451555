import { type ComponentProps, splitProps } from "solid-js";

/** A part of the page that scrolls by itself. It takes focus, so that the arrow and page keys reach it. */
export function ScrollRegion(props: ComponentProps<"section"> & { label: string }) {
  const [own, rest] = splitProps(props, ["label", "class"]);
  return (
    <section
      {...rest}
      aria-label={own.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      class={`overflow-y-auto focus-visible:-outline-offset-2 ${own.class ?? ""}`}
    />
  );
}
