import ImageOff from "lucide-solid/icons/image-off";
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { requestFile } from "../api/client.ts";

/** An image that the Worker keeps: its address needs the session, so it is fetched and shown from memory. */
export function StoredImage(props: { id: string; alt: string; class?: string }) {
  const [url, setUrl] = createSignal<string | null>(null);
  const [failed, setFailed] = createSignal(false);
  let shown: string | null = null;
  let current = "";
  const drop = () => {
    if (shown) URL.revokeObjectURL(shown);
    shown = null;
  };
  createEffect(
    on(
      () => props.id,
      async (id) => {
        current = id;
        setFailed(false);
        try {
          const blob = await requestFile(`/api/attachments/${id}`);
          if (current !== id) return;
          drop();
          shown = URL.createObjectURL(blob);
          setUrl(shown);
        } catch {
          if (current === id) setFailed(true);
        }
      },
    ),
  );
  onCleanup(() => {
    current = "";
    drop();
  });
  return (
    <Show
      when={!failed()}
      fallback={
        <span
          role="img"
          aria-label={`${props.alt}, which cannot be shown`}
          class="grid size-full place-items-center"
        >
          <ImageOff size={16} class="text-mute" aria-hidden="true" />
        </span>
      }
    >
      <Show when={url()} fallback={<span class="block size-full min-h-12 animate-skeleton bg-hover" />}>
        {(src) => <img src={src()} alt={props.alt} class={props.class} />}
      </Show>
    </Show>
  );
}
