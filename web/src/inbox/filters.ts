import type { Draft, TaskListView, TaskState } from "../../../worker/protocol/index.ts";

export type InboxView = TaskListView | "drafts";

/** What the list shows. It is kept in the address, so that a copied link shows the same. */
export interface InboxFilter {
  view: InboxView;
  /** `owner/name`; empty for every repository. */
  repo: string;
  /** Part of what the Worker searches; empty for all. */
  q: string;
  /** A value of `STATUSES`, the name of a model, the id of a person, a value of `PERIODS`; empty for all. */
  status: string;
  model: string;
  owner: string;
  period: string;
}

/** Nothing beside the view, the repository and the search. */
export const NOT_NARROWED = { status: "", model: "", owner: "", period: "" } as const;
export const EVERYTHING: InboxFilter = { view: "mine", repo: "", q: "", ...NOT_NARROWED };

export const STATUSES: readonly { value: string; label: string; states: readonly TaskState[] }[] = [
  { value: "plan_ready", label: "Plan ready", states: ["awaiting_approval"] },
  {
    value: "running",
    label: "Running",
    states: ["queued", "cloning", "analyzing", "planning", "applying", "testing", "publishing"],
  },
  { value: "review", label: "Ready for review", states: ["reviewing"] },
  { value: "complete", label: "Complete", states: ["complete"] },
  { value: "failed", label: "Failed", states: ["failed"] },
  { value: "stopped", label: "Stopped", states: ["cancelled"] },
];

/** Days back from now. */
export const PERIODS: readonly { value: string; label: string }[] = [
  { value: "1", label: "In the last day" },
  { value: "7", label: "In the last 7 days" },
  { value: "30", label: "In the last 30 days" },
];

const HOUR_MS = 3_600_000;

/** What the Worker is asked for. The hour is the finest time, so that the same question has the same answer for a while. */
export function listQuery(filter: InboxFilter, now: number) {
  const { view, repo, q, status, model, owner, period } = filter;
  const states = STATUSES.find(({ value }) => value === status)?.states;
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return {
    view: view === "drafts" ? ("mine" as const) : view,
    repo,
    q: q.trim(),
    ...(states && { state: states.join(",") }),
    ...(model && { model }),
    ...(owner && view === "team" && { owner }),
    ...(period && { since: new Date(hour - Number(period) * 24 * HOUR_MS).toISOString() }),
  };
}

export const VIEWS: readonly { view: InboxView; label: string }[] = [
  { view: "mine", label: "Mine" },
  { view: "team", label: "Team" },
  { view: "drafts", label: "Drafts" },
  { view: "archived", label: "Archived" },
];

type Params = Record<string, string | string[] | undefined>;
const first = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? "";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NARROWING = ["status", "model", "owner", "period"] as const;

/** How many of the filters beside view, repository and search are in use. */
export const narrowedBy = (filter: InboxFilter): number =>
  NARROWING.filter((name) => filter[name] !== "").length;

/** The filter in the address; unknown values are ignored. */
export function readFilter(params: Params): InboxFilter {
  const view = first(params.view);
  const known = VIEWS.find((one) => one.view === view)?.view ?? "mine";
  const one = (name: string, among: readonly { value: string }[]) =>
    among.find(({ value }) => value === first(params[name]))?.value ?? "";
  return {
    view: known,
    repo: first(params.repo),
    q: first(params.q),
    status: one("status", STATUSES),
    model: first(params.model),
    owner: UUID.test(first(params.owner)) ? first(params.owner) : "",
    period: one("period", PERIODS),
  };
}

/** The address with this filter; default values are left out. */
export function filterHref(filter: InboxFilter): string {
  const { view, repo, q } = filter;
  const params = new URLSearchParams();
  if (view !== "mine") params.set("view", view);
  if (repo) params.set("repo", repo);
  if (q.trim()) params.set("q", q.trim());
  for (const name of NARROWING) if (filter[name]) params.set(name, filter[name]);
  const text = params.toString();
  return text ? `/?${text}` : "/";
}

export const isNarrowed = (filter: InboxFilter): boolean =>
  filter.repo !== "" || filter.q.trim() !== "" || narrowedBy(filter) > 0;

/** Drafts are all in one answer and filtered here, by the rule of the Worker for tasks. */
export function draftMatches(draft: Draft, { repo, q }: InboxFilter): boolean {
  if (repo && draft.repo_full_name !== repo) return false;
  const text = `${draft.prompt} ${draft.repo_full_name ?? ""}`.toLowerCase();
  return text.includes(q.trim().toLowerCase());
}
