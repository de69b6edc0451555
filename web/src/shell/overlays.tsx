import { useNavigate } from "@solidjs/router";
import { createSignal, lazy, onCleanup, Show, Suspense } from "solid-js";
import { isTyping } from "../ui/keys.ts";
import { globalKey } from "./shortcuts.ts";

const Palette = lazy(() => import("./palette.tsx"));
const KeySheet = lazy(() => import("./key-sheet.tsx"));

/** The second key of a sequence has to come within this time. */
const SEQUENCE_MS = 1_200;

/** The keys that work everywhere, and what they open over the page. */
export function Overlays() {
  const navigate = useNavigate();
  const [open, setOpen] = createSignal<"palette" | "sheet" | null>(null);
  let before: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const forget = () => {
    before = null;
    clearTimeout(timer);
  };
  const onKey = (event: KeyboardEvent) => {
    if (
      event.key.toLowerCase() === "k" &&
      (event.metaKey || event.ctrlKey) &&
      !event.altKey &&
      !event.shiftKey
    ) {
      event.preventDefault();
      setOpen(open() === "palette" ? null : "palette");
      return;
    }
    if (isTyping(event) || event.key === "Shift") return;
    const meaning = globalKey(event.key, before);
    forget();
    if (!meaning) return;
    if (meaning.type === "wait") {
      before = event.key;
      timer = setTimeout(forget, SEQUENCE_MS);
      return;
    }
    event.preventDefault();
    if (meaning.type === "go") navigate(meaning.path);
    else if (meaning.type === "search")
      document.querySelector<HTMLInputElement>("#main input[type=search]")?.focus();
    else setOpen(meaning.type);
  };
  // Before the handlers of pages, so that `g i` never reaches them as `i`.
  document.addEventListener("keydown", onKey, { capture: true });
  onCleanup(() => {
    clearTimeout(timer);
    document.removeEventListener("keydown", onKey, { capture: true });
  });
  const close = () => setOpen(null);
  return (
    <Suspense>
      <Show when={open() === "palette"}>
        <Palette onClose={close} onSheet={() => setOpen("sheet")} />
      </Show>
      <Show when={open() === "sheet"}>
        <KeySheet onClose={close} />
      </Show>
    </Suspense>
  );
}
