import { createUniqueId } from "solid-js";

/** An on/off choice with its name and what it means. */
export function Switch(props: {
  label: string;
  note: string;
  checked: boolean;
  /** A choice is being stored; the next has to wait. */
  busy?: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = createUniqueId();
  return (
    <div class="flex items-start gap-2.5">
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-checked={props.checked}
        aria-describedby={`${id}-note`}
        checked={props.checked}
        disabled={props.busy}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
        class="mt-0.5 h-[18px] w-8 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-hover p-px
          transition-colors duration-100 checked:border-accent checked:bg-accent
          before:block before:size-3.5 before:rounded-full before:bg-mute before:transition-transform before:duration-100
          checked:before:translate-x-3.5 checked:before:bg-on-accent"
      />
      <div>
        <label for={id} class="block cursor-pointer font-medium">
          {props.label}
        </label>
        <p id={`${id}-note`} class="text-small text-mute">
          {props.note}
        </p>
      </div>
    </div>
  );
}
