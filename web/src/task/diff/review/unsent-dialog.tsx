import { Dialog } from "@kobalte/core/dialog";
import { useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { type ApiFailure, asFailure } from "../../../api/client.ts";
import { queryClient } from "../../../api/queries.ts";
import { Button } from "../../../ui/button.tsx";
import { Modal } from "../../../ui/modal.tsx";
import { FailureNotice, Notice } from "../../../ui/notice.tsx";
import { publishWithoutNotes } from "../../commands/publish.ts";
import type { TaskModel } from "../../model.ts";
import { type Fingerprints, fingerprints } from "../fingerprint.ts";
import { revisionOf } from "../revision.ts";
import { afterSending, type Unsent } from "./review.ts";

/** Between the button and a pull request without what the reader wrote about the diff. */
export default function UnsentDialog(props: { task: TaskModel }) {
  const { review: store, commands } = props.task;
  const unsent = () => store.review().unsent;
  const close = () => store.setDialogOpen(false);
  const count = () => unsent()?.count ?? 0;
  const [, setParams] = useSearchParams();
  const [checking, setChecking] = createSignal(false);
  const [stale, setStale] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  /** The notes quote the diff as it was last shown: they go out only while it is still the same. */
  const send = async () => {
    const ready = unsent();
    const revision = revisionOf(props.task);
    if (!ready || revision === null) return;
    setFailure(null);
    setChecking(true);
    try {
      const diff = await queryClient.fetchQuery(props.task.diff(revision));
      if (!isSame(ready, fingerprints(diff.patch, diff.files))) return setStale(true);
    } catch (error) {
      return setFailure(asFailure(error));
    } finally {
      setChecking(false);
    }
    close();
    if (await commands.message(ready.text)) store.change((review) => afterSending(review, ready.prints));
  };
  const showDiff = () => {
    close();
    setParams({ pane: "diff" });
  };
  const publish = () => {
    close();
    publishWithoutNotes(props.task);
  };
  return (
    <Modal onClose={close} class="w-full max-w-md p-5">
      <Dialog.Title class="text-read font-strong">
        {count() === 1 ? "1 review note is not sent" : `${count()} review notes are not sent`}
      </Dialog.Title>
      <Dialog.Description class="mt-1 text-mute">
        Send them, and the agent works on them before anything is published. Open it anyway, and the pull
        request is made from the change as it is; the notes stay here.
      </Dialog.Description>
      <Show when={stale()}>
        <div class="mt-3">
          <Notice tone="warn">
            The files have changed since you wrote the notes. Look at the diff again, and send them from
            there.
          </Notice>
        </div>
      </Show>
      <Show when={failure()}>
        {(reason) => (
          <div class="mt-3">
            <FailureNotice what="The notes were not sent." failure={reason()} />
          </div>
        )}
      </Show>
      <div class="mt-4 flex flex-wrap justify-end gap-2 max-md:flex-col-reverse">
        <Button variant="quiet" onClick={close}>
          Cancel
        </Button>
        <Button onClick={publish}>Open it anyway</Button>
        <Show
          when={!stale()}
          fallback={
            <Button variant="primary" onClick={showDiff}>
              Show the diff
            </Button>
          }
        >
          <Button
            variant="primary"
            busy={checking()}
            disabled={!props.task.may("message")}
            onClick={() => void send()}
          >
            Send notes first
          </Button>
        </Show>
      </div>
    </Modal>
  );
}

const isSame = (unsent: Unsent, now: Fingerprints): boolean =>
  now.size === Object.keys(unsent.prints).length &&
  [...now].every(([path, print]) => unsent.prints[path] === print);
