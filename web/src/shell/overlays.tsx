import { useNavigate } from "@solidjs/router";
import { createSignal, lazy, onCleanup, Show, Suspense } from "solid-js";
import { tinykeys } from "tinykeys";
import { quietMoment } from "../ui/quiet.ts";
import { createShortcuts } from "../ui/shortcut.ts";
import { toggleNav } from "./nav-width.ts";

const Palette = lazy(() => import("./palette.tsx"));
const KeySheet = lazy(() => import("./key-sheet.tsx"));

// A key should find them there.
void quietMoment.then(() => Promise.all([Palette.preload(), KeySheet.preload()])).catch(() => {});

/** The field that `/` means: the search of the page that is open. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("#main input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** The keys that work everywhere, and what they open over the page. */
export function Overlays() {
  const navigate = useNavigate();
  const [open, setOpen] = createSignal<"palette" | "sheet" | null>(null);
  // Also while the user types, and in dialogs.
  const palette = (event: KeyboardEvent) => {
    event.preventDefault();
    setOpen(open() === "palette" ? null : "palette");
  };
  onCleanup(
    tinykeys(
      window,
      { "Control+k": palette, "Meta+k": palette },
      { ignore: (event) => event.repeat, capture: true },
    ),
  );
  // Before the keys of pages, so that the second key of `g s` never reaches them as `s`.
  createShortcuts(
    {
      "g i": () => navigate("/"),
      "g u": () => navigate("/usage"),
      "g s": () => navigate("/settings"),
    },
    { first: true },
  );
  // After them: `[` is the previous hunk while the diff has the focus.
  createShortcuts({
    c: () => navigate("/new"),
    "/": focusSearch,
    "[Shift]+?": () => setOpen("sheet"),
    "[": toggleNav,
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
