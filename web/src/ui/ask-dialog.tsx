import { Dialog } from "@kobalte/core/dialog";
import { asked } from "./ask.ts";
import { Button } from "./button.tsx";
import { Modal } from "./modal.tsx";

/** The open question. It is open as long as it is rendered. */
export default function AskDialog() {
  const question = asked();
  const opener = document.activeElement;
  let no: HTMLButtonElement | undefined;
  return (
    <Modal
      onClose={() => question?.answer(false)}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        no?.focus();
      }}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
      }}
      class="w-full max-w-md p-5"
    >
      <Dialog.Title class="text-read font-strong">{question?.title}</Dialog.Title>
      <Dialog.Description class="mt-1 text-mute">{question?.text}</Dialog.Description>
      <div class="mt-4 flex flex-wrap justify-end gap-2 max-md:flex-col-reverse">
        <Button ref={no} onClick={() => question?.answer(false)}>
          {question?.no}
        </Button>
        <Button
          variant="danger"
          // The second click of a double click was meant for what is below the dialog.
          onClick={(event) => event.detail < 2 && question?.answer(true)}
        >
          {question?.yes}
        </Button>
      </div>
    </Modal>
  );
}
