import X from "lucide-solid/icons/x";
import { createSignal, Show } from "solid-js";
import type { Org, OrgMember, OrgRole, PutOrgMember } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { request } from "../../api/client.ts";
import { orgsQuery } from "../../api/queries.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button, IconButton } from "../../ui/button.tsx";
import { Keyed } from "../../ui/keyed.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Section } from "../page-head.tsx";
import { RoleSelect } from "./role-select.tsx";
import { fixedBecause, grantable, managesPeople } from "./roles.ts";

interface PeopleProps {
  org: Org;
  members: readonly OrgMember[];
  /** The reader's id, once it is known. */
  me: string | null;
}

/** Everybody in the organisation, with the role that those above them may change. */
export const People = (props: PeopleProps) => (
  <Section
    id="people"
    title={props.members.length === 1 ? "1 person" : `${props.members.length} people`}
    note={managesPeople(props.org.role) ? undefined : "Only admins and owners change roles and invite."}
  >
    <ul class="divide-y divide-line rounded-card border border-line">
      <Keyed each={props.members} by={(member) => member.user_id}>
        {(member) => (
          <li>
            <PersonRow {...props} member={member()} />
          </li>
        )}
      </Keyed>
    </ul>
  </Section>
);

function PersonRow(props: PeopleProps & { member: OrgMember }) {
  const [asked, setAsked] = createSignal<OrgRole | null>(null);
  const [removing, setRemoving] = createSignal(false);
  let trigger: HTMLButtonElement | undefined;
  const keep = () => {
    setRemoving(false);
    trigger?.focus();
  };
  const change = createChange(() => orgsQuery().queryKey);
  const path = () => `/api/orgs/${props.org.org_id}/members/${props.member.user_id}`;
  const name = () => props.member.login ?? "this person";
  const mine = () => props.member.user_id === props.me;
  const fixed = () => fixedBecause(props.org.role, props.member, props.members);
  const setRole = async (role: OrgRole) => {
    const body: PutOrgMember = { role };
    setAsked(role);
    await change.run(() => request<void>(path(), { method: "PATCH", body }));
    // The list has the new role now, or the former one after a refusal.
    setAsked(null);
  };
  const remove = () => change.run(() => request<void>(path(), { method: "DELETE" }));
  return (
    <div class="px-4 py-2">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2 max-md:gap-x-2">
        <Avatar login={props.member.login} url={props.member.avatar_url} size={28} />
        <div class="min-w-0 flex-1">
          <p class="truncate font-medium">
            {props.member.name ?? name()}
            <Show when={mine()}>
              <span class="font-normal text-mute"> (you)</span>
            </Show>
          </p>
          <p class="truncate text-small text-mute">{name()}</p>
        </div>
        <Show when={change.busy()}>
          <span role="status" class="text-mute">
            <Spinner />
            <span class="sr-only">Saving</span>
          </span>
        </Show>
        <RoleSelect
          label={`Role of ${name()}`}
          value={asked() ?? props.member.role}
          roles={grantable(props.org.role)}
          fixedBecause={fixed()}
          onChange={(role) => void setRole(role)}
        />
        {/* The user leaves by the section below, which says what that means. */}
        <IconButton
          ref={trigger}
          label={`Remove ${name()}`}
          title={mine() ? "To leave, see below." : (fixed() ?? "Remove")}
          disabled={fixed() !== null || mine()}
          class="max-md:-mr-3"
          onClick={() => setRemoving(true)}
        >
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <Show when={removing()}>
        <div class="mt-2 flex flex-wrap items-center gap-2 pl-10 max-md:pl-0">
          <p class="w-full text-mute">
            Remove {name()}? Access ends at once, and what they shared here becomes private.
          </p>
          <Button variant="quiet" ref={(first) => queueMicrotask(() => first.focus())} onClick={keep}>
            Keep
          </Button>
          <Button variant="danger" busy={change.busy()} onClick={() => void remove()}>
            Remove
          </Button>
        </div>
      </Show>
      <Show when={change.failure()}>
        {(failure) => (
          <div class="mt-2">
            <FailureNotice what="Nothing was changed." failure={failure()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
    </div>
  );
}
