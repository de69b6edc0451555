import { useNavigate } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createEffect, createSignal, Show } from "solid-js";
import { asFailure } from "../../api/client.ts";
import { modelsQuery } from "../../api/queries.ts";
import { Combobox } from "../../ui/combobox.tsx";
import { contextWords, estimateWords, PRICE_LEGEND, PRICE_LOOK } from "./cost-words.ts";
import { type ModelOption, modelOptions, usableModel } from "./model-options.ts";

/** Where keys are added; what was typed is there again on the way back. */
const KEYS_PAGE = "/settings/keys";

/** The models that work now, each with its context and price class; for the others, what they need. */
export function ModelField(props: {
  provider: string;
  model: string;
  onChange: (provider: string, model: string) => void;
  problem: string | null;
}) {
  const navigate = useNavigate();
  const models = createQuery(modelsQuery);
  const [typed, setTyped] = createSignal("");
  const providers = () => models.data?.providers ?? [];
  const value = () => usableModel(providers(), props.provider, props.model);
  createEffect(() => {
    const usable = value();
    if (usable && (usable.provider !== props.provider || usable.model !== props.model)) {
      props.onChange(usable.provider, usable.model);
    }
  });
  const estimate = () => {
    const chosen = value();
    const task = models.data?.typical_task;
    if (!chosen || !task) return null;
    return estimateWords({ provider: chosen.provider, usd: chosen.typical_task_usd }, task);
  };
  return (
    <Combobox<ModelOption>
      label="Model"
      placeholder="Choose a model"
      options={modelOptions(providers(), typed())}
      value={value()}
      onChange={(option) => {
        if (option.kind === "model") props.onChange(option.provider, option.model);
        else navigate(KEYS_PAGE);
      }}
      id={(option) => `${option.kind}/${option.provider}/${option.model}`}
      text={(option) => option.label}
      hint={(option) => <Facts option={option} />}
      group={(option) => option.providerLabel}
      disabledOption={(option) => option.kind === "unreachable"}
      onSearch={setTyped}
      loading={models.isFetching}
      problem={props.problem ?? (models.error ? asFailure(models.error).message : null)}
      note={estimate()}
      legend={PRICE_LEGEND}
    />
  );
}

/** Context and price of a model, in columns; of a provider without a key, that it needs one. */
const Facts = (props: { option: ModelOption }) => (
  <Show when={props.option.kind === "model"} fallback={props.option.kind === "add_key" ? "key missing" : ""}>
    <span class="flex items-center gap-3 tabular">
      <Show when={props.option.context_tokens}>
        {(tokens) => (
          <span>
            {contextWords(tokens())}
            <span class="sr-only"> tokens of context,</span>
          </span>
        )}
      </Show>
      <span class="w-8 text-right">
        <Show when={props.option.price_class}>
          {(price) => (
            <>
              <span aria-hidden="true">{PRICE_LOOK[price()].sign}</span>
              <span class="sr-only">{PRICE_LOOK[price()].words}</span>
            </>
          )}
        </Show>
      </span>
    </span>
  </Show>
);
