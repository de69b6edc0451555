import CircleStop from "lucide-solid/icons/circle-stop";
import { Show } from "solid-js";
import type { StopCommand as Body } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { request } from "../../api/client.ts";
import { taskKey } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { useTimeline } from "./selection.ts";

/** Ends one running command; the task goes on. Only for readers who may steer the task. */
export default function StopCommand(props: { commandId: string }) {
  const { task } = useTimeline();
  const change = createChange(() => taskKey(task.id));
  const steers = () => ["owner", "member"].includes(task.view()?.access ?? "");
  const stop = () => {
    const body: Body = { command_id: props.commandId };
    const path = `/api/tasks/${encodeURIComponent(task.id)}/stop-command`;
    return change.run(() => request(path, { method: "POST", body, idempotencyKey: crypto.randomUUID() }));
  };
  return (
    <Show when={steers()}>
      <div class="flex flex-wrap items-center gap-2 border-t border-line px-2 py-1">
        <Button
          busy={change.busy()}
          title="The agent is told, and the task goes on"
          onClick={() => void stop()}
        >
          <CircleStop size={13} aria-hidden="true" />
          Stop this command
        </Button>
        <Show when={change.failure()}>
          {(failure) => (
            <p role="alert" class="text-small text-bad">
              {failure().message}
            </p>
          )}
        </Show>
      </div>
    </Show>
  );
}
