import { QueryClient } from "@tanstack/solid-query";
import type {
  ApiKey,
  AuditPage,
  DraftList,
  EgressRules,
  InstallationMetrics,
  InvitePreview,
  KnowledgeList,
  Me,
  ModelList,
  OrgEgressRules,
  OrgList,
  OrgPeople,
  PublicConfig,
  PullState,
  RepoPage,
  RepoSettings,
  SampleList,
  TaskDiff,
  TaskListView,
  TaskPage,
  TaskView,
  UsageReport,
} from "../../../worker/protocol/index.ts";
import { ApiFailure, request } from "./client.ts";

/** A task that the embedded default offers to a newcomer. The list is empty in production. */
export type SampleTask = SampleList["items"][number];

/** Retries lost connections and server errors, never a refusal. */
const worthRetry = (attempts: number, error: unknown): boolean =>
  attempts < 2 && !(error instanceof ApiFailure && error.status >= 400 && error.status < 500);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: worthRetry, staleTime: 5_000, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

const query = (params: Record<string, string | number | null | undefined>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
};

export const configQuery = () => ({
  queryKey: ["config"],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<PublicConfig>("/api/config", { authenticated: false, signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const meQuery = () => ({
  queryKey: ["me"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<Me>("/api/me", { signal }),
  staleTime: 60_000,
});

export const reposQuery = (q: string) => ({
  queryKey: ["repos", q],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<RepoPage>(`/api/repos${query({ q })}`, { signal }),
  staleTime: 60_000,
});

/** The same, page after page. */
export const reposPages = (q: string) => ({
  queryKey: ["repos", q, "pages"],
  queryFn: ({ pageParam, signal }: { pageParam: number; signal: AbortSignal }) =>
    request<RepoPage>(`/api/repos${query({ q, page: pageParam })}`, { signal }),
  initialPageParam: 1,
  getNextPageParam: (last: RepoPage) => last.next_page,
  staleTime: 60_000,
});

export const modelsQuery = () => ({
  queryKey: ["models"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<ModelList>("/api/models", { signal }),
  staleTime: 30_000,
});

export const samplesQuery = () => ({
  queryKey: ["samples"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<SampleList>("/api/samples", { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const keysQuery = () => ({
  queryKey: ["keys"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<{ items: ApiKey[] }>("/api/keys", { signal }),
});

export const orgsQuery = () => ({
  queryKey: ["orgs"],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<OrgList>("/api/orgs", { signal }),
  staleTime: 30_000,
});

/** The audit log of an organisation, or, with "", of the reader. */
export const auditPath = (org: string, door = "", more: Record<string, string> = {}): string =>
  `/api/audit${door}?${new URLSearchParams({ ...more, ...(org !== "" && { org_id: org }) })}`;

export const auditPage = (org: string, cursor: string | null, signal: AbortSignal): Promise<AuditPage> =>
  request<AuditPage>(auditPath(org, "", cursor === null ? {} : { cursor }), { signal });

/** Below the key of the organisations: a change of people changes their number and the caller's role too. */
export const peopleQuery = (orgId: string) => ({
  queryKey: ["orgs", orgId, "people"],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<OrgPeople>(`/api/orgs/${encodeURIComponent(orgId)}/people`, { signal }),
});

export const inviteQuery = (token: string) => ({
  queryKey: ["invite", token],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<InvitePreview>(`/api/invites/${encodeURIComponent(token)}`, { authenticated: false, signal }),
});

export const knowledgeKey = (repo: string) => ["knowledge", repo];

export const knowledgeQuery = (repo: string) => ({
  queryKey: knowledgeKey(repo),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<KnowledgeList>(`/api/knowledge${query({ repo })}`, { signal }),
  enabled: repo !== "",
});

export const repoSettingsKey = (repo: string) => ["repo-settings", repo];

export const repoSettingsPath = (repo: string) => `/api/repo-settings${query({ repo })}`;

export const repoSettingsQuery = (repo: string) => ({
  queryKey: repoSettingsKey(repo),
  queryFn: ({ signal }: { signal: AbortSignal }) => request<RepoSettings>(repoSettingsPath(repo), { signal }),
});

export const egressKey = (repo: string) => ["egress", repo];

export const egressPath = (repo: string, more = "") => `/api/egress${more}${query({ repo })}`;

export const egressQuery = (repo: string) => ({
  queryKey: egressKey(repo),
  queryFn: ({ signal }: { signal: AbortSignal }) => request<EgressRules>(egressPath(repo), { signal }),
});

export const orgEgressPath = (orgId: string) => `/api/orgs/${encodeURIComponent(orgId)}/egress`;

export const orgEgressQuery = (orgId: string) => ({
  queryKey: ["org-egress", orgId],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<OrgEgressRules>(orgEgressPath(orgId), { signal }),
});

/** Address of the usage between two days, both included; as CSV for `format: "csv"`. */
export const usagePath = (period: { from: string; to: string; format?: "csv" }) =>
  `/api/usage${query(period)}`;

export const metricsQuery = (hours: string) => ({
  queryKey: ["metrics", hours],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<InstallationMetrics>(`/api/admin/metrics?hours=${hours}`, { signal }),
});

export const usageQuery = (from: string, to: string) => ({
  queryKey: ["usage", from, to],
  queryFn: ({ signal }: { signal: AbortSignal }) => request<UsageReport>(usagePath({ from, to }), { signal }),
  staleTime: 30_000,
});

/** Which tasks a list shows; empty texts narrow nothing. */
interface TaskFilter {
  view: TaskListView;
  repo: string;
  q: string;
  state?: string;
  model?: string;
  owner?: string;
  since?: string;
}

export const tasksKey = (filter: TaskFilter) => ["tasks", filter];

export const tasksPage = (filter: TaskFilter, cursor: string | null, signal: AbortSignal) =>
  request<TaskPage>(`/api/tasks${query({ ...filter, cursor, limit: 100 })}`, { signal });

export const DRAFTS_KEY = ["drafts"];

export const draftsQuery = () => ({
  queryKey: DRAFTS_KEY,
  queryFn: ({ signal }: { signal: AbortSignal }) => request<DraftList>("/api/drafts", { signal }),
});

const PULL_STALE_MS = 5 * 60_000;

/** The task's pull request as GitHub sees it. A merged one stays merged. */
export const pullQuery = (taskId: string) => ({
  queryKey: ["pull", taskId],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<PullState>(`/api/tasks/${encodeURIComponent(taskId)}/pull`, { signal }),
  staleTime: (query: { state: { data: PullState | undefined } }) =>
    query.state.data?.state === "merged" ? Number.POSITIVE_INFINITY : PULL_STALE_MS,
});

export const taskKey = (taskId: string) => ["task", taskId];

export const taskQuery = (taskId: string) => ({
  queryKey: taskKey(taskId),
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const next = await request<TaskView>(`/api/tasks/${encodeURIComponent(taskId)}`, { signal });
    // Two answers can overtake each other; `version` says which one is newer.
    const known = queryClient.getQueryData<TaskView>(taskKey(taskId));
    return known && known.version > next.version ? known : next;
  },
});

export const diffQuery = (taskId: string, revision: string) => ({
  queryKey: ["diff", taskId, revision],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    request<TaskDiff>(`/api/tasks/${encodeURIComponent(taskId)}/diff`, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
