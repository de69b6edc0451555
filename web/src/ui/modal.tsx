import { Dialog, type DialogContentOptions } from "@kobalte/core/dialog";
import X from "lucide-solid/icons/x";
import { type JSX, type Ref, splitProps } from "solid-js";

/**
 * Of every dialog. The library would keep the page from scrolling and from the pointer by styles on the whole document,
 * each of which costs a new style for every element on opening and on closing. The page itself never scrolls, and the
 * overlay lies over everything that does.
 */
const ROOT = { open: true, modal: true, preventScroll: false } as const;
const CONTENT = { disableOutsidePointerEvents: false } as const;

const CENTRED = "inset-0 grid place-items-center p-4";
const CARD = "rounded-card border border-line bg-raised";

interface ModalProps
  extends Pick<DialogContentOptions, "onOpenAutoFocus" | "onCloseAutoFocus" | "onEscapeKeyDown"> {
  /** Escape, a click beside it, or its close button. Without it the dialog cannot be left. */
  onClose?: () => void;
  /** Classes of its position; centred by default. */
  place?: string;
  /** Classes of the surface; by default a framed card. */
  surface?: string;
  /** Classes of the overlay's colour. */
  shade?: string;
  class: string;
  ref?: Ref<HTMLDivElement>;
  children: JSX.Element;
}

/** A dialog that is open as long as it is rendered. Give it a `Dialog.Title`. */
export function Modal(props: ModalProps) {
  const [own, rest] = splitProps(props, ["onClose", "place", "surface", "shade", "class"]);
  return (
    <Dialog {...ROOT} onOpenChange={(open) => !open && own.onClose?.()}>
      <Dialog.Portal>
        <Dialog.Overlay class={`fixed inset-0 z-40 ${own.shade ?? "bg-bg/70"}`} />
        <div class={`fixed z-50 ${own.place ?? CENTRED}`}>
          <Dialog.Content
            {...CONTENT}
            {...rest}
            class={`${own.surface ?? CARD} shadow-float animate-float-in ${own.class}`}
          />
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}

/** The cross in the corner of a dialog. */
export const ModalClose = (props: { class?: string; size?: number }) => (
  <Dialog.CloseButton
    aria-label="Close"
    class={`grid size-7 max-md:size-11 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg ${props.class ?? ""}`}
  >
    <X size={props.size ?? 14} aria-hidden="true" />
  </Dialog.CloseButton>
);
