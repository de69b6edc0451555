import { createQuery } from "@tanstack/solid-query";
import { Match, Show, Switch } from "solid-js";
import type { Me } from "../../../worker/protocol/index.ts";
import { asFailure } from "../api/client.ts";
import { configQuery, meQuery } from "../api/queries.ts";
import { createGitHubLogin } from "../auth/github-login.ts";
import { githubLost, signOut } from "../auth/session.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { GitHubMark } from "../ui/github-mark.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { PageHead, Section } from "./page-head.tsx";

/** The account: who is signed in, whether GitHub is connected, and signing out. */
export default function Profile() {
  const me = createQuery(meQuery);
  return (
    <>
      <PageHead title="Profile">Your name and picture come from GitHub.</PageHead>
      <Switch>
        <Match when={me.isPending}>
          <div class="mt-6">
            <Skeleton rows={2} label="Loading your profile" rowClass="h-14 px-4" />
          </div>
        </Match>
        <Match when={me.error}>
          {(error) => (
            <div class="mt-6">
              <FailureNotice
                what="Your profile could not be loaded."
                failure={asFailure(error())}
                onRetry={() => void me.refetch()}
              />
            </div>
          )}
        </Match>
        <Match when={me.data}>{(user) => <Person me={user()} />}</Match>
      </Switch>
      <Section
        id="session"
        title="Session"
        note="Signing out forgets this browser's session. Your tasks go on, and drafts stay in this browser."
      >
        <Button onClick={() => void signOut()}>Sign out of Verne</Button>
      </Section>
    </>
  );
}

function Person(props: { me: Me }) {
  const config = createQuery(configQuery);
  return (
    <div class="mt-6 divide-y divide-line rounded-card border border-line">
      <div class="flex items-center gap-3 px-4 py-3">
        <Avatar login={props.me.login} url={props.me.avatar_url} size={36} />
        <div class="min-w-0">
          <p class="truncate font-medium">{props.me.name ?? props.me.login}</p>
          <p class="truncate text-small text-mute">
            <Show when={config.data} fallback={props.me.login}>
              {(known) => (
                <a
                  href={`${known().github_web_url}/${props.me.login}`}
                  target="_blank"
                  rel="noreferrer"
                  class="underline underline-offset-2"
                >
                  {props.me.login}
                </a>
              )}
            </Show>
          </p>
        </div>
      </div>
      <Connection connected={props.me.github_connected && !githubLost()} />
    </div>
  );
}

function Connection(props: { connected: boolean }) {
  const login = createGitHubLogin(() => "/settings/profile");
  return (
    <div class="px-4 py-3">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2">
        <GitHubMark />
        <div class="min-w-48 flex-1">
          <p class="font-medium">GitHub</p>
          <p class={`text-small ${props.connected ? "text-mute" : "text-warn"}`}>
            {props.connected
              ? "Connected. Verne reads repositories and opens pull requests as you."
              : "Verne can no longer act on GitHub for you. Tasks cannot start until you log in again."}
          </p>
        </div>
        <Button variant={props.connected ? "secondary" : "primary"} busy={login.busy()} onClick={login.start}>
          {props.connected ? "Reconnect" : "Login with GitHub"}
        </Button>
      </div>
      <Show when={login.problem()}>
        {(text) => (
          <div class="mt-2">
            <Notice tone="bad">{text()}</Notice>
          </div>
        )}
      </Show>
    </div>
  );
}
