import { useNavigate, useSearchParams } from "@solidjs/router";
import { createSignal, onMount, Show } from "solid-js";
import type { ApiFailure } from "../api/client.ts";
import { asFailure } from "../api/client.ts";
import { linkButton } from "../ui/button.tsx";
import { Logo } from "../ui/logo.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { finishSignIn } from "./session.ts";

/** The OAuth callback: continues into the app, or shows the failure with a button to try again. */
export default function Callback() {
  const [params] = useSearchParams<{ code?: string; error?: string; error_description?: string }>();
  const navigate = useNavigate();
  const [failure, setFailure] = createSignal<ApiFailure | null>(null);
  const refusal = () => {
    const said = params.error_description ?? params.error;
    if (said) return `GitHub says: ${said}`;
    return params.code ? null : "GitHub sent no code.";
  };

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
      <Show
        when={refusal() || failure()}
        fallback={
          <div>
            <h1 class="sr-only">Signing in</h1>
            <p role="status" class="flex items-center justify-center gap-2 text-mute">
              <Spinner /> Signing you in
            </p>
          </div>
        }
      >
        <div class="w-full max-w-[400px]">
          <Logo size={40} />
          <h1 class="mt-6 mb-4 text-title font-strong">You are not signed in</h1>
          <Show when={failure()} fallback={<Notice tone="bad">{refusal()}</Notice>}>
            {(reason) => <FailureNotice what="Sign-in failed." failure={reason()} />}
          </Show>
          <p class="mt-4">
            <a href="/login" class={linkButton("primary")}>
              Sign in again
            </a>
          </p>
        </div>
      </Show>
    </main>
  );
}
