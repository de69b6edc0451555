import { Dialog } from "@kobalte/core/dialog";
import { For } from "solid-js";
import { Modal, ModalClose } from "../ui/modal.tsx";
import { SHORTCUTS } from "./shortcuts.ts";

/** All keys on one sheet. */
export default function KeySheet(props: { onClose: () => void }) {
  return (
    <Modal onClose={props.onClose} class="max-h-full w-full max-w-3xl overflow-y-auto p-5">
      <div class="-mt-1 -mr-1 flex items-center">
        <Dialog.Title class="mr-auto text-read font-strong">Keyboard</Dialog.Title>
        <ModalClose />
      </div>
      <Dialog.Description class="text-small text-mute">
        Single keys rest while you type. They can be turned off in Settings.
      </Dialog.Description>
      <div class="mt-4 columns-2 gap-8 max-md:columns-1">
        <For each={SHORTCUTS}>
          {(group) => (
            <section class="mb-5 break-inside-avoid">
              <h3 class="mb-1 text-small font-medium text-mute">{group.where}</h3>
              <dl class="grid gap-1">
                <For each={group.keys}>
                  {([key, meaning]) => (
                    <div class="flex items-baseline gap-3">
                      <dt class="w-28 shrink-0 font-mono text-code">{key}</dt>
                      <dd>{meaning}</dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Modal>
  );
}
