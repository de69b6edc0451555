import { createSignal, Show } from "solid-js";

/** A person's picture, or the first letter of their login. Decorative: the caller shows the name beside it. */
export function Avatar(props: { login: string | null; url: string | null; size?: number }) {
  const [broken, setBroken] = createSignal(false);
  const size = () => `${props.size ?? 20}px`;
  return (
    <Show
      when={!broken() && props.url}
      fallback={
        <span
          aria-hidden="true"
          class="grid shrink-0 place-items-center rounded-full bg-accent-soft text-small font-medium text-accent"
          style={{ width: size(), height: size() }}
        >
          {(props.login ?? "?").slice(0, 1).toUpperCase()}
        </span>
      }
    >
      {(url) => (
        <img
          src={url()}
          alt=""
          referrerpolicy="no-referrer"
          class="shrink-0 rounded-full"
          style={{ width: size(), height: size() }}
          onError={() => setBroken(true)}
        />
      )}
    </Show>
  );
}
