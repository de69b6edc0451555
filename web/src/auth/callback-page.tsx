import { useNavigate, useSearchParams } from "@solidjs/router";
import { createSignal, onMount, Show } from "solid-js";
import type { ApiFailure } from "../api/client.ts";
import { asFailure } from "../api/client.ts";
import { linkButton } from "../ui/button.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { finishSignIn } from "./session.ts";

/** Where GitHub sends the user back to. Ends in the app, or says why not and offers to start again. */
export default function Callback() {
  const [params] = useSearchParams<{ code?: string; error?: string; error_description?: string }>();
  const navigate = useNavigate();
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const refusal = () =>
    params.error_description ?? params.error ?? (params.code ? null : "GitHub sent no code.");

  onMount(async () => {
    const code = params.code;
    if (refusal() || !code) return;
    try {
      navigate(await finishSignIn(code), { replace: true });
    } catch (error) {
      setFailure(asFailure(error));
    }
  });

  return (
    <main class="grid h-full place-items-center p-6">
      <h1 class="sr-only">Signing in</h1>
      <div class="w-full max-w-md">
        <Show
          when={refusal() || failure()}
          fallback={
            <p role="status" class="flex items-center justify-center gap-2 text-mute">
              <Spinner /> Signing you in
            </p>
          }
        >
          <Show when={failure()} fallback={<Notice tone="bad">Sign-in stopped. {refusal()}</Notice>}>
            {(reason) => <FailureNotice what="Sign-in failed." failure={reason()} />}
          </Show>
          <p class="mt-4">
            <a href="/login" class={linkButton("primary")}>
              Sign in again
            </a>
          </p>
        </Show>
      </div>
    </main>
  );
}
