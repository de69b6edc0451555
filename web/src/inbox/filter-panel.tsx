import { Popover } from "@kobalte/core/popover";
import type { JSX } from "solid-js";

/** A panel below the button that asked for it. It is open as long as it exists, and leaves the focus to its owner. */
export const FilterPanel = (props: {
  label: string;
  anchor: HTMLElement;
  class: string;
  ref?: (panel: HTMLElement) => void;
  onOpenAutoFocus?: (event: Event) => void;
  onClose: () => void;
  children: JSX.Element;
}): JSX.Element => (
  <Popover
    open
    onOpenChange={(open) => !open && props.onClose()}
    anchorRef={() => props.anchor}
    placement="bottom-end"
    gutter={4}
  >
    <Popover.Portal>
      <Popover.Content
        aria-label={props.label}
        onOpenAutoFocus={(event) => props.onOpenAutoFocus?.(event)}
        onCloseAutoFocus={(event) => event.preventDefault()}
        ref={(panel) => props.ref?.(panel)}
        class={`z-30 rounded-card border border-line bg-raised p-3 shadow-float outline-none animate-float-in ${props.class}`}
      >
        {props.children}
      </Popover.Content>
    </Popover.Portal>
  </Popover>
);
