import { RadioGroup } from "@kobalte/core/radio-group";
import { type Component, For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";

interface SegmentsProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string; icon?: Component<{ size?: number }> }[];
  onChange: (value: string) => void;
}

/** A choice of a few, side by side. */
export const Segments = (props: SegmentsProps) => (
  <RadioGroup value={props.value} onChange={props.onChange}>
    <RadioGroup.Label class="sr-only">{props.label}</RadioGroup.Label>
    <div class="inline-flex rounded-control border border-line-strong bg-surface p-0.5">
      <For each={props.options}>
        {(option) => (
          <RadioGroup.Item value={option.value} class="relative">
            <RadioGroup.ItemInput class="peer" />
            <RadioGroup.ItemLabel
              class="flex h-7 max-md:h-11 cursor-pointer items-center gap-1.5 rounded-[5px] px-3 text-mute
                data-[checked]:bg-raised data-[checked]:font-medium data-[checked]:text-fg
                data-[checked]:shadow-[0_0_0_1px_var(--v-line-strong)] peer-focus-visible:outline-2
                peer-focus-visible:outline-accent"
            >
              <Show when={option.icon}>
                {(icon) => <Dynamic component={icon()} size={14} aria-hidden="true" />}
              </Show>
              {option.label}
            </RadioGroup.ItemLabel>
          </RadioGroup.Item>
        )}
      </For>
    </div>
  </RadioGroup>
);
