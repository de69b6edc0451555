import { createSignal, Show } from "solid-js";
import type { CreateOrgInvite, Org, OrgInvite, OrgRole } from "../../../../worker/protocol/index.ts";
import { createChange } from "../../api/change.ts";
import { fieldProblem, request } from "../../api/client.ts";
import { peopleQuery } from "../../api/queries.ts";
import { askUser } from "../../ui/ask.ts";
import { Button } from "../../ui/button.tsx";
import { CopyAddress } from "../../ui/copy-address.tsx";
import { TextField } from "../../ui/field.tsx";
import { createKeptText } from "../../ui/kept-text.ts";
import { Keyed } from "../../ui/keyed.tsx";
import { FailureNotice } from "../../ui/notice.tsx";
import { Section } from "../page-head.tsx";
import { RoleSelect } from "./role-select.tsx";
import { grantable, labelOf, managesPeople } from "./roles.ts";

interface InvitesProps {
  org: Org;
  invites: readonly OrgInvite[];
}

/** Makes invitations, and shows those that nobody has accepted yet. */
export const Invites = (props: InvitesProps) => (
  <Section
    id="invites"
    title="Invitations"
    note="An address that lets one person in. It works once and holds for seven days."
  >
    <InviteForm org={props.org} />
    <Show when={props.invites.length > 0}>
      <ul aria-label="Open invitations" class="mt-3 divide-y divide-line rounded-card border border-line">
        <Keyed each={props.invites} by={(invite) => invite.invite_id}>
          {(invite) => (
            <li class="px-4 py-3">
              <InviteRow org={props.org} invite={invite()} />
            </li>
          )}
        </Keyed>
      </ul>
    </Show>
  </Section>
);

function InviteForm(props: { org: Org }) {
  const [login, setLogin] = createKeptText(`verne.invite.${props.org.org_id}`);
  const [role, setRole] = createSignal<OrgRole>("member");
  const change = createChange(() => peopleQuery(props.org.org_id).queryKey);
  const may = () => managesPeople(props.org.role);
  const problem = () => fieldProblem(change.failure(), "github_login");
  const invite = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = role();
    if (!may() || given === "owner") return;
    const body: CreateOrgInvite = { role: given, github_login: login().trim().replace(/^@/, "") || null };
    const path = `/api/orgs/${props.org.org_id}/invites`;
    if (await change.run(() => request<OrgInvite>(path, { method: "POST", body }))) setLogin("");
  };
  return (
    <form onSubmit={invite} novalidate>
      <div class="flex flex-wrap items-start gap-2">
        <div class="min-w-48 flex-1 max-md:basis-full">
          <TextField
            label="GitHub login, or empty for whoever has the address"
            hideLabel
            placeholder="GitHub login (optional)"
            spellcheck={false}
            autocapitalize="off"
            maxlength={40}
            disabled={!may()}
            value={login()}
            problem={problem()}
            onInput={(event) => setLogin(event.currentTarget.value)}
          />
        </div>
        <RoleSelect
          label="Role of who is invited"
          value={role()}
          roles={grantable(props.org.role).filter((one) => one !== "owner")}
          fixedBecause={may() ? null : "Only admins and owners may invite."}
          onChange={setRole}
        />
        <Button
          type="submit"
          class="max-md:flex-1"
          busy={change.busy()}
          disabled={!may()}
          title={may() ? undefined : "Only admins and owners may invite."}
        >
          Invite
        </Button>
      </div>
      <Show when={!problem() && change.failure()}>
        {(failure) => (
          <div class="mt-2">
            <FailureNotice what="Nobody was invited." failure={failure()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
    </form>
  );
}

function InviteRow(props: { org: Org; invite: OrgInvite }) {
  const change = createChange(() => peopleQuery(props.org.org_id).queryKey);
  const invitee = () => props.invite.github_login ?? "whoever has the address";
  const until = () =>
    new Date(props.invite.expires_at).toLocaleDateString(undefined, { day: "numeric", month: "long" });
  const revoke = async () => {
    const yes = await askUser({
      title: "Revoke this invitation?",
      text: `Its address no longer lets ${invitee()} in. Another invitation has another address.`,
      yes: "Revoke",
      no: "Keep it",
    });
    const path = `/api/orgs/${props.org.org_id}/invites/${props.invite.invite_id}`;
    if (yes) await change.run(() => request<void>(path, { method: "DELETE" }));
  };
  return (
    <>
      <div class="flex items-center gap-3">
        <p class="min-w-0 flex-1">
          For <span class="font-medium">{invitee()}</span>
          <span class="text-mute">
            {" "}
            as {labelOf(props.invite.role).toLowerCase()}, until {until()}
          </span>
        </p>
        <Button
          variant="danger"
          busy={change.busy()}
          aria-label={`Revoke the invitation for ${invitee()}`}
          onClick={() => void revoke()}
        >
          Revoke
        </Button>
      </div>
      <CopyAddress label={`Address of the invitation for ${invitee()}`} url={props.invite.url} />
      <Show when={change.failure()}>
        {(failure) => (
          <div class="mt-2">
            <FailureNotice what="It was not revoked." failure={failure()} onDismiss={change.clear} />
          </div>
        )}
      </Show>
    </>
  );
}
