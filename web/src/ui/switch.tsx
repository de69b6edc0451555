import { Switch as Kobalte } from "@kobalte/core/switch";

/** An on/off choice with its name and what it means. */
export const Switch = (props: {
  label: string;
  note: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) => (
  <Kobalte class="flex items-start gap-2.5" checked={props.checked} onChange={props.onChange}>
    <Kobalte.Input class="peer" />
    <Kobalte.Control
      class="mt-0.5 h-[18px] w-8 shrink-0 rounded-full border border-line-strong bg-hover p-px transition-colors
        duration-100 data-[checked]:border-accent data-[checked]:bg-accent peer-focus-visible:outline-2
        peer-focus-visible:outline-offset-1 peer-focus-visible:outline-accent"
    >
      <Kobalte.Thumb
        class="block size-3.5 rounded-full bg-mute transition-transform duration-100
          data-[checked]:translate-x-3.5 data-[checked]:bg-on-accent"
      />
    </Kobalte.Control>
    <div>
      <Kobalte.Label class="block cursor-pointer font-medium">{props.label}</Kobalte.Label>
      <Kobalte.Description class="text-small text-mute">{props.note}</Kobalte.Description>
    </div>
  </Kobalte>
);
