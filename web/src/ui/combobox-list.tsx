import { Combobox as Kobalte, useComboboxContext } from "@kobalte/core/combobox";
import Check from "lucide-solid/icons/check";
import ChevronsUpDown from "lucide-solid/icons/chevrons-up-down";
import { createEffect, createMemo, createUniqueId, type JSX, Show, useContext } from "solid-js";
import { FIELD_BOX, FieldNote } from "./field.tsx";
import { FloatMount } from "./float-mount.ts";
import { Spinner } from "./spinner.tsx";

export interface ComboboxProps<T> {
  label: string;
  /** What may be chosen now. For server search this is the answer to the last `onSearch`. */
  options: readonly T[];
  value: T | null;
  onChange: (value: T) => void;
  /** Identity of an option. */
  id: (option: T) => string;
  text: (option: T) => string;
  /** Quiet text at the end of an option's line. */
  hint?: (option: T) => JSX.Element;
  /** The heading of an option's group; options of a group must be adjacent. */
  group?: (option: T) => string;
  disabledOption?: (option: T) => boolean;
  /** Called with what is typed; without it the options are filtered here. */
  onSearch?: (typed: string) => void;
  /** The list was scrolled to its end: time for the next page. */
  onEnd?: () => void;
  loading?: boolean;
  placeholder?: string;
  disabled?: boolean;
  problem?: string | null;
  note?: JSX.Element;
  /** Explains the list, below it. */
  legend?: JSX.Element;
}

const END_WITHIN_PX = 96;

/** A field with a list to choose from: type to search, arrows to move, Enter to take. */
export function ComboboxList<T extends object>(props: ComboboxProps<T>) {
  // The chosen option stays in the list also when a search does not return it; otherwise its text would vanish.
  const options = (): T[] => {
    const chosen = props.value;
    const known = props.options;
    if (!chosen || known.some((option) => props.id(option) === props.id(chosen))) return [...known];
    return [...known, chosen];
  };
  const rows = createMemo<(T | OptionGroup<T>)[]>(() =>
    props.group ? inGroups(options(), props.group) : options(),
  );
  // Compared by id: a newer object of the same option must not replace the typed text.
  const value = createMemo(() => props.value ?? undefined, undefined, {
    equals: (a, b) => a === b || (!!a && !!b && props.id(a) === props.id(b)),
  });
  const search = (typed: string) => {
    const chosen = props.value;
    props.onSearch?.(chosen && typed === props.text(chosen) ? "" : typed);
  };
  const mount = useContext(FloatMount);
  const listId = createUniqueId();
  let list: HTMLElement | undefined;
  const lookForEnd = () => {
    if (!list?.isConnected) return;
    const { scrollTop, clientHeight, scrollHeight } = list;
    if (scrollHeight - clientHeight - scrollTop < END_WITHIN_PX) props.onEnd?.();
  };
  // A page that does not fill the list cannot be scrolled to its end.
  createEffect(() => {
    rows();
    queueMicrotask(lookForEnd);
  });
  return (
    <Kobalte<T, OptionGroup<T>>
      options={rows()}
      // Read once: a list has groups or has none.
      optionGroupChildren={props.group ? "options" : undefined}
      value={value()}
      onChange={(value: T | null) => {
        if (value) props.onChange(value);
      }}
      onInputChange={search}
      optionValue={(option) => props.id(option)}
      optionTextValue={(option) => props.text(option)}
      optionLabel={(option) => props.text(option)}
      optionDisabled={(option) => props.disabledOption?.(option) ?? false}
      defaultFilter={props.onSearch ? () => true : "contains"}
      placeholder={props.placeholder}
      disabled={props.disabled}
      validationState={props.problem ? "invalid" : "valid"}
      allowsEmptyCollection
      // Not opened by focus: a field focused because of an error must not cover the error's text.
      triggerMode="input"
      gutter={4}
      sameWidth
      sectionComponent={(group) => (
        <Kobalte.Section class="px-2 pt-2 pb-1 text-small font-medium text-mute first:pt-1">
          {group.section.rawValue.label}
        </Kobalte.Section>
      )}
      itemComponent={(row) => (
        <Kobalte.Item
          item={row.item}
          // Stable per option: `aria-activedescendant` refers to it after more pages are loaded.
          id={`${listId}-${props.id(row.item.rawValue).replaceAll(/\s/g, "_")}`}
          class="flex min-h-8 max-md:min-h-11 cursor-default items-center gap-2 rounded-control px-2 outline-none
            data-[highlighted]:bg-hover data-[disabled]:text-mute"
        >
          <Kobalte.ItemLabel class="flex min-w-0 flex-1 items-center gap-3">
            <span class="min-w-0 truncate">{props.text(row.item.rawValue)}</span>
            <span class="ml-auto shrink-0 text-small text-mute">{props.hint?.(row.item.rawValue)}</span>
          </Kobalte.ItemLabel>
          <span class="w-4 shrink-0">
            <Kobalte.ItemIndicator>
              <Check size={14} class="text-accent" aria-hidden="true" />
            </Kobalte.ItemIndicator>
          </span>
        </Kobalte.Item>
      )}
    >
      <Kobalte.Label class="mb-1 block text-small font-medium">{props.label}</Kobalte.Label>
      <Kobalte.Control class={`${FIELD_BOX} flex items-center pr-1`} aria-label={props.label}>
        <Input />
        <Show when={props.loading}>
          <span class="text-mute">
            <Spinner />
          </span>
        </Show>
        <Kobalte.Trigger class="grid size-6 place-items-center rounded-control text-mute" tabIndex={-1}>
          <Kobalte.Icon>
            <ChevronsUpDown size={13} aria-hidden="true" />
          </Kobalte.Icon>
        </Kobalte.Trigger>
      </Kobalte.Control>
      <Show when={props.problem}>
        <Kobalte.ErrorMessage class="mt-1 text-small text-bad">{props.problem}</Kobalte.ErrorMessage>
      </Show>
      <Show when={!props.problem && props.note}>
        <FieldNote>{props.note}</FieldNote>
      </Show>
      <Kobalte.Portal mount={mount()}>
        <Kobalte.Content
          // Keeps the focus in the field; otherwise it would move to the main element and close the list.
          onMouseDown={(event: MouseEvent) => event.preventDefault()}
          class="z-50 w-[var(--kb-popper-anchor-width)] rounded-card border border-line bg-raised p-1 shadow-float animate-float-in"
        >
          <Kobalte.Listbox
            class="max-h-72 overflow-y-auto outline-none"
            aria-label={props.label}
            ref={(element: HTMLElement) => {
              list = element;
              queueMicrotask(lookForEnd);
            }}
            onScroll={lookForEnd}
          />
          <Show when={options().length === 0}>
            <p class="px-2 py-1.5 text-mute">{props.loading ? "Searching…" : "Nothing found"}</p>
          </Show>
          <Show when={props.legend}>
            <p class="mt-1 border-t border-line px-2 pt-1.5 pb-1 text-small text-mute">{props.legend}</p>
          </Show>
        </Kobalte.Content>
      </Kobalte.Portal>
    </Kobalte>
  );
}

/** The text field; a click opens the list. */
function Input() {
  const combobox = useComboboxContext();
  return (
    <Kobalte.Input
      class="field-text h-8 max-md:h-11 min-w-0 flex-1 bg-transparent px-2.5 outline-none disabled:opacity-55"
      onClick={(event) => {
        event.currentTarget.select();
        if (!combobox.isOpen()) combobox.open(false, "focus");
      }}
      onKeyDown={(event) => {
        // Escape closes the list, and not the dialog around the field as well.
        if (event.key === "Escape" && combobox.isOpen()) event.preventDefault();
      }}
    />
  );
}

/** Options under one heading. */
interface OptionGroup<T> {
  label: string;
  options: T[];
}

/** The options under their headings, both in the order of their first appearance. */
function inGroups<T>(options: readonly T[], groupOf: (option: T) => string): OptionGroup<T>[] {
  return [...Map.groupBy(options, groupOf)].map(([label, members]) => ({ label, options: members }));
}
