import { type ComponentProps, Show, splitProps } from "solid-js";
import { Spinner } from "./spinner.tsx";

type Variant = "primary" | "secondary" | "quiet" | "danger";

const LOOK: Record<Variant, string> = {
  primary: "bg-accent text-on-accent border-transparent enabled:hover:bg-accent-hover font-medium",
  secondary: "bg-raised text-fg border-line-strong enabled:hover:bg-hover",
  quiet: "bg-transparent text-mute border-transparent enabled:hover:bg-hover enabled:hover:text-fg",
  danger: "bg-transparent text-bad border-line-strong enabled:hover:bg-bad-soft",
};

const BASE =
  "inline-flex items-center justify-center gap-1.5 rounded-control border px-3 h-8 max-md:h-11 text-ui " +
  "whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-55";

/** Classes of a link that looks like a button. */
export const linkButton = (variant: Variant): string =>
  `${BASE} ${LOOK[variant].replaceAll("enabled:", "")} no-underline`;

/** A button. While `busy` it shows a spinner, keeps its name and ignores clicks. */
export function Button(props: ComponentProps<"button"> & { variant?: Variant; busy?: boolean }) {
  const [own, rest] = splitProps(props, ["variant", "busy", "class", "children", "disabled"]);
  return (
    <button
      type="button"
      {...rest}
      disabled={own.disabled || own.busy}
      aria-busy={own.busy || undefined}
      class={`${BASE} ${LOOK[own.variant ?? "secondary"]} ${own.class ?? ""}`}
    >
      <Show when={own.busy}>
        <Spinner />
      </Show>
      {own.children}
    </button>
  );
}

/** A square button with an icon; `label` is its name. With `pressed` it is a switch, and shows its state. */
export function IconButton(props: ComponentProps<"button"> & { label: string; pressed?: boolean }) {
  const [own, rest] = splitProps(props, ["label", "pressed", "class", "children"]);
  return (
    <button
      type="button"
      {...rest}
      aria-label={own.label}
      aria-pressed={own.pressed}
      title={own.label}
      class={`inline-flex size-7 max-md:size-11 items-center justify-center rounded-control text-mute
        enabled:hover:bg-hover enabled:hover:text-fg disabled:opacity-40 ${own.pressed ? "text-accent!" : ""} ${own.class ?? ""}`}
    >
      {own.children}
    </button>
  );
}
