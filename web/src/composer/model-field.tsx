import { A } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, For, Show } from "solid-js";
import type { ModelProvider } from "../../../worker/protocol/index.ts";
import { asFailure } from "../api/client.ts";
import { modelsQuery } from "../api/queries.ts";
import { Combobox } from "../ui/combobox.tsx";
import {
  blockedProviders,
  customOptions,
  type ModelOption,
  modelOptions,
  usableModel,
} from "./model-options.ts";

const STATUS_HINT = { ready: "", missing_key: "key missing", unreachable: "unreachable" };

/** The models that work now; for the others, what they need. */
export function ModelField(props: {
  provider: string;
  model: string;
  onChange: (provider: string, model: string) => void;
  problem: string | null;
}) {
  const models = createQuery(modelsQuery);
  const [typed, setTyped] = createSignal("");
  const list = () => models.data ?? { providers: [] };
  const value = () => (models.data ? usableModel(models.data, props.provider, props.model) : null);
  const options = () => {
    const wanted = typed().trim().toLowerCase();
    const known = modelOptions(list()).filter((option) =>
      `${option.label} ${option.model} ${option.providerLabel}`.toLowerCase().includes(wanted),
    );
    return [...known, ...customOptions(list(), typed())];
  };
  createEffect(() => {
    const usable = value();
    if (usable && (usable.provider !== props.provider || usable.model !== props.model)) {
      props.onChange(usable.provider, usable.model);
    }
  });
  return (
    <Combobox<ModelOption>
      label="Model"
      placeholder="Choose a model"
      options={options()}
      value={value()}
      onChange={(option) => props.onChange(option.provider, option.model)}
      id={(option) => `${option.provider}/${option.model}`}
      text={(option) => option.label}
      hint={(option) => STATUS_HINT[option.status] || option.providerLabel}
      disabledOption={(option) => option.status !== "ready"}
      onSearch={setTyped}
      loading={models.isFetching}
      problem={props.problem ?? (models.error ? asFailure(models.error).message : null)}
      note={<Blocked providers={blockedProviders(list())} />}
    />
  );
}

const names = new Intl.ListFormat("en", { type: "conjunction" });

/** What the providers that cannot be used need, and where to give it to them. */
const Blocked = (props: { providers: readonly ModelProvider[] }) => {
  const keyless = () => props.providers.filter((provider) => provider.status === "missing_key");
  return (
    <>
      <For each={props.providers.filter((provider) => provider.status === "unreachable")}>
        {(provider) => <span class="block">{`${provider.label}: ${provider.note ?? "not reachable."}`}</span>}
      </For>
      <Show when={keyless().length > 0}>
        {names.format(keyless().map((provider) => provider.label))}{" "}
        {keyless().length === 1 ? "needs" : "need"} a key:{" "}
        <A href="/settings/keys" class="underline underline-offset-2">
          add one
        </A>
        .
      </Show>
    </>
  );
};
