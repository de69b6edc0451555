import { useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createSignal, Match, Show, Switch as When } from "solid-js";
import type { RepoSettings } from "../../../../worker/protocol/index.ts";
import { asFailure } from "../../api/client.ts";
import { repoSettingsQuery } from "../../api/queries.ts";
import { RepoField } from "../../composer/repo/repo-field.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Switch } from "../../ui/switch.tsx";
import { NetworkRules } from "../network-rules.tsx";
import { NotChanged } from "../not-changed.tsx";
import { PageHead, Section } from "../page-head.tsx";
import { createRepoSettings } from "./repo-settings.ts";
import { SecondReaderRule } from "./second-reader-rule.tsx";
import { UnconfinedRule } from "./unconfined-rule.tsx";

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
            <UnconfinedRule repo={name} class="mt-6" />
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
      <Match when={settings.data}>
        {(found) => (
          <>
            <Publishing repo={props.repo} settings={found()} />
            <Scanner repo={props.repo} settings={found()} />
            <SecondReaderRule repo={props.repo} settings={found()} />
          </>
        )}
      </Match>
    </When>
  );
}

function Publishing(props: { repo: string; settings: RepoSettings }) {
  const change = createRepoSettings(() => props.repo);
  return (
    <Section id="publishing" title="Publishing">
      <Switch
        label="An exit status is enough"
        note="Some test commands say only whether they succeeded, and name no test. Let tasks with “Open PR when done” rely on that here. It is weaker evidence, and the pull request says so."
        checked={props.settings.exit_status_counts}
        busy={change.busy()}
        onChange={(exit_status_counts) => void change.put({ exit_status_counts })}
      />
      <NotChanged change={change} />
    </Section>
  );
}

function Scanner(props: { repo: string; settings: RepoSettings }) {
  const change = createRepoSettings(() => props.repo);
  const [text, setText] = createSignal(props.settings.scan_command ?? "");
  const command = () => text().trim() || null;
  return (
    <Section
      id="scanner"
      title="Scanner"
      note="A command that looks at each change after its tests, in the sandbox. It prints SARIF, or JSON as Semgrep does. What it finds in the change and not before it has to be accepted before the pull request."
    >
      <form
        class="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void change.put({ scan_command: command() });
        }}
      >
        <div class="min-w-0 flex-1">
          <TextField
            label="Command"
            placeholder="semgrep scan --config p/default --sarif --quiet"
            maxLength={500}
            value={text()}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <Button type="submit" busy={change.busy()} disabled={command() === props.settings.scan_command}>
          Save
        </Button>
      </form>
      <NotChanged change={change} />
    </Section>
  );
}
