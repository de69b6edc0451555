import type { NewTask, TaskRef, TaskView } from "../../../../worker/protocol/index.ts";
import { request } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";

/** Starts a new task that asks for the same with the same model, limits and switches. Gives its id; throws `ApiFailure`. */
export async function runAgain(view: TaskView): Promise<string> {
  const body: NewTask = {
    repo_full_name: view.repo_full_name,
    branch: view.branch,
    prompt: view.prompt,
    provider: view.provider,
    model: view.model,
    auto_pr: view.auto_pr,
    review_plan: view.review_plan,
    allow_read_only: view.allow_read_only,
    budget: view.budget,
    // Images belong to who attached them.
    images: view.access === "owner" ? view.images.map((image) => image.attachment_id) : [],
  };
  const started = await request<TaskRef>("/api/tasks", {
    method: "POST",
    body,
    idempotencyKey: crypto.randomUUID(),
  });
  void queryClient.invalidateQueries({ queryKey: ["tasks"] });
  return started.task_id;
}
