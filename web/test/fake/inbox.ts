import type { Draft, PullState, TaskSummary } from "../../../worker/protocol/index.ts";
import { type Answer, refuse } from "./answer.ts";
import type { FakeWorker } from "./state.ts";

const ME = "0d9f2d4e-6b1c-4e0a-9a52-5e0c1d0a8a51";

/** The Worker's rule for what a list is narrowed by; `q` finds title and repository alone. */
function listed(tasks: readonly TaskSummary[], query: URLSearchParams): TaskSummary[] {
  const view = query.get("view") ?? "mine";
  const repo = query.get("repo");
  const q = (query.get("q") ?? "").toLowerCase();
  return tasks.filter((task) => {
    const mine = task.owner.user_id === ME;
    const inView = view === "team" ? !mine : mine && (view === "archived") === (task.archived_at !== null);
    const words = `${task.title} ${task.repo_full_name}`.toLowerCase();
    const states = query.get("state")?.split(",");
    const model = query.get("model");
    if ((states && !states.includes(task.state)) || (model && model !== task.model)) return false;
    if (query.get("owner") && query.get("owner") !== task.owner.user_id) return false;
    if (Date.parse(task.created_at) < Date.parse(query.get("since") ?? "1970-01-01")) return false;
    return inView && (!repo || task.repo_full_name === repo) && words.includes(q);
  });
}

/** Puts a changed task into the list. */
function change(fake: FakeWorker, id: string, to: Partial<TaskSummary>): TaskSummary | undefined {
  fake.tasks = fake.tasks.map((task) => (task.task_id === id ? { ...task, ...to } : task));
  return fake.tasks.find((task) => task.task_id === id);
}

const PASSING = { state: "passing", passed: 6, failed: 0, pending: 0 } as const;

/** Pull requests by the last digit of their number: merged, failing, pending, closed, else open and passing. */
function pullOf(url: string): PullState {
  const number = Number(/(\d+)$/.exec(url)?.[1] ?? 0);
  const common = { url, number, draft: false, state: "open", checks: PASSING } as const;
  switch (number % 10) {
    case 1:
      return { ...common, state: "merged" };
    case 2:
      return { ...common, checks: { state: "failing", passed: 4, failed: 2, pending: 0 } };
    case 3:
      return { ...common, draft: true, checks: { state: "pending", passed: 1, failed: 0, pending: 2 } };
    case 4:
      return { ...common, state: "closed" };
    default:
      return common;
  }
}

/** The task list: filters, archive, stop, approve, drafts, pull requests. */
export const answerInbox: Answer = async (route, fake, { path, method, query }) => {
  const send = async (json: unknown, status = 200) => {
    await route.fulfill({ status, json });
    return true;
  };
  // Requests about the task with a page of its own are those of that page.
  if (fake.view && path.startsWith(`/api/tasks/${fake.view.task_id}`)) return false;
  if (fake.refused?.includes(`${method} ${path}`)) {
    await refuse(route, 403, "forbidden", "You may not change this task.");
    return true;
  }
  if (path === "/api/tasks" && method === "GET") {
    const from = Number(query.get("cursor") ?? 0);
    const to = from + Number(query.get("limit") ?? 50);
    const found = listed(fake.tasks, query);
    return send({ items: found.slice(from, to), next_cursor: to < found.length ? String(to) : null });
  }
  if (path === "/api/drafts" && method === "GET") {
    // The composer has drafts of its own to open.
    if (!fake.drafts && new URL(route.request().frame().url()).pathname === "/new") return false;
    return send({ items: fake.drafts ?? [] });
  }
  const draft = /^\/api\/drafts\/([^/]+)$/.exec(path)?.[1];
  if (draft && method === "DELETE" && fake.drafts) {
    fake.drafts = fake.drafts.filter((one) => one.draft_id !== draft);
    await route.fulfill({ status: 204 });
    return true;
  }
  if (draft && method === "PUT" && fake.drafts) {
    // The page sends what worker/protocol calls PutDraft.
    const body = route.request().postDataJSON() as Omit<Draft, "draft_id" | "updated_at">;
    const kept = { ...body, draft_id: draft, updated_at: "2026-11-22T10:00:00Z" };
    fake.drafts = [...fake.drafts, kept];
    return send(kept);
  }
  const [, id = "", rest = ""] = /^\/api\/tasks\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const task = fake.tasks.find((one) => one.task_id === id);
  if (!task) return false;
  if (rest === "pull" && method === "GET") {
    if (task.pr_url) return send(pullOf(task.pr_url));
    await refuse(route, 404, "not_found", "The task has no pull request.");
    return true;
  }
  if (rest === "" && method === "PATCH") {
    // The page sends what worker/protocol calls PatchTask.
    const { archived } = route.request().postDataJSON() as { archived?: boolean };
    return send(change(fake, id, { archived_at: archived ? "2026-11-22T10:20:00Z" : null }));
  }
  if (rest === "cancel" && method === "POST") {
    return send(change(fake, id, { state: "cancelled", stage: "cancelled", status: "error" }));
  }
  return false;
};
