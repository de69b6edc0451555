import { A, useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import type { TaskView } from "../../../worker/protocol/index.ts";
import { createChange } from "../api/change.ts";
import { runAgain } from "./commands/run-again.ts";

/** A longer address is not safe everywhere. */
const MAX_ADDRESS_CHARS = 6_000;
const WAY =
  "inline-flex min-h-6 items-center underline underline-offset-2 max-md:min-h-11 disabled:opacity-55";

/** The composer with the same repository, branch and prompt; null when the prompt is too long for an address. */
function rerunAddress(view: TaskView): string | null {
  const params = new URLSearchParams({
    repo: view.repo_full_name,
    branch: view.branch,
    prompt: view.prompt,
  });
  const address = `/new?${params}`;
  return address.length > MAX_ADDRESS_CHARS ? null : address;
}

/** The ways to do the same once more: as it was asked, or asked otherwise. */
export function Again(props: { view: TaskView }) {
  const navigate = useNavigate();
  const change = createChange(() => ["tasks"]);
  const run = () => change.run(async () => navigate(`/t/${await runAgain(props.view)}`));
  return (
    <>
      <button type="button" class={WAY} disabled={change.busy()} onClick={() => void run()}>
        {change.busy() ? "Starting…" : "Run again"}
      </button>
      <Show when={rerunAddress(props.view)}>
        {(address) => (
          <A href={address()} class={WAY}>
            Edit and run again
          </A>
        )}
      </Show>
      <Show when={change.failure()}>
        {(failure) => (
          <span role="alert" class="text-bad">
            It was not started. {failure().message}
          </span>
        )}
      </Show>
    </>
  );
}
