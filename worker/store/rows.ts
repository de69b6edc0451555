/** Rows as supabase/migrations defines them, in the form supabase-js wants its types. Timestamps are ISO texts. */
import type {
  Actor,
  DiffStat,
  EgressSettings,
  FileDiff,
  ImageType,
  InvitePreview,
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
  TaskView,
  TaskVisibility,
  TestComparison,
  Usage,
  UsageRow,
} from "../protocol/index.ts";

// Type aliases, not interfaces: supabase-js asks for index signatures, which interfaces do not have.
export type UserRow = {
  id: string;
  github_id: string | null;
  github_login: string | null;
  email: string | null;
  name: string | null;
  avatar_url: string | null;
  created_at: string;
};

/** How a person is shown to others. */
export type Profile = Pick<UserRow, "id" | "github_login" | "name" | "avatar_url">;

export type ApiKeyRow = {
  id: string;
  user_id: string;
  provider: string;
  encrypted_key: string;
  iv: string;
  key_version: string;
  last4: string;
  base_url: string | null;
  created_at: string;
  updated_at: string;
};

export type GitHubTokenRow = {
  user_id: string;
  ciphertext: string;
  iv: string;
  key_version: string;
  refresh_ciphertext: string | null;
  refresh_iv: string | null;
  expires_at: string | null;
  github_login: string;
  github_id: string;
  created_at: string;
  updated_at: string;
};

export type TaskRow = {
  id: string;
  user_id: string;
  /** `owner/name`. */
  repo: string;
  branch: string;
  prompt: string;
  title: string;
  provider: string;
  model: string;
  auto_pr: boolean;
  review_plan: boolean;
  allow_read_only: boolean;
  budget: Partial<TaskBudget>;
  /** Ids of attachments. */
  images: string[];
  state: TaskState;
  status: TaskStatus;
  /** To be read as it is; `plan_document` has the whole plan. */
  plan: string | null;
  plan_document: Plan | null;
  approved_version: number | null;
  base_commit: string | null;
  pr_url: string | null;
  error: TaskFailure | null;
  diff_stat: DiffStat | null;
  usage: Usage | null;
  tests: TestComparison | null;
  sandbox: TaskView["sandbox"] | null;
  head_seq: number;
  version: number;
  diff_version: number;
  visibility: TaskVisibility;
  /** The organisation that sees the task; null unless `visibility` is `org`. */
  org_id: string | null;
  archived_at: string | null;
  /** Repository and title, for the list's search. */
  search: string;
  created_at: string;
  updated_at: string;
  completed_at: string | null;
  placed_at: string | null;
};

/** What a user may write at creation; the rest has defaults. */
export type NewTaskRow = Pick<
  TaskRow,
  "id" | "user_id" | "repo" | "branch" | "prompt" | "title" | "provider" | "model" | "auto_pr" | "review_plan"
> &
  Partial<Pick<TaskRow, "budget" | "images" | "allow_read_only">>;

/** A link to a task; its id, signed, is the link's token. */
export type TaskShareRow = {
  id: string;
  task_id: string;
  user_id: string;
  created_at: string;
  revoked_at: string | null;
};

export type OrgMemberRow = { org_id: string; user_id: string; role: OrgRole; joined_at: string };

/** What the installation has seen of one model in 90 days. */
export type ModelRecordRow = {
  provider: string;
  model: string;
  edits: number;
  failed_edits: number;
  tested: number;
  passed: number;
};

export type TaskLogRow = {
  id: number;
  task_id: string;
  seq: number;
  user_id: string;
  timestamp: string;
  stage: string;
  message: string;
  type: string;
  data: unknown;
  actor: unknown;
};

export type FileDiffRow = {
  id: number;
  task_id: string;
  file_path: string;
  user_id: string;
  status: FileDiff["status"];
  additions: number;
  deletions: number;
  is_binary: boolean;
  plan_steps: string[];
  out_of_plan: boolean;
  machine_written: boolean;
  /** Null where the file is binary or its diff is too large to mirror. */
  diff_text: string | null;
};

export type AttachmentRow = {
  id: string;
  user_id: string;
  media_type: ImageType;
  bytes: number;
  created_at: string;
};

export type KnowledgeRow = {
  id: string;
  user_id: string;
  repo_full_name: string;
  kind: KnowledgeKind;
  text: string;
  /** The task that learned it; null where its user wrote it, or the task is gone. */
  source_task: string | null;
  text_md5: string;
  created_at: string;
  updated_at: string;
};

/** `source_task` is for the service client alone. */
export type NewKnowledgeRow = Pick<KnowledgeRow, "user_id" | "repo_full_name" | "kind" | "text"> & {
  source_task?: string;
};

/** `repo_full_name` in small letters. */
export type RepoSettingsRow = PutRepoSettings & {
  user_id: string;
  repo_full_name: string;
  egress_presets: unknown;
  egress_allow: string[];
  updated_at: string;
};

export type OrganisationRow = {
  id: string;
  egress_presets: unknown;
  egress_allow: string[];
  egress_updated_at: string | null;
};

/** Something of a removed account that is still in storage. */
export type RemovalRow = { kind: "user" | "task"; id: string; removed_at: string };

export type DraftRow = {
  user_id: string;
  draft_id: string;
  repo_full_name: string | null;
  branch: string | null;
  prompt: string;
  provider: string | null;
  model: string | null;
  review_plan: boolean;
  auto_pr: boolean;
  budget: TaskBudget | null;
  images: string[];
  updated_at: string;
};

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

type AuditPageArgs = {
  p_org_id: string | null;
  p_from: string | null;
  p_to: string | null;
  p_before: number | null;
  p_limit: number;
};

type Table<Row, Insert = Partial<Row>> = {
  Row: Row;
  Insert: Insert;
  Update: Partial<Row>;
  Relationships: [];
};

export type Database = {
  public: {
    Tables: {
      users: Table<UserRow>;
      api_keys: Table<ApiKeyRow, Omit<ApiKeyRow, "created_at">>;
      github_tokens: Table<GitHubTokenRow, Omit<GitHubTokenRow, "created_at">>;
      tasks: Table<TaskRow, NewTaskRow>;
      task_logs: Table<TaskLogRow>;
      files_diff: Table<FileDiffRow>;
      attachments: Table<AttachmentRow, Omit<AttachmentRow, "created_at">>;
      task_shares: Table<TaskShareRow>;
      task_drafts: Table<DraftRow, Omit<DraftRow, "updated_at">>;
      organisations: Table<OrganisationRow>;
      removals: Table<RemovalRow>;
      organisation_members: Table<OrgMemberRow>;
      repo_knowledge: Table<KnowledgeRow, NewKnowledgeRow>;
      repo_settings: Table<
        RepoSettingsRow,
        Pick<RepoSettingsRow, "user_id" | "repo_full_name"> & Partial<Omit<RepoSettingsRow, "updated_at">>
      >;
    };
    Views: Record<string, never>;
    Functions: {
      create_task: { Args: { p: unknown; p_most: number | null }; Returns: "created" | "exists" | "full" };
      take_place: { Args: { p_task_id: string; p_most: number }; Returns: boolean };
      allow_egress_host: { Args: { p_repo: string; p_host: string }; Returns: undefined };
      mirror_task: { Args: { p: unknown }; Returns: "applied" | "stale" | "absent" };
      append_task_logs: { Args: { p_task_id: string; p_rows: unknown }; Returns: number };
      read_task_logs: {
        Args: { p_task_id: string; p_after: number; p_limit: number; p_bytes: number };
        Returns: TaskLogRow[];
      };
      replace_files_diff: {
        Args: { p_task_id: string; p_version: number; p_rows: unknown };
        Returns: boolean;
      };
      share_task: {
        Args: { p_task_id: string; p_user_id: string; p_visibility: TaskVisibility; p_org_id?: string };
        Returns: boolean;
      };
      profiles: { Args: { p_ids: string[] }; Returns: Profile[] };
      organisation_list: { Args: Record<string, never>; Returns: Org[] };
      organisation_people: {
        Args: { p_org_id: string };
        Returns: { members: OrgMember[]; invites: Omit<OrgInvite, "url">[] } | null;
      };
      create_organisation: { Args: { p_name: string }; Returns: string };
      rename_organisation: { Args: { p_org_id: string; p_name: string }; Returns: null };
      put_organisation_egress: {
        Args: { p_org_id: string; p_presets: unknown; p_allow: string[] };
        Returns: null;
      };
      task_organisation_egress: { Args: { p_task_id: string }; Returns: EgressSettings | null };
      delete_organisation: { Args: { p_org_id: string }; Returns: null };
      set_organisation_role: {
        Args: { p_org_id: string; p_user_id: string; p_role: OrgRole };
        Returns: null;
      };
      remove_organisation_member: { Args: { p_org_id: string; p_user_id: string }; Returns: null };
      invite_to_organisation: {
        Args: { p_org_id: string; p_role: OrgRole; p_github_login: string | null };
        Returns: string;
      };
      revoke_organisation_invite: { Args: { p_org_id: string; p_invite_id: string }; Returns: null };
      invite_preview: { Args: { p_invite_id: string }; Returns: InvitePreview | null };
      accept_invite: { Args: { p_invite_id: string; p_user_id: string }; Returns: string };
      usage_summary: { Args: { p_from: string; p_to: string }; Returns: UsageRow[] };
      model_records: { Args: Record<string, never>; Returns: ModelRecordRow[] };
      append_task_audit: {
        Args: { p_task_id: string; p_owner_id: string | null; p_rows: unknown };
        Returns: undefined;
      };
      link_opened: { Args: { p_share_id: string }; Returns: undefined };
      audit_page: { Args: AuditPageArgs; Returns: AuditRow[] };
      unused_attachments: { Args: { p_user: string; p_before: string }; Returns: string[] };
      github_identity: { Args: Record<string, never>; Returns: string | null };
      github_login: { Args: Record<string, never>; Returns: string | null };
    };
    Enums: { task_state: TaskState };
    CompositeTypes: Record<string, never>;
  };
};
