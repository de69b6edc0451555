import { Dialog } from "@kobalte/core/dialog";
import { Modal, ModalClose } from "../../ui/modal.tsx";
import type { DiffState } from "./diff-state.ts";
import FileTree from "./file-tree.tsx";

/** The changed files on a narrow screen: a sheet that closes with the choice. */
export default function FileSheet(props: { state: DiffState; title: string; onClose: () => void }) {
  return (
    <Modal
      onClose={props.onClose}
      place="inset-x-0 bottom-0"
      surface="rounded-t-card border-t border-line bg-raised"
      class="flex h-[75dvh] flex-col pb-[env(safe-area-inset-bottom)]"
    >
      <div class="flex items-center pl-4 pr-2 pt-2">
        <Dialog.Title class="mr-auto text-read font-strong">{props.title}</Dialog.Title>
        <ModalClose size={16} />
      </div>
      <FileTree
        state={props.state}
        onPick={(path) => {
          props.onClose();
          props.state.pick(path);
        }}
      />
    </Modal>
  );
}
