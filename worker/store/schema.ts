/**
 * The public schema as `supabase/migrations` makes it. Written by `npm run types:database` and compared with the
 * migrated database by a test; do not edit. What the types of Postgres cannot say is said in `rows.ts`.
 */

/** Any JSON but null. */
export type Json = NonNullable<unknown>;

export type Enums = {
  org_role: "viewer" | "member" | "admin" | "owner";
  task_state:
    | "queued"
    | "cloning"
    | "analyzing"
    | "planning"
    | "awaiting_approval"
    | "applying"
    | "testing"
    | "reviewing"
    | "publishing"
    | "complete"
    | "failed"
    | "cancelled";
};

export type Tables = {
  api_keys: {
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
  attachments: { id: string; user_id: string; media_type: string; bytes: number; created_at: string };
  audit_log: {
    id: number;
    at: string;
    actor_kind: string;
    actor_id: string | null;
    actor_client: string | null;
    action: string;
    target_kind: string;
    target_id: string;
    owner_id: string | null;
    org_id: string | null;
    detail: Json;
    once: string | null;
  };
  files_diff: {
    id: number;
    task_id: string;
    file_path: string;
    user_id: string;
    status: string;
    additions: number;
    deletions: number;
    is_binary: boolean;
    plan_steps: string[];
    out_of_plan: boolean;
    machine_written: boolean;
    diff_text: string | null;
  };
  github_tokens: {
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
  organisation_invites: {
    id: string;
    org_id: string;
    role: Enums["org_role"];
    github_login: string | null;
    invited_by: string;
    created_at: string;
    expires_at: string;
  };
  organisation_members: {
    org_id: string;
    user_id: string;
    role: Enums["org_role"];
    joined_at: string;
    invited: boolean;
  };
  organisations: {
    id: string;
    name: string;
    created_at: string;
    egress_presets: Json;
    egress_allow: string[];
    egress_updated_at: string | null;
  };
  removals: { kind: string; id: string; removed_at: string };
  repo_knowledge: {
    id: string;
    user_id: string;
    repo_full_name: string;
    kind: string;
    text: string;
    source_task: string | null;
    text_md5: string;
    created_at: string;
    updated_at: string;
  };
  repo_settings: {
    user_id: string;
    repo_full_name: string;
    exit_status_counts: boolean;
    unconfined_commands: boolean;
    scan_command: string | null;
    second_reader: string;
    commands: Json;
    updated_at: string;
    egress_presets: Json;
    egress_allow: string[];
  };
  task_drafts: {
    user_id: string;
    draft_id: string;
    repo_full_name: string | null;
    branch: string | null;
    prompt: string;
    provider: string | null;
    model: string | null;
    review_plan: boolean;
    auto_pr: boolean;
    budget: Json | null;
    updated_at: string;
    images: string[];
  };
  task_logs: {
    id: number;
    task_id: string;
    seq: number;
    user_id: string;
    timestamp: string;
    stage: string;
    message: string;
    type: string;
    data: Json;
    actor: Json;
  };
  task_shares: {
    id: string;
    task_id: string;
    user_id: string;
    created_at: string;
    revoked_at: string | null;
  };
  tasks: {
    id: string;
    user_id: string;
    repo: string;
    branch: string;
    prompt: string;
    title: string;
    provider: string;
    model: string;
    auto_pr: boolean;
    review_plan: boolean;
    state: Enums["task_state"];
    status: string;
    plan: string | null;
    plan_document: Json | null;
    approved_version: number | null;
    base_commit: string | null;
    pr_url: string | null;
    head_branch: string | null;
    asks: boolean;
    worked_ms: number | null;
    error: Json | null;
    diff_stat: Json | null;
    usage: Json | null;
    tests: Json | null;
    sandbox: Json | null;
    head_seq: number;
    version: number;
    diff_version: number;
    search: string;
    created_at: string;
    updated_at: string;
    completed_at: string | null;
    placed_at: string | null;
    budget: Json;
    visibility: string;
    archived_at: string | null;
    org_id: string | null;
    charged_org_id: string | null;
    images: string[];
    allow_read_only: boolean;
  };
  users: {
    id: string;
    github_id: string | null;
    github_login: string | null;
    email: string | null;
    name: string | null;
    avatar_url: string | null;
    created_at: string;
  };
};

/** Those that a client may call. A column of a returned table may be null as far as Postgres knows. */
export type Functions = {
  accept_invite: { Args: { p_invite_id: string; p_user_id: string }; Returns: string };
  allow_egress_host: { Args: { p_repo: string; p_host: string }; Returns: undefined };
  amounts_used: { Args: { p_user_id: string; p_org_id: string }; Returns: Json };
  append_task_audit: { Args: { p_task_id: string; p_owner_id: string; p_rows: Json }; Returns: undefined };
  append_task_logs: { Args: { p_task_id: string; p_rows: Json }; Returns: number };
  applied_migrations: { Args: Record<string, never>; Returns: string[] };
  audit_names: { Args: { p_ids: string[] }; Returns: { id: string | null; login: string | null }[] };
  audit_page: {
    Args: { p_org_id: string; p_from: string; p_to: string; p_before: number; p_limit: number };
    Returns: Json;
  };
  consumption: { Args: { p_user_id: string; p_task_id: string }; Returns: Json };
  create_organisation: { Args: { p_name: string }; Returns: string };
  create_task: { Args: { p: Json; p_most: number; p_monthly?: number }; Returns: string };
  delete_organisation: { Args: { p_org_id: string }; Returns: undefined };
  github_identity: { Args: Record<string, never>; Returns: string };
  github_login: { Args: Record<string, never>; Returns: string };
  installation_metrics: { Args: { p_from: string; p_to: string }; Returns: Json };
  invite_maker: { Args: { p_invite_id: string }; Returns: string };
  invite_preview: { Args: { p_invite_id: string }; Returns: Json };
  invite_to_organisation: {
    Args: { p_org_id: string; p_role: Enums["org_role"]; p_github_login?: string };
    Returns: string;
  };
  link_opened: { Args: { p_share_id: string }; Returns: undefined };
  lock_places: { Args: { p_user_id: string }; Returns: undefined };
  mirror_task: { Args: { p: Json }; Returns: string };
  model_records: { Args: Record<string, never>; Returns: Json };
  month_start: { Args: Record<string, never>; Returns: string };
  my_organisations: { Args: { p_least?: Enums["org_role"] }; Returns: string[] };
  organisation_list: { Args: Record<string, never>; Returns: Json };
  organisation_people: { Args: { p_org_id: string }; Returns: Json };
  places_taken: { Args: { p_user_id: string; p_except: string }; Returns: number };
  profiles: {
    Args: { p_ids: string[] };
    Returns: {
      id: string | null;
      github_login: string | null;
      name: string | null;
      avatar_url: string | null;
    }[];
  };
  put_organisation_egress: {
    Args: { p_org_id: string; p_presets: Json; p_allow: string[] };
    Returns: undefined;
  };
  read_task_logs: {
    Args: { p_task_id: string; p_after: number; p_limit: number; p_bytes: number };
    Returns: {
      task_id: string | null;
      seq: number | null;
      timestamp: string | null;
      stage: string | null;
      message: string | null;
      type: string | null;
      data: Json | null;
      actor: Json | null;
    }[];
  };
  remove_organisation_member: { Args: { p_org_id: string; p_user_id: string }; Returns: undefined };
  rename_organisation: { Args: { p_org_id: string; p_name: string }; Returns: undefined };
  replace_files_diff: { Args: { p_task_id: string; p_version: number; p_rows: Json }; Returns: boolean };
  revoke_organisation_invite: { Args: { p_org_id: string; p_invite_id: string }; Returns: undefined };
  set_organisation_role: {
    Args: { p_org_id: string; p_user_id: string; p_role: Enums["org_role"] };
    Returns: undefined;
  };
  share_task: {
    Args: {
      p_task_id: string;
      p_user_id: string;
      p_visibility: string;
      p_org_id?: string;
      p_monthly?: number;
    };
    Returns: boolean;
  };
  take_place: { Args: { p_task_id: string; p_most: number }; Returns: boolean };
  task_organisation_egress: { Args: { p_task_id: string }; Returns: Json };
  unused_attachments: { Args: { p_user: string; p_before: string }; Returns: string[] };
  usage_summary: { Args: { p_from: string; p_to: string }; Returns: Json };
  was_invited: { Args: { p_user_id: string }; Returns: boolean };
};
