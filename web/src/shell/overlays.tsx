import { useLocation, useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, lazy, on, onCleanup, Show, Suspense } from "solid-js";
import { tinykeys } from "tinykeys";
import { asked } from "../ui/ask.ts";
import { quietMoment } from "../ui/quiet.ts";
import { createShortcuts } from "../ui/shortcut.ts";
import { toggleNav } from "./nav-width.ts";

const Palette = lazy(() => import("./palette.tsx"));
const NewTask = lazy(() => import("../composer/composer-dialog.tsx"));
const AskDialog = lazy(() => import("../ui/ask-dialog.tsx"));
const KeySheet = lazy(() => import("./key-sheet.tsx"));

// Preloaded, so that a shortcut opens them at once.
void quietMoment
  .then(() => Promise.all([Palette.preload(), KeySheet.preload(), NewTask.preload(), AskDialog.preload()]))
  .catch(() => {});

/** The search field of the current page, which `/` focuses. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("#main input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}

/** Global shortcuts, and the overlays that they open. */
export function Overlays() {
  const navigate = useNavigate();
  const location = useLocation();
  const [params] = useSearchParams<{ repo?: string }>();
  const [open, setOpen] = createSignal<"palette" | "sheet" | "new" | null>(null);
  const close = () => setOpen(null);
  /** What had the focus before the first of them opened; one may lead to the next. */
  let opener: Element | null = null;
  const show = (name: "palette" | "sheet" | "new") => {
    if (open() === null) opener = document.activeElement;
    setOpen(name);
  };
  // Also while the user types, and in dialogs.
  const palette = (event: KeyboardEvent) => {
    event.preventDefault();
    if (open() === "palette") close();
    else show("palette");
  };
  /** Not on the composer's own page: two forms would write to the same draft. */
  const newTask = () => {
    if (location.pathname === "/new") document.querySelector<HTMLElement>("#main textarea")?.focus();
    else show("new");
  };
  /** The repository that the task list is narrowed to. */
  const repo = () => (location.pathname === "/" ? params.repo : undefined);
  // Whatever leads to another page, also Back, leads out of them.
  createEffect(on(() => location.pathname, close, { defer: true }));
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
    c: newTask,
    "/": focusSearch,
    "[Shift]+?": () => show("sheet"),
    "[": toggleNav,
  });
  return (
    <>
      <Suspense>
        <Show when={open() === "palette"}>
          <Palette onClose={close} onSheet={() => show("sheet")} onNew={newTask} />
        </Show>
        <Show when={open() === "sheet"}>
          <KeySheet onClose={close} />
        </Show>
      </Suspense>
      <Suspense>
        <Show when={asked()} keyed>
          <AskDialog />
        </Show>
      </Suspense>
      {/* Outside of Suspense: the form is shown before the queries of its fields are answered. */}
      <Show when={open() === "new"}>
        <NewTask repo={repo()} opener={opener} onClose={close} />
      </Show>
    </>
  );
}
