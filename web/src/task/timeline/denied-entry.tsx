import ShieldBan from "lucide-solid/icons/shield-ban";
import { createSignal, Show } from "solid-js";
import type { EgressRules } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { request } from "../../api/client.ts";
import { egressKey, egressPath } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import type { Entry } from "./entries.ts";
import { Rail, Sign, TwoLines } from "./rail.tsx";
import { useTimeline } from "./selection.ts";

/** A connection that the network policy refused, with its rule; the task's owner may allow the host right here. */
export default function DeniedEntry(props: { entry: Extract<Entry, { kind: "denied" }> }) {
  const { task } = useTimeline();
  const repo = () => task.view()?.repo_full_name ?? "";
  const change = createChange(() => egressKey(repo()));
  const [allowed, setAllowed] = createSignal(false);
  const allow = async (host: string) => {
    const send = () => request<EgressRules>(egressPath(repo(), "/allow"), { method: "POST", body: { host } });
    if (await change.run(send)) setAllowed(true);
  };
  const offer = () => (task.view()?.access === "owner" ? props.entry.allow : null);
  return (
    <Rail icon={<Sign of={ShieldBan} colour="text-warn" />}>
      <TwoLines text={props.entry.text} detail={props.entry.rule} />
      <Show when={offer()}>
        {(host) => (
          <Show
            when={!allowed()}
            fallback={
              <p role="status" class="mt-1 text-small text-mute">
                Allowed for {repo()}, from the next step on.
              </p>
            }
          >
            <Button
              class="mt-1.5"
              busy={change.busy()}
              title={`Commands of your tasks in ${repo()} may then reach ${host()}`}
              onClick={() => void allow(host())}
            >
              Allow for this repository
            </Button>
          </Show>
        )}
      </Show>
      <Show when={change.failure()}>
        {(failure) => (
          <p role="alert" class="mt-1 text-small text-bad">
            {failure().message}
          </p>
        )}
      </Show>
    </Rail>
  );
}
