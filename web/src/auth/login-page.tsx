import { Navigate, useSearchParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import FileCheck from "lucide-solid/icons/file-check";
import FlaskConical from "lucide-solid/icons/flask-conical";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import MessageSquareText from "lucide-solid/icons/message-square-text";
import { For, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import { asFailure } from "../api/client.ts";
import { configQuery } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { GitHubMark } from "../ui/github-mark.tsx";
import { Logo } from "../ui/logo.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { createGitHubLogin } from "./github-login.ts";
import { safePath, sessionState } from "./session.ts";
import { hasStartCode } from "./start-code.ts";

const STEPS = [
  {
    icon: MessageSquareText,
    title: "You describe the change",
    text: "Pick a repository and a branch, write what you want.",
  },
  {
    icon: FileCheck,
    title: "You approve the plan",
    text: "It names every file. Nothing is edited before you agree.",
  },
  {
    icon: FlaskConical,
    title: "Tests run before and after",
    text: "You see what the change fixed and what it broke.",
  },
  {
    icon: GitPullRequest,
    title: "You get a pull request",
    text: "With the diff and the test evidence in it.",
  },
];

/** The sign-in page. */
export function Login() {
  const [params] = useSearchParams<{ next?: string; problem?: string }>();
  const config = createQuery(configQuery);
  const next = () => safePath(params.next ?? null);
  const login = createGitHubLogin(next);

  return (
    <Show when={sessionState() !== "signed_in"} fallback={<Navigate href={next()} />}>
      <main class="grid min-h-full place-items-center overflow-y-auto p-6">
        <div class="w-full max-w-[400px] py-8">
          <Logo size={40} />
          <h1 class="mt-6 text-display font-strong tracking-[-0.02em]">Verne</h1>
          <p class="mt-2 text-read text-mute">
            A coding assistant that runs on your own account. It plans, edits, tests and opens the pull
            request; you decide at every gate.
          </p>
          <ol class="mt-8 grid gap-4">
            <For each={STEPS}>
              {(step) => (
                <li class="flex gap-3">
                  <Dynamic
                    component={step.icon}
                    size={16}
                    class="mt-0.5 shrink-0 text-accent"
                    aria-hidden="true"
                  />
                  <div>
                    <p class="font-medium">{step.title}</p>
                    <p class="text-mute">{step.text}</p>
                  </div>
                </li>
              )}
            </For>
          </ol>
          <Button variant="primary" class="mt-8 h-10 w-full" busy={login.busy()} onClick={login.start}>
            <GitHubMark /> Login with GitHub
          </Button>
          <div class="mt-3 grid gap-3">
            <Show when={login.problem() ?? params.problem}>
              {(text) => <Notice tone="bad">{text()}</Notice>}
            </Show>
            <Show when={config.error}>
              {(error) => (
                <FailureNotice
                  what="Sign-in is not available."
                  failure={asFailure(error())}
                  onRetry={() => void config.refetch()}
                />
              )}
            </Show>
            <Show when={config.data?.embedded}>
              <Show when={!hasStartCode()}>
                <Notice tone="warn">
                  To sign in, open the address that <code>npm start</code> printed in the terminal: it carries
                  the code of this start. You can also paste the code on the next page.
                </Notice>
              </Show>
              <p class="text-small text-mute">
                <Show
                  when={config.data?.github_stand_in}
                  fallback="You are on the local set-up with the real GitHub: plans that you approve become branches and pull requests there. The database is on this machine."
                >
                  You are on the local set-up: GitHub, the database and the demo model are stand-ins on this
                  machine. Signing in takes one click and nothing leaves your computer.
                </Show>
              </p>
            </Show>
          </div>
        </div>
      </main>
    </Show>
  );
}
