import { createSignal, Show } from "solid-js";
import type { ComboboxList, ComboboxProps } from "./combobox-list.tsx";
import { FIELD_BOX } from "./field.tsx";

const [list, setList] = createSignal<typeof ComboboxList | null>(null);

/** Fetches the list, its keys and its placing; a failure is tried again with the next field. */
export const loadCombobox = (): Promise<void> =>
  import("./combobox-list.tsx").then(
    (module) => void setList(() => module.ComboboxList),
    () => {},
  );

/**
 * A field with a list to choose from: type to search, arrows to move, Enter to take. Until its code is there, which
 * comes beside that of the form, it shows what is chosen. No Suspense: it would wait for the queries of the field too.
 */
export function Combobox<T extends object>(props: ComboboxProps<T>) {
  if (list() === null) void loadCombobox();
  return (
    <Show when={list()} fallback={<Preview label={props.label} text={previewOf(props)} />}>
      {(found) => {
        const List = found();
        return <List<T> {...props} />;
      }}
    </Show>
  );
}

function previewOf<T>(props: ComboboxProps<T>): string {
  return props.value === null ? (props.placeholder ?? "") : props.text(props.value);
}

const Preview = (props: { label: string; text: string }) => (
  <div aria-hidden="true">
    <span class="mb-1 block text-small font-medium">{props.label}</span>
    <p class={`${FIELD_BOX} h-8.5 max-md:h-11.5 truncate px-2.5 leading-8 max-md:leading-11`}>{props.text}</p>
  </div>
);
