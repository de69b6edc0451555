import { RadioGroup } from "@kobalte/core/radio-group";
import Monitor from "lucide-solid/icons/monitor";
import Moon from "lucide-solid/icons/moon";
import Sun from "lucide-solid/icons/sun";
import { For } from "solid-js";
import { Dynamic } from "solid-js/web";
import { chooseTheme, type ThemeChoice, themeChoice } from "../ui/theme.ts";

const CHOICES: readonly { value: ThemeChoice; label: string; icon: typeof Sun }[] = [
  { value: "system", label: "System", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
];

const isChoice = (value: string): value is ThemeChoice => CHOICES.some((choice) => choice.value === value);

/** Which theme the app shows. */
export const ThemeField = () => (
  <RadioGroup
    value={themeChoice()}
    onChange={(value) => {
      if (isChoice(value)) chooseTheme(value);
    }}
    class="mt-3"
  >
    <RadioGroup.Label class="sr-only">Theme</RadioGroup.Label>
    <div class="inline-flex rounded-control border border-line-strong bg-surface p-0.5">
      <For each={CHOICES}>
        {(choice) => (
          <RadioGroup.Item value={choice.value} class="relative">
            <RadioGroup.ItemInput class="peer" />
            <RadioGroup.ItemLabel
              class="flex h-7 max-md:h-11 cursor-pointer items-center gap-1.5 rounded-[5px] px-3 text-mute
                data-[checked]:bg-raised data-[checked]:font-medium data-[checked]:text-fg
                data-[checked]:shadow-[0_0_0_1px_var(--v-line-strong)] peer-focus-visible:outline-2
                peer-focus-visible:outline-accent"
            >
              <Dynamic component={choice.icon} size={14} aria-hidden="true" /> {choice.label}
            </RadioGroup.ItemLabel>
          </RadioGroup.Item>
        )}
      </For>
    </div>
  </RadioGroup>
);
