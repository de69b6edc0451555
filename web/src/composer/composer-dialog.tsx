import { Dialog } from "@kobalte/core/dialog";
import { useNavigate } from "@solidjs/router";
import Maximize2 from "lucide-solid/icons/maximize-2";
import X from "lucide-solid/icons/x";
import { createSignal, lazy, Show } from "solid-js";
import { FloatMount } from "../ui/float-mount.ts";
import { Modal } from "../ui/modal.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import type { ComposerHandle } from "./composer-form.tsx";

// The frame is drawn, and has the keys, while the form is on its way.
const ComposerForm = lazy(() =>
  import("./composer-form.tsx").then((module) => ({ default: module.ComposerForm })),
);
// A failure shows when the form is asked for.
void ComposerForm.preload().catch(() => {});

const CORNER =
  "grid size-7 max-md:size-11 place-items-center rounded-control text-mute hover:bg-hover hover:text-fg";

/**
 * The composer over the page where `c` was pressed. It is open as long as it exists. Closing asks nothing: the
 * browser keeps the draft. Only images on their way are not kept yet, so the first try to close says so.
 */
export default function ComposerDialog(props: {
  repo: string | undefined;
  onClose: () => void;
  /** Element that is focused when the dialog closes. */
  opener: Element | null;
}) {
  const navigate = useNavigate();
  const [panel, setPanel] = createSignal<HTMLElement>();
  const [savedId, setSavedId] = createSignal<string>();
  const [form, setForm] = createSignal<ComposerHandle>();
  let told: string | null = null;
  const close = () => {
    const reason = form()?.pendingProblem() ?? null;
    if (reason !== null && reason !== told) told = reason;
    else props.onClose();
  };
  const focusPrompt = () => (panel()?.querySelector("textarea") ?? panel())?.focus();
  const page = () => (savedId() === undefined ? "/new" : `/new?draft=${savedId()}`);
  return (
    <Modal
      onClose={close}
      place="inset-0 flex items-center justify-center p-6 max-md:items-end max-md:p-0 max-md:pt-3"
      ref={setPanel}
      onOpenAutoFocus={(event) => {
        event.preventDefault();
        focusPrompt();
      }}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (props.opener instanceof HTMLElement && props.opener.isConnected) props.opener.focus();
      }}
      onEscapeKeyDown={(event) => {
        if (event.isComposing) event.preventDefault();
      }}
      class="relative flex max-h-full w-full max-w-[672px] flex-col outline-none max-md:h-full max-md:rounded-b-none max-md:border-x-0 max-md:pb-[env(safe-area-inset-bottom)]"
    >
      <div class="flex items-center gap-1 border-b border-line py-3 pr-3 pl-6 max-md:py-1 max-md:pr-1 max-md:pl-4">
        <Dialog.Title class="text-read font-strong">New task</Dialog.Title>
        <Dialog.Description class="ml-2 mr-auto truncate text-small text-mute">
          Closing keeps what you typed.
        </Dialog.Description>
        <a
          href={page()}
          aria-label="Open full page"
          title="Open full page"
          class={CORNER}
          // On the link itself, so that it runs before the router's own listener: the page reads what is kept.
          on:click={() => form()?.keep()}
        >
          <Maximize2 size={13} aria-hidden="true" />
        </a>
        <Dialog.CloseButton aria-label="Close" title="Close" class={CORNER}>
          <X size={14} aria-hidden="true" />
        </Dialog.CloseButton>
      </div>
      <FloatMount.Provider value={panel}>
        {/* No Suspense: the whole form would wait for the queries of its fields. */}
        <Show when={!form()}>
          <div class="p-6">
            <Skeleton rows={6} label="Loading the form" rowClass="h-14" />
          </div>
        </Show>
        <ComposerForm
          presets={{ repo: props.repo, draft: savedId() }}
          onSaved={setSavedId}
          onStarted={(taskId) => navigate(`/t/${taskId}`)}
          onReady={(handle) => {
            setForm(handle);
            focusPrompt();
          }}
          class="min-h-0 flex-1 content-start overflow-y-auto rounded-b-card px-6 pt-5 max-md:px-4 max-md:rounded-b-none max-md:pt-4"
          barClass="sticky bottom-0 z-10 -mx-6 bg-raised px-6 py-3! max-md:-mx-4 max-md:px-4 max-md:py-2!"
        />
      </FloatMount.Provider>
    </Modal>
  );
}
