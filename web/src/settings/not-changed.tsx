import { Show } from "solid-js";
import type { ApiFailure } from "../api/client.ts";
import { FailureNotice } from "../ui/notice.tsx";

/** Notice below a setting that was not changed, with the reason; it can be dismissed. */
export function NotChanged(props: { change: { failure: () => ApiFailure | null; clear: () => void } }) {
  return (
    <Show when={props.change.failure()}>
      {(failure) => (
        <div class="mt-3">
          <FailureNotice what="It was not changed." failure={failure()} onDismiss={props.change.clear} />
        </div>
      )}
    </Show>
  );
}
