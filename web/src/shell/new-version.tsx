import { createSignal, onCleanup, Show } from "solid-js";
import { Button } from "../ui/button.tsx";
import { isNewer } from "./newer-build.ts";

const ASK_EVERY_MS = 5 * 60_000;

/** Offers to reload when a newer build is served. Checked on focus and every five minutes. */
export default function NewVersion() {
  const [newer, setNewer] = createSignal(false);
  const script = document.querySelector<HTMLScriptElement>("script[type=module][src]")?.src ?? null;
  let askedAtMs = Date.now();
  const ask = async () => {
    if (document.hidden || newer()) return;
    askedAtMs = Date.now();
    const answer = await fetch("/", { cache: "no-cache" }).catch(() => null); // offline: asked again later
    if (answer?.ok) setNewer(isNewer(await answer.text(), script));
  };
  const onFocus = () => Date.now() - askedAtMs > 10_000 && void ask();
  const timer = setInterval(() => void ask(), ASK_EVERY_MS);
  addEventListener("focus", onFocus);
  onCleanup(() => {
    clearInterval(timer);
    removeEventListener("focus", onFocus);
  });
  return (
    <div role="status" class="fixed bottom-4 left-1/2 z-30 -translate-x-1/2 max-md:bottom-32">
      <Show when={newer()}>
        <p class="flex items-center gap-2 rounded-card border border-line bg-raised py-1 pr-1 pl-3 shadow-float animate-float-in">
          New version
          <Button variant="quiet" class="h-7! text-accent!" onClick={() => location.reload()}>
            Reload
          </Button>
        </p>
      </Show>
    </div>
  );
}
