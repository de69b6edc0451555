import { createSignal, onCleanup, Show } from "solid-js";
import type { PlanStep } from "../../../../worker/protocol/index.ts";
import { Button } from "../../ui/button.tsx";
import { Keyed } from "../../ui/keyed.tsx";
import { moveStep, type RemovedStep, removeStep, restoreStep } from "./step-edits.ts";
import { StepForm } from "./step-form.tsx";

interface StepListProps {
  steps: readonly PlanStep[];
  onChange: (steps: readonly PlanStep[]) => void;
}

/** The steps as forms, moved by keys, by buttons or by dragging the handle; a deleted step can be put back. */
export function StepList(props: StepListProps) {
  const [removed, setRemoved] = createSignal<RemovedStep | null>(null);
  const [said, setSaid] = createSignal("");
  let list: HTMLOListElement | undefined;
  const place = (id: string) => props.steps.findIndex((step) => step.id === id);
  const move = (id: string, by: number) => {
    const focused = document.activeElement;
    const next = moveStep(props.steps, place(id), by);
    if (next === props.steps) return;
    props.onChange(next);
    // Moving an element in the document removes its focus.
    queueMicrotask(() => focused instanceof HTMLElement && focused.focus());
    setSaid(`Moved to place ${place(id) + 1} of ${props.steps.length}.`);
  };
  const drag = createDrag(
    () => list,
    (id, target) => move(id, target - place(id)),
  );
  const remove = (id: string) => {
    const index = place(id);
    const step = props.steps[index];
    if (!step) return;
    const dependants = props.steps.filter((one) => one.depends_on.includes(id)).map((one) => one.id);
    setRemoved({ step, index, dependants });
    props.onChange(removeStep(props.steps, index));
    setSaid(`Step ${index + 1} deleted.`);
  };
  const undo = (gone: RemovedStep) => {
    props.onChange(restoreStep(props.steps, gone));
    setRemoved(null);
  };
  return (
    <>
      <p role="status" class="sr-only">
        {said()}
      </p>
      <ol ref={list} class="grid min-w-0 grid-cols-1 gap-3">
        <Keyed each={props.steps} by={(step) => step.id}>
          {(step) => (
            <li
              class="relative min-w-0 data-[dragged]:opacity-55 data-[drop=before]:before:absolute data-[drop=before]:before:inset-x-0 data-[drop=before]:before:-top-2 data-[drop=before]:before:h-0.5 data-[drop=before]:before:bg-accent data-[drop=after]:after:absolute data-[drop=after]:after:inset-x-0 data-[drop=after]:after:-bottom-2 data-[drop=after]:after:h-0.5 data-[drop=after]:after:bg-accent"
              data-dragged={drag.dragged()?.id === step().id ? "" : undefined}
              data-drop={drag.mark(place(step().id), place(drag.dragged()?.id ?? ""))}
            >
              <StepForm
                step={step()}
                number={place(step().id) + 1}
                steps={props.steps}
                onChange={(change) =>
                  props.onChange(
                    props.steps.map((one) => (one.id === step().id ? { ...one, ...change } : one)),
                  )
                }
                onMove={(by) => move(step().id, by)}
                onRemove={() => remove(step().id)}
                onGrab={(event) => drag.grab(event, step().id)}
              />
            </li>
          )}
        </Keyed>
      </ol>
      <Show when={removed()}>
        {(gone) => (
          <p class="flex min-h-8 items-center gap-2 text-mute">
            <span class="min-w-0 truncate">Deleted “{gone().step.title || `step ${gone().index + 1}`}”.</span>
            <Button variant="quiet" class="h-7! px-2 max-md:h-11!" onClick={() => undo(gone())}>
              Undo
            </Button>
          </p>
        )}
      </Show>
    </>
  );
}

/** Dragging a row of `list` by a pointer. Nothing moves before the drop; Escape ends it without one. */
function createDrag(list: () => HTMLElement | undefined, onDrop: (id: string, target: number) => void) {
  const [dragged, setDragged] = createSignal<{ id: string; over: number } | null>(null);
  let listening: AbortController | null = null;
  const stop = () => {
    listening?.abort();
    listening = null;
    setDragged(null);
  };
  const rowAt = (y: number): number => {
    const rows = [...(list()?.children ?? [])].map((row) => row.getBoundingClientRect());
    const at = rows.findIndex((row) => y < row.bottom);
    return at === -1 ? rows.length - 1 : at;
  };
  const grab = (event: PointerEvent, id: string) => {
    if (event.button !== 0) return;
    event.preventDefault();
    stop();
    listening = new AbortController();
    const { signal } = listening;
    const follow = (moved: PointerEvent) => setDragged({ id, over: rowAt(moved.clientY) });
    follow(event);
    addEventListener("pointermove", follow, { signal });
    addEventListener("pointercancel", stop, { signal });
    addEventListener("keydown", (key) => key.key === "Escape" && stop(), { signal });
    addEventListener(
      "pointerup",
      (up) => {
        stop();
        onDrop(id, rowAt(up.clientY));
      },
      { signal },
    );
  };
  onCleanup(stop);
  /** On which side of the row at `index` the dragged one would come to lie. */
  const mark = (index: number, from: number): "before" | "after" | undefined => {
    const over = dragged()?.over;
    if (over !== index || over === from || from === -1) return undefined;
    return over < from ? "before" : "after";
  };
  return { dragged, grab, mark };
}
