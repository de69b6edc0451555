import { Dialog } from "@kobalte/core/dialog";
import { Button } from "../../ui/button.tsx";
import { MODAL, MODAL_CONTENT } from "../../ui/modal.ts";
import type { TaskModel } from "../model.ts";
import { afterSending } from "./review-store.ts";

/** Between "Apply changes" and a pull request without what the reader wrote about the diff. */
export default function UnsentDialog(props: { task: TaskModel }) {
  const { review: store, commands } = props.task;
  const unsent = () => store.review().unsent;
  const close = () => store.ask(false);
  const count = () => unsent()?.count ?? 0;
  const send = async () => {
    const ready = unsent();
    close();
    if (ready && (await commands.message(ready.text)))
      store.change((review) => afterSending(review, ready.prints));
  };
  const apply = () => {
    close();
    void commands.apply();
  };
  return (
    <Dialog {...MODAL} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay class="fixed inset-0 z-40 bg-bg/70" />
        <div class="fixed inset-0 z-50 grid place-items-center p-4">
          <Dialog.Content
            {...MODAL_CONTENT}
            class="w-full max-w-md rounded-card border border-line bg-raised p-5 shadow-float animate-float-in"
          >
            <Dialog.Title class="text-read font-strong">
              {count() === 1 ? "1 review note is not sent" : `${count()} review notes are not sent`}
            </Dialog.Title>
            <Dialog.Description class="mt-1 text-mute">
              Send them, and the agent works on them before anything is applied. Apply anyway, and the pull
              request is made from the change as it is; the notes stay here.
            </Dialog.Description>
            <div class="mt-4 flex flex-wrap justify-end gap-2 max-md:flex-col-reverse">
              <Button variant="quiet" onClick={close}>
                Cancel
              </Button>
              <Button onClick={apply}>Apply anyway</Button>
              <Button variant="primary" disabled={!props.task.may("message")} onClick={() => void send()}>
                Send notes first
              </Button>
            </div>
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog>
  );
}
