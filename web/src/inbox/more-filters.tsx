import { For, type JSX, Show } from "solid-js";
import { Button } from "../ui/button.tsx";
import { FilterPanel } from "./filter-panel.tsx";
import { type InboxFilter, NOT_NARROWED, PERIODS, STATUSES } from "./filters.ts";

/** What the loaded tasks can be told apart by. */
export interface KnownFacts {
  models: readonly string[];
  owners: readonly { id: string; name: string }[];
}

const Choice = (props: {
  label: string;
  value: string;
  any: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}): JSX.Element => (
  <label class="grid gap-1 text-small font-medium">
    {props.label}
    <select
      class="field-text h-8 max-md:h-11 rounded-control border border-line-strong bg-raised px-2 font-normal text-fg"
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">{props.any}</option>
      <For each={props.options}>
        {(option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        )}
      </For>
    </select>
  </label>
);

/** Status, model, person and time of the tasks that are shown. */
export default function MoreFilters(props: {
  filter: InboxFilter;
  known: KnownFacts;
  anchor: HTMLElement;
  onChange: (change: Partial<InboxFilter>) => void;
  onClose: () => void;
}) {
  /** What is chosen stays on offer where the list that it narrows no longer has it. */
  const models = () => [...new Set([...props.known.models, props.filter.model])].filter(Boolean).sort();
  const owners = () => {
    const { owner } = props.filter;
    const known = props.known.owners;
    return owner === "" || known.some(({ id }) => id === owner)
      ? known
      : [...known, { id: owner, name: "somebody" }];
  };
  return (
    <FilterPanel label="Filters" anchor={props.anchor} class="grid w-64 gap-3" onClose={props.onClose}>
      <Choice
        label="Status"
        any="Any status"
        value={props.filter.status}
        options={STATUSES}
        onChange={(status) => props.onChange({ status })}
      />
      <Choice
        label="Model"
        any="Any model"
        value={props.filter.model}
        options={models().map((model) => ({ value: model, label: model }))}
        onChange={(model) => props.onChange({ model })}
      />
      <Show when={props.filter.view === "team"}>
        <Choice
          label="Person"
          any="Anybody"
          value={props.filter.owner}
          options={owners().map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(owner) => props.onChange({ owner })}
        />
      </Show>
      <Choice
        label="Created"
        any="Any time"
        value={props.filter.period}
        options={PERIODS}
        onChange={(period) => props.onChange({ period })}
      />
      <Button variant="quiet" onClick={() => props.onChange(NOT_NARROWED)}>
        Clear these
      </Button>
    </FilterPanel>
  );
}
