import { Dialog } from "@kobalte/core/dialog";
import X from "lucide-solid/icons/x";
import { For } from "solid-js";
import { MODAL, MODAL_CONTENT } from "../ui/modal.ts";
import { SHORTCUTS } from "./shortcuts.ts";

/** All keys on one sheet. */
export default function KeySheet(props: { onClose: () => void }) {
  return (
    <Dialog {...MODAL} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="fixed inset-0 z-40 bg-bg/70" />
        <div class="fixed inset-0 z-50 grid place-items-center p-4">
          <Dialog.Content
            {...MODAL_CONTENT}
            class="max-h-full w-full max-w-3xl overflow-y-auto rounded-card border border-line bg-raised p-5 shadow-float animate-float-in"
          >
            <div class="-mt-1 -mr-1 flex items-center">
              <Dialog.Title class="mr-auto text-read font-strong">Keyboard</Dialog.Title>
              <Dialog.CloseButton
                aria-label="Close"
                class="grid size-7 max-md:size-11 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg"
              >
                <X size={14} aria-hidden="true" />
              </Dialog.CloseButton>
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
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}
