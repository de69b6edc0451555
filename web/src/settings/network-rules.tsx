import { type CreateQueryResult, createQuery } from "@tanstack/solid-query";
import X from "lucide-solid/icons/x";
import { createSignal, For, type JSX, Show } from "solid-js";
import type { EgressPhase, EgressPreset, EgressSettings, Org } from "../../../worker/protocol/index.ts";
import { createChange } from "../api/change.ts";
import { asFailure, request } from "../api/client.ts";
import { egressKey, egressPath, egressQuery, orgEgressPath, orgEgressQuery } from "../api/queries.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { NotChanged } from "./not-changed.tsx";
import { managesPeople } from "./org/roles.ts";
import { Section } from "./page-head.tsx";

const PHASES: { phase: EgressPhase; name: string; usual: EgressPreset }[] = [
  { phase: "install", name: "Installing dependencies", usual: "registries" },
  { phase: "set_up", name: "Set-up of the repository", usual: "trusted" },
  { phase: "tests", name: "Tests", usual: "none" },
  { phase: "fetching_tests", name: "Tests that fetch packages (Maven, Gradle, …)", usual: "registries" },
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
    <Loaded rules={rules}>
      {(found) => (
        <Rules
          path={egressPath(props.repo)}
          cacheKey={egressKey(props.repo)}
          rules={found}
          mayChange={true}
          note="What commands may reach, where the sandbox has a network of its own. Private addresses are never reached."
        />
      )}
    </Loaded>
  );
}

/** The same for the tasks that are shared with an organisation. */
export default function OrgNetwork(props: { org: Org }) {
  const rules = createQuery(() => orgEgressQuery(props.org.org_id));
  return (
    <Loaded rules={rules}>
      {(found) => (
        <Rules
          path={orgEgressPath(props.org.org_id)}
          cacheKey={orgEgressQuery(props.org.org_id).queryKey}
          rules={found}
          mayChange={managesPeople(props.org.role)}
          note={`What commands of the tasks shared here may reach, beside what their owners allow for a repository.${managesPeople(props.org.role) ? "" : " Only admins and owners change it."}`}
        />
      )}
    </Loaded>
  );
}

function Loaded<T extends EgressSettings>(props: {
  rules: CreateQueryResult<T>;
  children: (rules: T) => JSX.Element;
}) {
  return (
    <>
      <Show when={props.rules.error}>
        {(error) => (
          <div class="mt-8">
            <FailureNotice
              what="The network rules could not be loaded."
              failure={asFailure(error())}
              onRetry={() => void props.rules.refetch()}
            />
          </div>
        )}
      </Show>
      <Show when={props.rules.data}>{(found) => props.children(found())}</Show>
    </>
  );
}

interface RulesProps {
  path: string;
  cacheKey: readonly unknown[];
  rules: EgressSettings;
  note: string;
  /** False for members who may only read them. */
  mayChange: boolean;
}

function Rules(props: RulesProps) {
  const change = createChange(() => props.cacheKey);
  const put = ({ presets = props.rules.presets, allow = props.rules.allow }: Partial<EgressSettings>) =>
    change.run(() => request<EgressSettings>(props.path, { method: "PUT", body: { presets, allow } }));
  const choose = (phase: EgressPhase, preset: EgressPreset | "") => {
    const { [phase]: _, ...others } = props.rules.presets;
    return put({ presets: preset === "" ? others : { ...others, [phase]: preset } });
  };
  return (
    <Section id="network" title="Network" note={props.note}>
      <div class="grid gap-2">
        <For each={PHASES}>
          {({ phase, name, usual }) => (
            <label class="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span>{name}</span>
              <select
                class="field-text h-8! max-md:h-11! rounded-control border border-line-strong bg-raised px-2 text-fg disabled:opacity-55 max-md:w-full"
                disabled={change.busy() || !props.mayChange}
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
      <Hosts
        allow={props.rules.allow}
        busy={change.busy()}
        mayChange={props.mayChange}
        onChange={(allow) => put({ allow })}
      />
      <NotChanged change={change} />
    </Section>
  );
}

/** Names that are allowed in every phase, beside what its preset lets through. */
function Hosts(props: {
  allow: string[];
  busy: boolean;
  mayChange: boolean;
  onChange: (allow: string[]) => Promise<boolean>;
}) {
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
              <li class="flex items-center min-h-9 justify-between gap-3 py-1 pr-1 pl-3">
                <span class="min-w-0 truncate font-mono text-small">{host}</span>
                <Show when={props.mayChange}>
                  <IconButton
                    label={`Do not allow ${host} any more`}
                    disabled={props.busy}
                    onClick={() => void props.onChange(props.allow.filter((known) => known !== host))}
                  >
                    <X size={14} aria-hidden="true" />
                  </IconButton>
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={props.mayChange}>
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
      </Show>
    </div>
  );
}
