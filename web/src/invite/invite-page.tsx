import { useNavigate, useParams } from "@solidjs/router";
import { createQuery } from "@tanstack/solid-query";
import { createSignal, Match, Show, Switch } from "solid-js";
import type { InvitePreview, Org } from "../../../worker/protocol/index.ts";
import { type ApiFailure, asFailure, request } from "../api/client.ts";
import { inviteQuery, meQuery, queryClient } from "../api/queries.ts";
import { sessionState, signIn } from "../auth/session.ts";
import { Button, linkButton } from "../ui/button.tsx";
import { GitHubMark } from "../ui/github-mark.tsx";
import { Logo } from "../ui/logo.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { createSecretAddress } from "../ui/secret-address.ts";
import { Spinner } from "../ui/spinner.tsx";
import { createTitle } from "../ui/title.ts";

const MAY: Record<InvitePreview["role"], string> = {
  owner: "You will manage everything there.",
  admin: "You will see and steer its shared tasks, and manage its people.",
  member: "You will see and steer the tasks that its people share.",
  viewer: "You will read the tasks that its people share.",
};

/** An invitation: what it offers, and the one button that accepts it. Signing in comes back here. */
export default function Invite() {
  const params = useParams<{ token: string }>();
  const invite = createQuery(() => ({ ...inviteQuery(params.token), staleTime: Number.POSITIVE_INFINITY }));
  createTitle(() => "Invitation");
  createSecretAddress();
  return (
    <main class="grid h-full place-items-center overflow-y-auto p-6">
      <div class="w-full max-w-[400px] py-8">
        <Logo size={40} />
        <Switch>
          <Match when={invite.isPending}>
            <h1 class="sr-only">Invitation</h1>
            <p role="status" class="mt-6 flex items-center gap-2 text-mute">
              <Spinner /> Reading the invitation…
            </p>
          </Match>
          <Match when={invite.error}>
            {(error) => (
              <Show
                when={asFailure(error()).code === "not_found"}
                fallback={<Unread onRetry={invite.refetch} error={error()} />}
              >
                <h1 class="mt-6 text-title font-strong">This invitation does not hold any more</h1>
                <p class="mt-1 text-mute">
                  It was used, revoked, or is older than seven days. Ask who sent it for a new one.
                </p>
                <a href="/" class={`mt-4 ${linkButton("secondary")}`}>
                  To your tasks
                </a>
              </Show>
            )}
          </Match>
          <Match when={invite.data}>{(offer) => <Offer offer={offer()} token={params.token} />}</Match>
        </Switch>
      </div>
    </main>
  );
}

const Unread = (props: { error: unknown; onRetry: () => unknown }) => (
  <>
    <h1 class="sr-only">Invitation</h1>
    <div class="mt-6">
      <FailureNotice
        what="The invitation could not be read."
        failure={asFailure(props.error)}
        onRetry={() => void props.onRetry()}
      />
    </div>
  </>
);

function Offer(props: { offer: InvitePreview; token: string }) {
  const navigate = useNavigate();
  const [busy, setBusy] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const signedIn = () => sessionState() === "signed_in";
  const me = createQuery(() => ({ ...meQuery(), enabled: signedIn() }));
  const login = () => (signedIn() && me.isSuccess ? me.data.login : null);
  const forAnother = () => {
    const wanted = props.offer.github_login;
    const mine = login();
    return wanted !== null && mine !== null && wanted.toLowerCase() !== mine.toLowerCase();
  };
  const accept = async () => {
    setBusy(true);
    setFailure(null);
    try {
      if (!signedIn()) return await signIn(`/invite/${props.token}`);
      const org = await request<Org>(`/api/invites/${encodeURIComponent(props.token)}/accept`, {
        method: "POST",
      });
      await queryClient.invalidateQueries({ queryKey: ["orgs"] });
      navigate(`/settings/org?org=${org.org_id}`, { replace: true });
    } catch (error) {
      setFailure(asFailure(error));
      setBusy(false);
    }
  };
  return (
    <>
      <h1 class="mt-6 text-title font-strong tracking-[-0.01em] [overflow-wrap:anywhere]">
        Join {props.offer.org_name}
      </h1>
      <p class="mt-1 text-read text-mute">
        {props.offer.invited_by ?? "Somebody"} invites you as {props.offer.role}. {MAY[props.offer.role]}
      </p>
      <div class="mt-6 grid gap-3">
        <Show when={forAnother()}>
          <Notice tone="warn">
            This invitation is for {props.offer.github_login}, and you are signed in as {login()}.
          </Notice>
        </Show>
        <Show when={failure()}>
          {(reason) => <FailureNotice what="You have not joined." failure={reason()} />}
        </Show>
        <Button
          variant="primary"
          class="h-10 w-full"
          busy={busy() || sessionState() === "loading"}
          disabled={forAnother()}
          onClick={() => void accept()}
        >
          <Show
            when={signedIn()}
            fallback={
              <>
                <GitHubMark /> Login with GitHub
              </>
            }
          >
            Accept as {login() ?? "you"}
          </Show>
        </Button>
        <p class="text-small text-mute">
          {signedIn()
            ? "Your own tasks stay private until you share them."
            : "You come back here after signing in."}{" "}
          The invitation holds until{" "}
          {new Date(props.offer.expires_at).toLocaleDateString(undefined, { day: "numeric", month: "long" })}.
        </p>
      </div>
    </>
  );
}
