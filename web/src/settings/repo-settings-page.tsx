import { useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { Match, Show, Switch as When } from "solid-js";
import type { PutRepoSettings, RepoSettings } from "../../../worker/protocol/index.ts";
import { createChange } from "../api/change.ts";
import { asFailure, request } from "../api/client.ts";
import { repoSettingsKey, repoSettingsPath, repoSettingsQuery } from "../api/queries.ts";
import { RepoField } from "../composer/repo-field.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Switch } from "../ui/switch.tsx";
import { NetworkRules } from "./network-rules.tsx";
import { PageHead, Section } from "./page-head.tsx";

/** What the user decides for their own tasks in one repository. */
export default function RepoSettingsPage() {
  const [params, setParams] = useSearchParams<{ repo?: string }>();
  const repo = () => params.repo ?? "";
  return (
    <>
      <PageHead title="Repository rules">
        What Verne may do by itself in a repository. They hold for your own tasks.
      </PageHead>
      <div class="mt-4">
        <RepoField
          value={repo()}
          problem={null}
          onChange={(next) => setParams({ repo: next }, { replace: true })}
        />
      </div>
      <Show when={repo()} keyed>
        {(name) => (
          <>
            <Rules repo={name} />
            <NetworkRules repo={name} />
          </>
        )}
      </Show>
    </>
  );
}

function Rules(props: { repo: string }) {
  const settings = createQuery(() => repoSettingsQuery(props.repo));
  return (
    <When>
      <Match when={settings.isPending}>
        <div class="mt-8">
          <Skeleton rows={1} label="Loading the rules" rowClass="h-12 px-4" />
        </div>
      </Match>
      <Match when={settings.error}>
        {(error) => (
          <div class="mt-8">
            <FailureNotice
              what="The rules could not be loaded."
              failure={asFailure(error())}
              onRetry={() => void settings.refetch()}
            />
          </div>
        )}
      </Match>
      <Match when={settings.data}>{(found) => <Publishing repo={props.repo} settings={found()} />}</Match>
    </When>
  );
}

function Publishing(props: { repo: string; settings: RepoSettings }) {
  const change = createChange(() => repoSettingsKey(props.repo));
  const put = (changed: Partial<PutRepoSettings>) => {
    const { repo_full_name: _, updated_at: __, ...settings } = props.settings;
    const body: PutRepoSettings = { ...settings, ...changed };
    return change.run(() => request<RepoSettings>(repoSettingsPath(props.repo), { method: "PUT", body }));
  };
  return (
    <Section id="publishing" title="Publishing">
      <Switch
        label="An exit status is enough"
        note="Some test commands say only whether they succeeded, and name no test. Let tasks with “Open PR when done” rely on that here. It is weaker evidence, and the pull request says so."
        checked={props.settings.exit_status_counts}
        busy={change.busy()}
        onChange={(exit_status_counts) => void put({ exit_status_counts })}
      />
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
