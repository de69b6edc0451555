import { createQuery } from "@tanstack/solid-query";
import X from "lucide-solid/icons/x";
import { createSignal, For, Show } from "solid-js";
import type { EgressPhase, EgressPreset, EgressRules } from "../../../worker/protocol/index.ts";
import { createChange } from "../api/change.ts";
import { asFailure, request } from "../api/client.ts";
import { egressKey, egressPath, egressQuery } from "../api/queries.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Section } from "./page-head.tsx";

const PHASES: { phase: EgressPhase; name: string; usual: EgressPreset }[] = [
  { phase: "install", name: "Installing dependencies", usual: "registries" },
  { phase: "set_up", name: "Set-up of the repository", usual: "trusted" },
  { phase: "tests", name: "Tests", usual: "none" },
  { phase: "fetching_tests", name: "Tests of Maven, Gradle, sbt, mill", usual: "registries" },
  { phase: "agent", name: "Commands of the agent", usual: "none" },
];

const PRESETS: Record<EgressPreset, string> = {
  none: "Nothing",
  registries: "Package registries",
  trusted: "Registries and source hosts",
  all: "The whole internet",
};

/** Which hosts commands of the user's tasks reach in one repository. */
export function NetworkRules(props: { repo: string }) {
  const rules = createQuery(() => egressQuery(props.repo));
  return (
    <>
      <Show when={rules.error}>
        {(error) => (
          <div class="mt-8">
            <FailureNotice
              what="The network rules could not be loaded."
              failure={asFailure(error())}
              onRetry={() => void rules.refetch()}
            />
          </div>
        )}
      </Show>
      <Show when={rules.data}>{(found) => <Rules repo={props.repo} rules={found()} />}</Show>
    </>
  );
}

function Rules(props: { repo: string; rules: EgressRules }) {
  const change = createChange(() => egressKey(props.repo));
  const put = ({ presets = props.rules.presets, allow = props.rules.allow }: Partial<EgressRules>) =>
    change.run(() =>
      request<EgressRules>(egressPath(props.repo), { method: "PUT", body: { presets, allow } }),
    );
  const choose = (phase: EgressPhase, preset: EgressPreset | "") => {
    const { [phase]: _, ...others } = props.rules.presets;
    return put({ presets: preset === "" ? others : { ...others, [phase]: preset } });
  };
  return (
    <Section
      id="network"
      title="Network"
      note="What commands may reach, where the sandbox has a network of its own. Private addresses are never reached."
    >
      <div class="grid gap-2">
        <For each={PHASES}>
          {({ phase, name, usual }) => (
            <label class="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span>{name}</span>
              <select
                class="field-text h-8! max-md:h-11! rounded-control border border-line-strong bg-raised px-2 text-fg max-md:w-full"
                disabled={change.busy()}
                value={props.rules.presets[phase] ?? ""}
                onChange={(event) =>
                  // The options below are presets, or nothing.
                  void choose(phase, event.currentTarget.value as EgressPreset | "")
                }
              >
                <option value="" selected={props.rules.presets[phase] === undefined}>
                  Default: {PRESETS[usual].toLowerCase()}
                </option>
                <For each={Object.entries(PRESETS)}>
                  {([preset, text]) => (
                    <option value={preset} selected={props.rules.presets[phase] === preset}>
                      {text}
                    </option>
                  )}
                </For>
              </select>
            </label>
          )}
        </For>
      </div>
      <Hosts allow={props.rules.allow} busy={change.busy()} onChange={(allow) => put({ allow })} />
      <Show when={change.failure()}>
        {(failure) => (
          <div class="mt-3">
            <FailureNotice what="It was not changed." failure={failure()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
    </Section>
  );
}

/** Names that are allowed in every phase, beside what its preset lets through. */
function Hosts(props: { allow: string[]; busy: boolean; onChange: (allow: string[]) => Promise<boolean> }) {
  const [text, setText] = createSignal("");
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const host = text().trim().toLowerCase();
    if (host === "") return;
    if (await props.onChange([...props.allow.filter((known) => known !== host), host])) setText("");
  };
  return (
    <div class="mt-5">
      <Show when={props.allow.length > 0}>
        <ul class="mb-3 divide-y divide-line rounded-card border border-line" aria-label="Allowed hosts">
          <For each={props.allow}>
            {(host) => (
              <li class="flex items-center justify-between gap-3 py-1 pr-1 pl-3">
                <span class="min-w-0 truncate font-mono text-small">{host}</span>
                <IconButton
                  label={`Do not allow ${host} any more`}
                  disabled={props.busy}
                  onClick={() => void props.onChange(props.allow.filter((known) => known !== host))}
                >
                  <X size={14} aria-hidden="true" />
                </IconButton>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <form class="flex items-end gap-2" onSubmit={(event) => void add(event)}>
        <div class="min-w-0 flex-1">
          <TextField
            label="Allow a host"
            placeholder="api.example.com, *.example.com, or with a port"
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <Button type="submit" busy={props.busy} disabled={text().trim() === ""}>
          Allow
        </Button>
      </form>
    </div>
  );
}
