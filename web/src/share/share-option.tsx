import { createUniqueId, type JSX, Show } from "solid-js";
import type { TaskVisibility } from "../../../worker/protocol/index.ts";
import { Spinner } from "../ui/spinner.tsx";

export interface Option {
  value: TaskVisibility;
  label: string;
  note: string;
}

/** One visibility of the share dialog; its details are shown below while it is chosen. */
export function ShareOption(props: {
  option: Option;
  note: string;
  chosen: boolean;
  busy: boolean;
  disabled: boolean;
  onChoose: () => void;
  children: JSX.Element;
}) {
  const id = createUniqueId();
  return (
    <div
      class={`min-w-0 rounded-card border px-3 py-2.5 ${props.chosen ? "border-line-strong bg-surface" : "border-transparent"}`}
    >
      <div class="flex items-start gap-2.5">
        <input
          type="radio"
          name="visibility"
          id={id}
          aria-describedby={`${id}-note`}
          class="mt-0.5 size-4 accent-accent"
          checked={props.chosen}
          disabled={props.disabled}
          onChange={() => props.onChoose()}
        />
        <div class="min-w-0 flex-1">
          <label for={id} class="flex items-center gap-2 font-medium max-md:min-h-6">
            {props.option.label}
            <Show when={props.busy}>
              <Spinner size={13} />
            </Show>
          </label>
          <p id={`${id}-note`} class="text-small text-mute">
            {props.note}
          </p>
          {props.children}
        </div>
      </div>
    </div>
  );
}
