import { Dialog } from "@kobalte/core/dialog";
import X from "lucide-solid/icons/x";
import { MODAL, MODAL_CONTENT } from "../../ui/modal.ts";
import FileTree from "./file-tree.tsx";
import type { ReviewState } from "./review-state.ts";

/** The changed files on a narrow screen: a sheet that closes with the choice. */
export default function FileSheet(props: { state: ReviewState; title: string; onClose: () => void }) {
  return (
    <Dialog {...MODAL} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="fixed inset-0 z-40 bg-bg/70" />
        <Dialog.Content
          {...MODAL_CONTENT}
          class="fixed inset-x-0 bottom-0 z-50 flex h-[75dvh] flex-col rounded-t-card border-t border-line bg-raised
            shadow-float animate-float-in pb-[env(safe-area-inset-bottom)]"
        >
          <div class="flex items-center pl-4 pr-2 pt-2">
            <Dialog.Title class="mr-auto text-read font-strong">{props.title}</Dialog.Title>
            <Dialog.CloseButton
              aria-label="Close"
              class="grid size-7 max-md:size-11 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg"
            >
              <X size={16} aria-hidden="true" />
            </Dialog.CloseButton>
          </div>
          <FileTree
            state={props.state}
            onPick={(path) => {
              props.onClose();
              props.state.pick(path);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}
