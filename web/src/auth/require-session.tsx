import { Navigate, useLocation } from "@solidjs/router";
import { lazy, Match, type ParentProps, Show, Suspense, Switch } from "solid-js";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { entryRefusal, sessionExpired, sessionState, startSession } from "./session.ts";

const NoEntry = lazy(() => import("./no-entry.tsx"));
const ExpiredDialog = lazy(() => import("./expired-dialog.tsx"));

/** Shows its children to a signed-in user; sends everyone else to sign in and back again. */
export function RequireSession(props: ParentProps) {
  const location = useLocation();
  const next = () => encodeURIComponent(location.pathname + location.search);
  return (
    <Switch>
      <Match when={sessionState() === "signed_in"}>
        <Show when={entryRefusal()} fallback={props.children}>
          {(failure) => (
            <Suspense>
              <NoEntry failure={failure()} />
            </Suspense>
          )}
        </Show>
        <Show when={sessionExpired()}>
          <ExpiredDialog />
        </Show>
      </Match>
      <Match when={sessionState() === "signed_out"}>
        <Navigate href={`/login?next=${next()}`} />
      </Match>
      <Match when={sessionState() === "unavailable"}>
        <main class="grid h-full place-items-center p-6">
          <div class="w-full max-w-md">
            <h1 class="sr-only">Verne</h1>
            <Notice tone="bad" action={<Button onClick={() => void startSession()}>Try again</Button>}>
              The server could not be reached.
            </Notice>
          </div>
        </main>
      </Match>
    </Switch>
  );
}
