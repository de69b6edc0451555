import { Dialog } from "@kobalte/core/dialog";
import X from "lucide-solid/icons/x";
import { createSignal, For, Show } from "solid-js";
import type { Attachment } from "../../../worker/protocol/index.ts";
import { MODAL, MODAL_CONTENT } from "../ui/modal.ts";
import { StoredImage } from "./stored-image.tsx";

/** The images of a prompt as thumbnails; each opens large. */
export default function PromptImages(props: { images: readonly Attachment[] }) {
  const [open, setOpen] = createSignal<number | null>(null);
  const nameOf = (index: number) => `Image ${index + 1} of ${props.images.length}`;
  const large = () => {
    const index = open();
    const image = index === null ? undefined : props.images[index];
    return index === null || !image ? null : { image, name: nameOf(index) };
  };
  const buttons: HTMLButtonElement[] = [];
  const close = () => {
    const index = open();
    setOpen(null);
    if (index !== null) queueMicrotask(() => buttons[index]?.focus());
  };
  return (
    <>
      <ul class="mt-2 flex flex-wrap gap-2" aria-label="Attached images">
        <For each={props.images}>
          {(image, index) => (
            <li>
              <button
                type="button"
                ref={(button) => {
                  buttons[index()] = button;
                }}
                class="block h-16 w-24 overflow-hidden rounded-control border border-line-strong bg-raised hover:border-accent"
                aria-label={`Open image ${index() + 1}`}
                onClick={() => setOpen(index())}
              >
                <StoredImage id={image.attachment_id} alt="" class="size-full object-cover" />
              </button>
            </li>
          )}
        </For>
      </ul>
      <Show when={large()}>
        {(shown) => (
          <Dialog {...MODAL} onOpenChange={(isOpen) => !isOpen && close()}>
            <Dialog.Portal>
              <Dialog.Overlay class="fixed inset-0 z-40 bg-bg/80" />
              <div class="fixed inset-0 z-50 grid place-items-center p-4">
                <Dialog.Content
                  {...MODAL_CONTENT}
                  class="grid max-h-full max-w-full grid-rows-[auto_minmax(0,1fr)] rounded-card border border-line bg-raised p-3 shadow-float animate-float-in"
                >
                  <div class="mb-2 flex items-center gap-4">
                    <Dialog.Title class="mr-auto text-ui font-medium">{shown().name}</Dialog.Title>
                    <Dialog.CloseButton
                      aria-label="Close"
                      class="grid size-7 max-md:size-11 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg"
                    >
                      <X size={14} aria-hidden="true" />
                    </Dialog.CloseButton>
                  </div>
                  <StoredImage
                    id={shown().image.attachment_id}
                    alt={shown().name}
                    class="max-h-[calc(100dvh-7rem)] max-w-full rounded-control object-contain"
                  />
                </Dialog.Content>
              </div>
            </Dialog.Portal>
          </Dialog>
        )}
      </Show>
    </>
  );
}
