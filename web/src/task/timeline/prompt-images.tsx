import { Dialog } from "@kobalte/core/dialog";
import { createSignal, For, Show } from "solid-js";
import type { Attachment } from "../../../../worker/protocol/index.ts";
import { Modal, ModalClose } from "../../ui/modal.tsx";
import { StoredImage } from "../../ui/stored-image.tsx";

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
          <Modal
            onClose={close}
            shade="bg-bg/80"
            class="grid max-h-full max-w-full grid-rows-[auto_minmax(0,1fr)] p-3"
          >
            <div class="mb-2 flex items-center gap-4">
              <Dialog.Title class="mr-auto text-ui font-medium">{shown().name}</Dialog.Title>
              <ModalClose />
            </div>
            <StoredImage
              id={shown().image.attachment_id}
              alt={shown().name}
              class="max-h-[calc(100dvh-7rem)] max-w-full rounded-control object-contain"
            />
          </Modal>
        )}
      </Show>
    </>
  );
}
