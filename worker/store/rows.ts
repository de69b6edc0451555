/**
 * Rows and calls in the form that supabase-js wants its types. `schema.ts` has the columns; what stands here is what
 * Postgres cannot say: what is in a text or in JSON, who may write what, what may be null. Timestamps are ISO texts.
 */
import type {
  Actor,
  Amounts,
  CreateTask,
  DiffStat,
  EgressSettings,
  FileDiff,
  ImageType,
  InstallationMetrics,
  InvitePreview,
  KeptCommands,
  KnowledgeKind,
  Org,
  OrgInvite,
  OrgMember,
  OrgRole,
  Plan,
  PutRepoSettings,
  TaskBudget,
  TaskFailure,
  TaskState,
  TaskStatus,
  TaskUsage,
  TaskView,
  TaskVisibility,
  TestComparison,
  UsageRow,
} from "../protocol/index.ts";
import type { Enums, Functions, Tables } from "./schema.ts";

// Type aliases, not interfaces: supabase-js asks for index signatures, which interfaces do not have.

/** What may stand for a column's type: what may be null stays so. */
type Narrower<Wide, Own> = null extends Wide ? (null extends Own ? Wide : never) : Wide;

/** A row of the table; `Own` has the columns of which more is known than the schema says. */
type Row<
  Name extends keyof Tables,
  Own extends {
    [Column in keyof Own]: Column extends keyof Tables[Name]
      ? Narrower<Tables[Name][Column], Own[Column]>
      : never;
  } = Record<never, never>,
> = {
  [Column in keyof Tables[Name]]: Column extends keyof Own ? Own[Column] : Tables[Name][Column];
};

export type UserRow = Row<"users">;

/** How a person is shown to others. */
export type Profile = Pick<UserRow, "id" | "github_login" | "name" | "avatar_url">;

export type TaskRow = Row<
  "tasks",
  {
    budget: Partial<TaskBudget>;
    state: TaskState;
    status: TaskStatus;
    plan_document: Plan | null;
    error: TaskFailure | null;
    diff_stat: DiffStat | null;
    usage: TaskUsage | null;
    tests: TestComparison | null;
    sandbox: TaskView["sandbox"] | null;
    visibility: TaskVisibility;
  }
>;

/** What a user writes at creation: what they decided, each in a column of its own name. Some of it has a default. */
export type NewTaskRow = Pick<
  TaskRow,
  "id" | "user_id" | "repo" | "branch" | "prompt" | "title" | "provider" | "model" | "auto_pr" | "review_plan"
> &
  Partial<Pick<TaskRow, Exclude<keyof CreateTask, "repo_full_name">>>;

/** What the installation has seen of one model in 90 days. */
export type ModelRecordRow = {
  provider: string;
  model: string;
  edits: number;
  failed_edits: number;
  tested: number;
  passed: number;
};

export type FileDiffRow = Row<"files_diff", { status: FileDiff["status"] }>;

export type KnowledgeRow = Row<"repo_knowledge", { kind: KnowledgeKind }>;

/** `source_task` is for the service client alone. */
export type NewKnowledgeRow = Pick<KnowledgeRow, "user_id" | "repo_full_name" | "kind" | "text"> & {
  source_task?: string;
};

/** `repo_full_name` in small letters. */
export type RepoSettingsRow = Row<"repo_settings", PutRepoSettings & { commands: KeptCommands }>;

/** Something of a removed account that is still in storage. */
export type RemovalRow = Row<"removals", { kind: "user" | "task" }>;

export type DraftRow = Row<"task_drafts", { budget: TaskBudget | null }>;

/** An entry of the audit log as `audit_page` gives it. */
export type AuditRow = {
  id: number;
  at: string;
  actor_kind: Actor["kind"];
  actor_id: string | null;
  actor_client: string | null;
  actor_login: string | null;
  actor_removed: boolean;
  action: string;
  target_kind: string;
  target_id: string;
  target_login: string | null;
  org_id: string | null;
  detail: Record<string, unknown>;
};

type Table<Own, Insert = Partial<Own>> = {
  Row: Own;
  Insert: Insert;
  Update: Partial<Own>;
  Relationships: [];
};

type Arguments<Name extends keyof Functions> = Functions[Name]["Args"];

/** Rows that name a column which the function does not return are never answered. */
type Answer<Wide, Own> = Wide extends readonly (infer WideRow)[]
  ? Own extends readonly (infer OwnRow)[]
    ? keyof OwnRow extends keyof WideRow
      ? Own
      : never
    : never
  : Own;

/** A function as it is called. What of its answer and its arguments may be null the schema does not say. */
type Call<
  Name extends keyof Functions,
  Own extends Functions[Name]["Returns"] | null = Functions[Name]["Returns"],
  Args extends {
    [Each in keyof Args]: Each extends keyof Arguments<Name> ? Arguments<Name>[Each] | null : never;
  } = Record<never, never>,
> = {
  Args: { [Each in keyof Arguments<Name>]: Each extends keyof Args ? Args[Each] : Arguments<Name>[Each] };
  Returns: Answer<Functions[Name]["Returns"], Own>;
};

export type Database = {
  public: {
    Tables: {
      users: Table<UserRow>;
      api_keys: Table<Row<"api_keys">, Omit<Tables["api_keys"], "created_at">>;
      github_tokens: Table<Row<"github_tokens">, Omit<Tables["github_tokens"], "created_at">>;
      tasks: Table<TaskRow, NewTaskRow>;
      task_logs: Table<Row<"task_logs">>;
      files_diff: Table<FileDiffRow>;
      attachments: Table<
        Row<"attachments", { media_type: ImageType }>,
        Omit<Row<"attachments", { media_type: ImageType }>, "created_at">
      >;
      task_shares: Table<Row<"task_shares">>;
      task_drafts: Table<DraftRow, Omit<DraftRow, "updated_at">>;
      organisations: Table<Row<"organisations">>;
      removals: Table<RemovalRow>;
      organisation_members: Table<Row<"organisation_members", { role: OrgRole }>>;
      repo_knowledge: Table<KnowledgeRow, NewKnowledgeRow>;
      repo_settings: Table<
        RepoSettingsRow,
        Pick<RepoSettingsRow, "user_id" | "repo_full_name"> & Partial<Omit<RepoSettingsRow, "updated_at">>
      >;
    };
    Views: Record<string, never>;
    Functions: {
      create_task: Call<
        "create_task",
        "created" | "exists" | "full" | "used_up",
        { p_most: number | null; p_monthly: number | null }
      >;
      take_place: Call<"take_place">;
      allow_egress_host: Call<"allow_egress_host">;
      mirror_task: Call<"mirror_task", "applied" | "stale" | "absent">;
      append_task_logs: Call<"append_task_logs">;
      read_task_logs: Call<"read_task_logs", Omit<Row<"task_logs">, "id" | "user_id">[]>;
      replace_files_diff: Call<"replace_files_diff">;
      share_task: Call<"share_task", boolean, { p_visibility: TaskVisibility; p_monthly: number | null }>;
      profiles: Call<"profiles", Profile[]>;
      organisation_list: Call<"organisation_list", Org[]>;
      organisation_people: Call<
        "organisation_people",
        { members: OrgMember[]; invites: Omit<OrgInvite, "url">[] } | null
      >;
      create_organisation: Call<"create_organisation">;
      rename_organisation: Call<"rename_organisation">;
      put_organisation_egress: Call<"put_organisation_egress">;
      task_organisation_egress: Call<"task_organisation_egress", EgressSettings | null>;
      delete_organisation: Call<"delete_organisation">;
      set_organisation_role: Call<"set_organisation_role">;
      remove_organisation_member: Call<"remove_organisation_member">;
      invite_to_organisation: Call<"invite_to_organisation", string, { p_github_login: string | null }>;
      revoke_organisation_invite: Call<"revoke_organisation_invite">;
      invite_preview: Call<"invite_preview", InvitePreview | null>;
      accept_invite: Call<"accept_invite">;
      was_invited: Call<"was_invited">;
      invite_maker: Call<"invite_maker", string | null>;
      amounts_used: Call<"amounts_used", Amounts, { p_user_id: string | null; p_org_id: string | null }>;
      consumption: Call<
        "consumption",
        { user: Amounts; organisation: Amounts | null },
        { p_task_id: string | null }
      >;
      usage_summary: Call<"usage_summary", UsageRow[]>;
      installation_metrics: Call<"installation_metrics", Omit<InstallationMetrics, "from" | "to">>;
      model_records: Call<"model_records", ModelRecordRow[]>;
      append_task_audit: Call<"append_task_audit", undefined, { p_owner_id: string | null }>;
      link_opened: Call<"link_opened">;
      audit_page: Call<
        "audit_page",
        AuditRow[],
        { p_org_id: string | null; p_from: string | null; p_to: string | null; p_before: number | null }
      >;
      unused_attachments: Call<"unused_attachments">;
      github_identity: Call<"github_identity", string | null>;
      github_login: Call<"github_login", string | null>;
    };
    Enums: Enums;
    CompositeTypes: Record<string, never>;
  };
};
