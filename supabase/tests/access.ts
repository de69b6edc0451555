/**
 * Who may do what in the database: the expected side of `access.test.ts`, which tries every cell. A table, view or
 * function that has no row here fails that test.
 *
 * Everything belongs to `owner`, who is a viewer of an organisation that also sees their task. A cell is what becomes
 * of the attempt:
 *
 * - `x` refused by a grant or a policy
 * - `!` refused by the function's own rule, with a reason
 * - `-` carried out, and nothing of the owner's was shown or touched
 * - `y` carried out on something of the owner's, or on something of the caller's own where the name says so
 */
export const ROLES = ["nobody", "stranger", "viewer", "member", "admin", "head", "owner", "worker"] as const;
export type Role = (typeof ROLES)[number];

export const VERBS = ["select", "insert", "update", "delete"] as const;
export type Verb = (typeof VERBS)[number];

/** One character for each of `ROLES`, in their order. */
type Cells = string;

const id = (n: string) => `00000000-0000-4000-8000-0000000000${n}`;
/** `worker` is the secret key, which is no person. */
export const PEOPLE: Record<Exclude<Role, "nobody" | "worker">, string> = {
  owner: id("0a"),
  stranger: id("0b"),
  viewer: id("0c"),
  member: id("0d"),
  admin: id("0e"),
  head: id("0f"),
};
const TASK = id("10");
const ORG = id("20");
const INVITE = id("21");
const REPO = "owner/repo";

/** A row of the owner's in every table. Run as the superuser. */
export const PLANTED = `
insert into auth.users (id, email, raw_user_meta_data)
  select n::uuid, right(n, 2) || '@example.test', jsonb_build_object('user_name', 'p' || right(n, 2))
  from unnest(array['${Object.values(PEOPLE).join("','")}']) as n;
insert into auth.identities (id, user_id, provider, provider_id, identity_data)
  values ('${id("30")}', '${PEOPLE.owner}', 'github', '7', '{"sub": "7"}');
insert into public.organisations (id, name) values ('${ORG}', 'Engines');
insert into public.organisation_members (org_id, user_id, role) values
  ('${ORG}', '${PEOPLE.head}', 'owner'), ('${ORG}', '${PEOPLE.admin}', 'admin'),
  ('${ORG}', '${PEOPLE.member}', 'member'), ('${ORG}', '${PEOPLE.viewer}', 'viewer'),
  ('${ORG}', '${PEOPLE.owner}', 'viewer');
insert into public.organisation_invites (id, org_id, role, invited_by)
  values ('${INVITE}', '${ORG}', 'viewer', '${PEOPLE.head}');
insert into public.attachments (id, user_id, media_type, bytes, created_at) values
  ('${id("40")}', '${PEOPLE.owner}', 'image/png', 9, now()), ('${id("41")}', '${PEOPLE.owner}', 'image/png', 9, '-infinity');
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model, images, visibility, org_id)
  values ('${TASK}', '${PEOPLE.owner}', '${REPO}', 'main', 'p', 't', 'openai', 'm', array['${id("40")}'::uuid], 'org', '${ORG}');
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
  values ('${TASK}', 1, '${PEOPLE.owner}', now(), 'planning', 'm', 'usage', '{"usage": {"input_tokens": 5}}');
insert into public.files_diff (task_id, file_path, user_id, status, additions, deletions)
  values ('${TASK}', 'f.ts', '${PEOPLE.owner}', 'modified', 1, 0);
insert into public.task_shares (task_id, user_id) values ('${TASK}', '${PEOPLE.owner}');
insert into public.api_keys (id, user_id, provider, encrypted_key, iv, key_version, last4)
  values ('${id("50")}', '${PEOPLE.owner}', 'openai', 'secret', 'iv', 'k1', '1234');
insert into public.github_tokens (user_id, ciphertext, iv, key_version, github_login, github_id)
  values ('${PEOPLE.owner}', 'secret', 'iv', 'k1', 'owner', '7');
insert into public.task_drafts (user_id, draft_id, prompt) values ('${PEOPLE.owner}', '${id("60")}', 'p');
insert into public.repo_knowledge (user_id, repo_full_name, kind, text)
  values ('${PEOPLE.owner}', '${REPO}', 'command', 'npm test');
insert into public.repo_settings (user_id, repo_full_name) values ('${PEOPLE.owner}', '${REPO}');
insert into public.removals (kind, id) values ('task', '${id("80")}');
`;

/** Rows that are meant, where others have rows of their own in the same table. */
export const OF_OWNER: Record<string, string> = {
  users: `id = '${PEOPLE.owner}'`,
  audit_log: `owner_id = '${PEOPLE.owner}' and org_id = '${ORG}'`,
};

/** Insert: a copy of the owner's row, as far as the caller may name its columns. Update: every column they may write. */
// biome-ignore format: a table
export const TABLES: Record<string, Record<Verb, Cells>> = {
  users:                { select: "x-----yy", insert: "xxxxxxxx", update: "xxxxxxxx", delete: "xxxxxxxx" },
  api_keys:             { select: "x-----yy", insert: "xxxxxxxy", update: "xxxxxxxy", delete: "x-----yy" },
  github_tokens:        { select: "xxxxxxxy", insert: "xxxxxxxy", update: "xxxxxxxy", delete: "xxxxxxxy" },
  tasks:                { select: "x-yyyyyy", insert: "xxxxxxyx", update: "x-----yy", delete: "xxxxxxxx" },
  task_logs:            { select: "x-yyyyyy", insert: "xxxxxxxy", update: "xxxxxxxx", delete: "xxxxxxxx" },
  files_diff:           { select: "x-yyyyyy", insert: "xxxxxxxy", update: "xxxxxxxx", delete: "xxxxxxxy" },
  task_shares:          { select: "x-----yy", insert: "xxxxxxxy", update: "xxxxxxxy", delete: "xxxxxxxx" },
  task_drafts:          { select: "x-----yy", insert: "xxxxxxyx", update: "x-----yx", delete: "x-----yx" },
  repo_knowledge:       { select: "x-----yy", insert: "xxxxxxyy", update: "x-----yx", delete: "x-----yx" },
  repo_settings:        { select: "x-----yy", insert: "xxxxxxyy", update: "x-----yy", delete: "xxxxxxxx" },
  attachments:          { select: "x-yyyyyy", insert: "xxxxxxxy", update: "xxxxxxxx", delete: "xxxxxxxy" },
  organisations:        { select: "x-yyyyyx", insert: "xxxxxxxx", update: "xxxxxxxx", delete: "xxxxxxxx" },
  organisation_members: { select: "x-yyyyyx", insert: "xxxxxxxx", update: "xxxxxxxx", delete: "xxxxxxxx" },
  organisation_invites: { select: "x---yy-x", insert: "xxxxxxxx", update: "xxxxxxxx", delete: "xxxxxxxx" },
  removals:             { select: "xxxxxxxy", insert: "xxxxxxxx", update: "xxxxxxxx", delete: "xxxxxxxy" },
  audit_log:            { select: "x---yyyx", insert: "xxxxxxxx", update: "xxxxxxxx", delete: "xxxxxxxx" },
};

/** Columns that the role does not read though it reads others of the table. */
export const HIDDEN: Record<"authenticated" | "service_role", string[]> = {
  authenticated: ["api_keys.encrypted_key", "api_keys.iv", "api_keys.key_version"],
  service_role: [
    "task_drafts.auto_pr",
    "task_drafts.branch",
    "task_drafts.budget",
    "task_drafts.draft_id",
    "task_drafts.model",
    "task_drafts.prompt",
    "task_drafts.provider",
    "task_drafts.repo_full_name",
    "task_drafts.review_plan",
    "task_drafts.updated_at",
  ],
};

const json = (value: object) => `'${JSON.stringify(value)}'`;
const own = (name: string) => ({
  id: id("70"),
  user_id: PEOPLE.owner,
  repo: REPO,
  branch: "b",
  prompt: name,
  title: name,
  provider: "p",
  model: "m",
});

/** By their signatures: how each is called, on what is the owner's or the organisation's, and what becomes of it. */
// biome-ignore format: a table
export const FUNCTIONS: Record<string, [call: string, cells: Cells]> = {
  "github_identity()":                                      ["github_identity()", "x-----yx"],
  "github_login()":                                         ["github_login()", "x-----yx"],
  "mirror_task(jsonb)":                                     [`mirror_task(${json({ id: TASK, version: 9, state: "complete" })})`, "xxxxxxxy"],
  "append_task_logs(uuid,jsonb)":                           [`append_task_logs('${TASK}', ${json([{ seq: 2, timestamp: "2026-01-01", stage: "s", message: "m", type: "t", data: {} }])})`, "xxxxxxxy"],
  "replace_files_diff(uuid,bigint,jsonb)":                  [`replace_files_diff('${TASK}', 9, '[]')`, "xxxxxxxy"],
  "read_task_logs(uuid,bigint,integer,bigint)":             [`read_task_logs('${TASK}', 0, 9, 9999)`, "x-yyyyyy"],
  "usage_summary(timestamp with time zone,timestamp with time zone)": ["usage_summary('-infinity', 'infinity')", "x-----yx"],
  "model_records()":                                        ["model_records()", "xxxxxxxy"],
  "share_task(uuid,uuid,text,uuid,integer)":                   [`share_task('${TASK}', '${PEOPLE.owner}', 'link')`, "xxxxxxxy"],
  "unused_attachments(uuid,timestamp with time zone)":      [`unused_attachments('${PEOPLE.owner}', now())`, "xxxxxxxy"],
  "places_taken(uuid,uuid)":                                [`places_taken('${PEOPLE.owner}', '${id("70")}')`, "x-yyyyyy"],
  "lock_places(uuid)":                                      [`lock_places('${PEOPLE.owner}')`, "x-------"],
  "create_task(jsonb,integer,integer)":                     [`create_task(${json(own("t"))}, 9)`, "xxxxxxyx"],
  "take_place(uuid,integer)":                               [`take_place('${TASK}', 9)`, "xxxxxxxy"],
  // In the caller's own settings.
  "allow_egress_host(text,text)":                           [`allow_egress_host('${REPO}', 'a.example')`, "xyyyyyyx"],
  // In an organisation of the caller's own.
  "create_organisation(text)":                              ["create_organisation('Mine')", "xyyyyyyx"],
  "my_organisations(org_role)":                             ["my_organisations()", "x-yyyyyx"],
  "my_fellows()":                                           ["my_fellows()", "xxxxxxxx"],
  "profiles(uuid[])":                                       [`profiles(array['${PEOPLE.owner}'::uuid])`, "x-yyyyyx"],
  "organisation_list()":                                    ["organisation_list()", "x-yyyyyx"],
  "organisation_people(uuid)":                              [`organisation_people('${ORG}')`, "x-yyyyyx"],
  "enter_organisation(uuid)":                               [`enter_organisation('${ORG}')`, "xxxxxxxx"],
  "rename_organisation(uuid,text)":                         [`rename_organisation('${ORG}', 'Other')`, "x!!!!y!x"],
  "put_organisation_egress(uuid,jsonb,text[])":            [`put_organisation_egress('${ORG}', '{}', '{a.example}')`, "x!!!yy!x"],
  "task_organisation_egress(uuid)":                         [`task_organisation_egress('${TASK}')`, "xxxxxxxy"],
  "delete_organisation(uuid)":                              [`delete_organisation('${ORG}')`, "x!!!!y!x"],
  "set_organisation_role(uuid,uuid,org_role)":              [`set_organisation_role('${ORG}', '${PEOPLE.owner}', 'member')`, "x!!!yy!x"],
  // Every member may leave.
  "remove_organisation_member(uuid,uuid)":                  [`remove_organisation_member('${ORG}', '${PEOPLE.owner}')`, "x!!!yyyx"],
  "invite_to_organisation(uuid,org_role,text)":             [`invite_to_organisation('${ORG}', 'viewer')`, "x!!!yy!x"],
  "revoke_organisation_invite(uuid,uuid)":                  [`revoke_organisation_invite('${ORG}', '${INVITE}')`, "x!!!yy!x"],
  "append_to_audit(timestamp with time zone,jsonb,text,text,text,uuid,uuid,jsonb,text)": ["append_to_audit(now(), '{}', 'task.created', 'task', 't', null, null, '{}', null)", "xxxxxxxx"],
  "audit(text,text,text,uuid,uuid,jsonb)":                  ["audit('task.created', 'task', 't', null)", "xxxxxxxx"],
  "audit_actor()":                                          ["audit_actor()", "xxxxxxxx"],
  "egress_change(jsonb,text[],text[])":                     ["egress_change('{}', '{}', '{}')", "xxxxxxxx"],
  "is_user(uuid)":                                          [`is_user('${PEOPLE.owner}')`, "xxxxxxxx"],
  "append_task_audit(uuid,uuid,jsonb)":                     [`append_task_audit('${TASK}', '${PEOPLE.owner}', ${json([{ seq: 1, at: "2026-01-01", actor: { kind: "system" }, action: "task.cancel", detail: {} }])})`, "xxxxxxxy"],
  "link_opened(uuid)":                                      [`link_opened((select id from public.task_shares limit 1))`, "xxxxxxxy"],
  "audit_names(uuid[])":                                    [`audit_names(array['${PEOPLE.owner}'::uuid])`, "x---yyyx"],
  "audit_page(uuid,timestamp with time zone,timestamp with time zone,bigint,integer)": [`audit_page('${ORG}', null, null, null, 9)`, "x---yy-x"],
  "invite_preview(uuid)":                                   [`invite_preview('${INVITE}')`, "xxxxxxxy"],
  "installation_metrics(timestamp with time zone,timestamp with time zone)": ["installation_metrics('-infinity', 'infinity')", "xxxxxxxy"],
  "applied_migrations()":                                   ["applied_migrations()", "xxxxxxxy"],
  "accept_invite(uuid,uuid)":                               [`accept_invite('${INVITE}', '${PEOPLE.stranger}')`, "xxxxxxxy"],
  "month_start()":                                          ["month_start()", "xyyyyyyy"],
  "amounts_used(uuid,uuid)":                                [`amounts_used('${PEOPLE.owner}', null)`, "xxxxxxxy"],
  "consumption(uuid,uuid)":                                 [`consumption('${PEOPLE.owner}', '${TASK}')`, "xxxxxxxy"],
  "invite_maker(uuid)":                                     [`invite_maker('${INVITE}')`, "xxxxxxxy"],
  "was_invited(uuid)":                                      [`was_invited('${PEOPLE.stranger}')`, "xxxxxxx-"],
};
