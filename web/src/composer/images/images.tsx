import { createQuery } from "@tanstack/solid-query";
import ImagePlus from "lucide-solid/icons/image-plus";
import RotateCw from "lucide-solid/icons/rotate-cw";
import X from "lucide-solid/icons/x";
import { createEffect, createSignal, For, onCleanup, Show } from "solid-js";
import { modelsQuery } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { StoredImage } from "../../ui/stored-image.tsx";
import type { DraftImage } from "../draft/draft.ts";
import { createDropZone } from "./image-drop.ts";
import { IMAGE_TYPES, MAX_TASK_IMAGES } from "./image-limits.ts";
import { type AttachedImage, createImages } from "./images-store.ts";

/** What is attached to the prompt: thumbnails, and three ways to add more (a button, pasting, dropping). */
export default function Images(props: {
  images: readonly DraftImage[];
  onChange: (images: DraftImage[]) => void;
  /** Called with what keeps the prompt from being sent. */
  onPendingProblem: (reason: string | null) => void;
  problem: string | null;
  /** Where images may be pasted and dropped. */
  zone: HTMLElement;
  provider: string;
  model: string;
}) {
  const store = createImages(props.images, (images) => props.onChange(images));
  const [note, setNote] = createSignal<string | null>(null);
  const models = createQuery(modelsQuery);
  let picker: HTMLInputElement | undefined;
  let opener: HTMLButtonElement | undefined;

  const add = (files: readonly File[]) => {
    const left = store.add(files);
    setNote(
      left > 0
        ? `A prompt takes ${MAX_TASK_IMAGES} images. ${left} ${left === 1 ? "was" : "were"} left out.`
        : null,
    );
  };
  const remove = (key: number) => {
    store.remove(key);
    setNote(null);
    opener?.focus();
  };
  const over = createDropZone(props.zone, add);
  createEffect(() => props.onPendingProblem(store.pendingProblem()));
  onCleanup(() => props.onPendingProblem(null));
  const ignoresImages = () => {
    const known = models.data?.providers.find(({ id }) => id === props.provider)?.models;
    return known?.find(({ id }) => id === props.model)?.images === false;
  };

  return (
    <section aria-label="Images" class="mt-2">
      <Show when={store.images.length > 0}>
        <ul class="mt-3 mb-1.5 flex flex-wrap gap-2">
          <For each={store.images}>
            {(image) => (
              <Thumbnail
                image={image}
                onRemove={() => remove(image.key)}
                onRetry={store.canRetry(image.key) ? () => store.retry(image.key) : null}
              />
            )}
          </For>
        </ul>
      </Show>
      <div class="flex flex-wrap items-center gap-x-2">
        <input
          ref={picker}
          type="file"
          class="hidden"
          multiple
          accept={IMAGE_TYPES.join(",")}
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            // The same file may be chosen again.
            event.currentTarget.value = "";
          }}
        />
        <Button
          ref={opener}
          variant="quiet"
          class="-ml-2 px-2!"
          aria-disabled={store.room() <= 0}
          onClick={() => (store.room() > 0 ? picker?.click() : add([]))}
        >
          <ImagePlus size={14} aria-hidden="true" />
          Attach image
        </Button>
        <p role="status" class="text-small text-mute">
          {note() ?? hint(store.images.length)}
        </p>
      </div>
      <Show when={props.problem}>
        <p role="alert" class="mt-1 text-small text-bad">
          {props.problem}
        </p>
      </Show>
      <Show when={store.images.length > 0 && ignoresImages()}>
        <p class="mt-1 text-small text-warn">
          This model cannot see images. It is only told that there are some.
        </p>
      </Show>
      <Show when={over()}>
        <div
          aria-hidden="true"
          class="pointer-events-none fixed inset-3 z-40 grid place-items-center rounded-card border-2 border-dashed border-accent bg-accent-soft/80 text-read font-medium text-accent"
        >
          Drop images to attach them
        </div>
      </Show>
    </section>
  );
}

function hint(count: number): string {
  if (count === 0) return "Or paste one, or drop it here.";
  return count < MAX_TASK_IMAGES
    ? `${count} of ${MAX_TASK_IMAGES}`
    : `${MAX_TASK_IMAGES} images are the most a prompt takes.`;
}

function Thumbnail(props: { image: AttachedImage; onRemove: () => void; onRetry: (() => void) | null }) {
  const failed = () => props.image.state === "failed";
  const busy = () => !failed() && props.image.state !== "ready";
  return (
    <li class="relative w-28 max-md:w-[calc(50%-4px)]">
      <div
        class="relative h-20 max-md:h-24 overflow-hidden rounded-control border bg-surface"
        classList={{ "border-line-strong": !failed(), "border-bad": failed() }}
      >
        <Show
          when={props.image.preview}
          fallback={<StoredImage id={props.image.id ?? ""} alt="" class="size-full object-cover" />}
        >
          {(src) => (
            <img
              src={src()}
              alt=""
              class="size-full object-cover"
              classList={{ "opacity-40": !props.image.id }}
            />
          )}
        </Show>
        <Show when={busy()}>
          <p
            role="status"
            class="absolute inset-x-0 bottom-0 flex items-center gap-1.5 bg-raised/90 px-1.5 py-0.5 text-small"
          >
            <Spinner />
            {props.image.state === "preparing" ? "Scaling" : "Uploading"}
          </p>
        </Show>
        <Show when={failed() && props.onRetry}>
          {(retry) => (
            <button
              type="button"
              class="absolute inset-x-0 bottom-0 flex h-7 max-md:h-11 items-center justify-center gap-1.5 bg-raised/95 text-small text-accent hover:underline"
              aria-label={`Try again: ${props.image.name}`}
              onClick={() => retry()()}
            >
              <RotateCw size={12} aria-hidden="true" />
              Try again
            </button>
          )}
        </Show>
      </div>
      <button
        type="button"
        aria-label={`Remove ${props.image.name}`}
        title="Remove"
        class="group absolute top-0 right-0 grid size-8 max-md:size-11 place-items-center"
        onClick={() => props.onRemove()}
      >
        <span class="grid size-5 max-md:size-6 place-items-center rounded-full border border-line-strong bg-raised text-mute group-hover:text-fg">
          <X size={12} aria-hidden="true" />
        </span>
      </button>
      <p class="mt-1 truncate text-small text-mute" title={props.image.name}>
        {props.image.name}
      </p>
      <Show when={props.image.problem}>
        <p role="alert" class="text-small text-bad [overflow-wrap:anywhere]">
          {props.image.problem}
        </p>
      </Show>
    </li>
  );
}
