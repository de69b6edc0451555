import type { Draft, TaskListView } from "../../../worker/protocol/index.ts";

export type InboxView = TaskListView | "drafts";

/** What the list shows. It is kept in the address, so that a copied link shows the same. */
export interface InboxFilter {
  view: InboxView;
  /** `owner/name`; empty for every repository. */
  repo: string;
  /** Part of a title or a repository's name; empty for all. */
  q: string;
}

export const EVERYTHING: InboxFilter = { view: "mine", repo: "", q: "" };

export const VIEWS: readonly { view: InboxView; label: string }[] = [
  { view: "mine", label: "Mine" },
  { view: "team", label: "Team" },
  { view: "drafts", label: "Drafts" },
  { view: "archived", label: "Archived" },
];

type Params = Record<string, string | string[] | undefined>;
const first = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value[0] : value) ?? "";

/** The filter in the address; unknown values are ignored. */
export function readFilter(params: Params): InboxFilter {
  const view = first(params.view);
  const known = VIEWS.find((one) => one.view === view)?.view ?? "mine";
  return { view: known, repo: first(params.repo), q: first(params.q) };
}

/** The address with this filter; default values are left out. */
export function filterHref({ view, repo, q }: InboxFilter): string {
  const params = new URLSearchParams();
  if (view !== "mine") params.set("view", view);
  if (repo) params.set("repo", repo);
  if (q.trim()) params.set("q", q.trim());
  const text = params.toString();
  return text ? `/?${text}` : "/";
}

export const isNarrowed = (filter: InboxFilter): boolean => filter.repo !== "" || filter.q.trim() !== "";

/** Drafts are all in one answer and filtered here, by the rule of the Worker for tasks. */
export function draftMatches(draft: Draft, { repo, q }: InboxFilter): boolean {
  if (repo && draft.repo_full_name !== repo) return false;
  const text = `${draft.prompt} ${draft.repo_full_name ?? ""}`.toLowerCase();
  return text.includes(q.trim().toLowerCase());
}
