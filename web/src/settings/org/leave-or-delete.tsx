import { createSignal, Show } from "solid-js";
import type { Org, OrgMember } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { request } from "../../api/client.ts";
import { orgsQuery, queryClient } from "../../api/queries.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Section } from "../page-head.tsx";
import { isLastOwner } from "./roles.ts";

interface LeaveOrDeleteProps {
  org: Org;
  members: readonly OrgMember[];
  me: string | null;
  onGone: () => void;
}

/** Leaving the organisation, and deleting it. */
export function LeaveOrDelete(props: LeaveOrDeleteProps) {
  const [asking, setAsking] = createSignal<"leave" | "delete" | null>(null);
  const triggers: Partial<Record<"leave" | "delete", HTMLButtonElement>> = {};
  const cancel = () => {
    const way = asking();
    setAsking(null);
    // The buttons are rendered again.
    if (way) triggers[way]?.focus();
  };
  const last = () => {
    const self = props.members.find((member) => member.user_id === props.me);
    return self === undefined || isLastOwner(self, props.members);
  };
  const owner = () => props.org.role === "owner";
  return (
    <Section
      id="endings"
      title="Leave or delete"
      note="Tasks stay with their owners. What you shared here becomes private."
    >
      <Show
        when={asking()}
        fallback={
          <div class="flex flex-wrap gap-2">
            <Button
              variant="danger"
              ref={(button) => {
                triggers.leave = button;
              }}
              disabled={last()}
              onClick={() => setAsking("leave")}
            >
              Leave
            </Button>
            <Button
              variant="danger"
              ref={(button) => {
                triggers.delete = button;
              }}
              disabled={!owner()}
              onClick={() => setAsking("delete")}
            >
              Delete organisation
            </Button>
          </div>
        }
      >
        <Confirm {...props} way={asking() ?? "leave"} onCancel={cancel} />
      </Show>
      <Show when={!asking() && (!owner() || last())}>
        <p class="mt-2 text-small text-mute">
          {owner()
            ? "You are the only owner: make somebody else an owner before you leave."
            : "Only an owner may delete the organisation."}
        </p>
      </Show>
    </Section>
  );
}

function Confirm(props: LeaveOrDeleteProps & { way: "leave" | "delete"; onCancel: () => void }) {
  const [typed, setTyped] = createSignal("");
  const change = createChange(() => orgsQuery().queryKey);
  const deleting = () => props.way === "delete";
  const go = async (event: SubmitEvent) => {
    event.preventDefault();
    const org = `/api/orgs/${props.org.org_id}`;
    const path = deleting() ? org : `${org}/members/${props.me}`;
    const done = await change.run(async () => {
      await request<void>(path, { method: "DELETE" });
      // The list is not read again: the user has left.
      queryClient.removeQueries({ queryKey: ["orgs", props.org.org_id] });
    });
    if (!done) return;
    void queryClient.invalidateQueries({ queryKey: ["tasks"] });
    props.onGone();
  };
  return (
    <form onSubmit={go} novalidate class="grid gap-3 rounded-card border border-line px-4 py-3">
      <Show
        when={deleting()}
        fallback={<p>Leave {props.org.name}? You need a new invitation to come back.</p>}
      >
        <p>
          This ends {props.org.name} for {props.org.members === 1 ? "you" : `all ${props.org.members} people`}
          . It cannot be undone.
        </p>
        <TextField
          label={`Type ${props.org.name} to confirm`}
          value={typed()}
          ref={(field) => queueMicrotask(() => field.focus())}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </Show>
      <Show when={change.failure()}>
        {(failure) => (
          <FailureNotice
            what={deleting() ? "It was not deleted." : "You did not leave."}
            failure={failure()}
            onDismiss={change.clear}
          />
        )}
      </Show>
      <div class="flex gap-2">
        <Button
          type="submit"
          variant="danger"
          busy={change.busy()}
          disabled={deleting() && typed().trim() !== props.org.name}
        >
          {deleting() ? "Delete organisation" : "Leave"}
        </Button>
        <Button
          variant="quiet"
          ref={(button) => !deleting() && queueMicrotask(() => button.focus())}
          onClick={() => props.onCancel()}
        >
          Cancel
        </Button>
      </div>
    </form>
  );
}
