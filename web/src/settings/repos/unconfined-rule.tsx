import { createQuery } from "@tanstack/solid-query";
import { Show } from "solid-js";
import { configQuery, repoSettingsQuery, samplesQuery } from "../../api/queries.ts";
import { FailureNotice } from "../../ui/notice.tsx";
import { Switch } from "../../ui/switch.tsx";
import { createRepoSettings } from "./repo-settings.ts";

/**
 * The user's consent to unconfined commands in a repository. Shown only where it is needed: not at other isolation
 * levels, and not for the samples.
 */
export function UnconfinedRule(props: { repo: string; class?: string }) {
  const config = createQuery(configQuery);
  const samples = createQuery(samplesQuery);
  const settings = createQuery(() => repoSettingsQuery(props.repo));
  const change = createRepoSettings(() => props.repo);
  const isSample = () =>
    samples.data?.items.some((sample) => sample.repo_full_name.toLowerCase() === props.repo.toLowerCase()) ??
    true;
  const asked = () => config.data?.sandbox.isolation === "none" && !isSample() && settings.data;
  return (
    <Show when={asked()}>
      {(found) => (
        <div class={`rounded-card bg-warn-soft px-3 py-2.5 text-fg ${props.class ?? ""}`}>
          <Switch
            label="Let commands run as me"
            note="Nothing confines commands on this machine. What the model and the code of this repository run can read and change what you can. Asked once for each repository."
            checked={found().unconfined_commands}
            busy={change.busy()}
            onChange={(unconfined_commands) => void change.put({ unconfined_commands })}
          />
          <Show when={change.failure()}>
            {(failure) => (
              <div class="mt-2">
                <FailureNotice what="It was not stored." failure={failure()} onDismiss={change.clear} />
              </div>
            )}
          </Show>
        </div>
      )}
    </Show>
  );
}
