/** Ways for a task to stop early; an existing change can be published or downloaded after each. */
import { beforeAll, describe, expect, it } from "vitest";
import type { TaskDiff, TaskView } from "../protocol/index.ts";
import {
  diffOf,
  edit,
  makeRepository,
  plan,
  planTrial,
  publish,
  read,
  runTrial,
  toldTo,
  treeOf,
  variant,
  write,
} from "./trial.ts";
import {
  approve,
  call,
  command,
  connectGitHub,
  createTask,
  fireDeadline,
  follow,
  ok,
  until,
  untilEnd,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);

const REPO = { "app.txt": "one\ntwo\n", "more.txt": "more\n" };
const FIRST = [read("app.txt"), edit("app.txt", "one", "ONE")];
const LIMITS = { max_cost_usd: null, max_tokens: null, max_minutes: null, max_model_calls: null };

const headOf = async (id: string): Promise<number> => (await view(id)).head_seq;
const paths = ({ files }: TaskDiff) => files.map(({ path }) => path).sort();

/** Publishes the change under review, and nothing else. */
async function publishesChange(id: string, repo: string, text: string): Promise<TaskView> {
  const done = await publish({ taskId: id, repo });
  expect(done.after.get("app.txt")?.text).toBe(text);
  return done.view;
}

describe.concurrent("a limit that is reached with a change in hand", () => {
  const stopped = async () => {
    const trial = await planTrial({
      repo: REPO,
      files: ["app.txt"],
      calls: [...FIRST, edit("app.txt", "two", "TWO")],
      // The plan, and the two calls of the first edit.
      task: { budget: { ...LIMITS, max_model_calls: 3 } },
    });
    await approve(trial.taskId);
    await until(trial.taskId, "reviewing");
    return trial;
  };

  it("leads to the review with its reason; the change can be published as it is", async () => {
    const { taskId, repo } = await stopped();
    const task = await view(taskId);
    expect(task).toMatchObject({
      status: "running",
      error: { code: "budget_exhausted", step: "apply" },
      tests: null,
      diff_stat: { files: 1 },
    });
    expect(task.allowed.sort()).toEqual(["apply", "cancel", "message", "retry", "undo"]);
    expect((await publishesChange(taskId, repo, "ONE\ntwo\n")).error).toBeNull();
  });

  variant("is counted anew after a retry, which goes on from the change", async () => {
    const { taskId } = await stopped();
    const seen = await headOf(taskId);
    await command(taskId, "retry");
    const events = await until(taskId, "reviewing", seen);
    const states = events.flatMap((event) => (event.type === "state" ? [event.data.to] : []));
    expect(states[0]).toBe("applying");
    expect((await diffOf(taskId)).patch).toContain("+ONE");
    await command(taskId, "cancel");
  });
});

describe.concurrent("the time of a task", () => {
  const outOfTime = async (rounds: Parameters<typeof planTrial>[0]["rounds"]) => {
    const trial = await planTrial({
      // After the edits no test ends before the task's time limit.
      repo: {
        ...REPO,
        "package.json": JSON.stringify({ scripts: { test: "grep one app.txt || sleep 600" } }),
      },
      files: ["app.txt"],
      rounds,
    });
    await approve(trial.taskId);
    await follow(trial.taskId, (event) => event.type === "state" && event.data.to === "testing");
    return trial;
  };

  variant("that runs out leaves the change in review", async () => {
    const { taskId, repo } = await outOfTime([FIRST]);
    await fireDeadline(taskId, "task");
    expect(await view(taskId)).toMatchObject({
      state: "reviewing",
      error: { code: "task_deadline", step: "test" },
    });
    await publishesChange(taskId, repo, "ONE\ntwo\n");
  });

  variant("that runs out does not send what was waiting by itself, but with the next word", async () => {
    const { taskId, model } = await outOfTime([FIRST, [read("app.txt"), edit("app.txt", "two", "TWO")]]);
    await command(taskId, "messages", { text: "And mind the second line" });
    await fireDeadline(taskId, "task");
    const stopped = await view(taskId);
    expect(stopped).toMatchObject({ state: "reviewing", pending_messages: 1 });
    await command(taskId, "messages", { text: "Go on" });
    const events = await follow(taskId, (event) => event.type === "diff", stopped.head_seq);
    expect(events.filter((event) => event.type === "user_message_taken")).toHaveLength(1);
    expect((await toldTo(model)).at(-1)?.opening).toContain("Go on");
    expect((await view(taskId)).pending_messages).toBe(0);
    await command(taskId, "cancel");
  });
});

describe.concurrent("a cancelled task", () => {
  it("with a change shows it, publishes it, and takes a message", async () => {
    const { taskId, repo } = await runTrial({
      repo: REPO,
      files: ["app.txt", "more.txt"],
      rounds: [FIRST, [read("more.txt"), write("more.txt", "even more\n")]],
    });
    await command(taskId, "cancel");
    await follow(taskId, (event) => event.type === "step_finished" && event.data.step === "cleanup");
    const task = await view(taskId);
    expect(task).toMatchObject({ state: "cancelled", sandbox: { state: "destroyed" } });
    expect(task.allowed).toEqual(["message", "apply"]);
    expect((await diffOf(taskId)).patch).toContain("+ONE");
    const seen = task.head_seq;
    await command(taskId, "messages", { text: "Go on with the second file" });
    const events = await until(taskId, "reviewing", seen);
    expect(events.some((event) => event.type === "warning" && event.data.code === "workspace_rebuilt")).toBe(
      true,
    );
    expect(paths(await diffOf(taskId))).toEqual(["app.txt", "more.txt"]);
    await command(taskId, "cancel");
    await publishesChange(taskId, repo, "ONE\ntwo\n");
  });

  variant("without a plan makes one when it gets a message", async () => {
    const repo = await makeRepository({ commits: [{ files: REPO }] });
    const { task_id } = await createTask({ repo_full_name: repo, model: "verne-demo-hangs" });
    await follow(task_id, (event) => event.type === "step_started" && event.data.step === "plan");
    await command(task_id, "cancel");
    await follow(task_id, (event) => event.type === "step_finished" && event.data.step === "cleanup");
    const seen = await headOf(task_id);
    await command(task_id, "messages", { text: "Mind the first file" });
    const events = await follow(task_id, (event) => event.type === "user_message_taken", seen);
    const states = events.flatMap((event) => (event.type === "state" ? [event.data.to] : []));
    expect(states).toEqual(["analyzing", "planning"]);
    await command(task_id, "cancel");
  });

  variant("with a plan makes another one for the message", async () => {
    const { taskId } = await planTrial({
      repo: REPO,
      plans: [plan(["app.txt"])],
      calls: [],
    });
    await command(taskId, "cancel");
    const seen = await headOf(taskId);
    await command(taskId, "messages", { text: "Smaller" });
    // The script has no second plan: the model fails, and the message names the way to continue.
    await untilEnd(taskId, seen);
    expect(await view(taskId)).toMatchObject({
      state: "failed",
      error: { step: "plan" },
      allowed: ["message", "retry"],
    });
  });
});

describe.concurrent("a task that nobody answered", () => {
  variant("with a change can be read and published, and asks again after a retry", async () => {
    const { taskId, repo } = await runTrial({ repo: REPO, files: ["app.txt"], calls: FIRST });
    await fireDeadline(taskId, "approval");
    expect(await view(taskId)).toMatchObject({
      state: "failed",
      error: { code: "approval_expired" },
      allowed: ["message", "apply", "retry"],
    });
    expect((await diffOf(taskId)).patch).toContain("+ONE");
    await command(taskId, "retry");
    expect(await view(taskId)).toMatchObject({ state: "reviewing", error: null });
    await fireDeadline(taskId, "approval");
    await publishesChange(taskId, repo, "ONE\ntwo\n");
  });

  variant("about its plan shows the plan again after a retry", async () => {
    const { taskId } = await planTrial({ repo: REPO, files: ["app.txt"], calls: FIRST });
    await fireDeadline(taskId, "approval");
    expect((await view(taskId)).state).toBe("failed");
    await command(taskId, "retry");
    expect((await view(taskId)).state).toBe("awaiting_approval");
    await approve(taskId);
    await until(taskId, "reviewing", await headOf(taskId));
    await command(taskId, "cancel");
  });
});

describe.concurrent("a failed task without a change", () => {
  variant("goes on with a message from where it stood", async () => {
    const { task_id } = await createTask({ model: "verne-demo-refuses" });
    const first = await until(task_id, "failed");
    const seen = first.at(-1)?.seq ?? 0;
    await command(task_id, "messages", { text: "Try it this way" });
    const events = await until(task_id, "failed", seen);
    expect(events.filter((event) => event.type === "user_message_taken")).toHaveLength(1);
    expect(await view(task_id)).toMatchObject({ allowed: ["message", "retry"], pending_messages: 0 });
  });
});

describe.concurrent("a follow-up of a complete task", () => {
  it("that is cancelled leaves what the pull request shows, and its own change to be downloaded", async () => {
    const trial = await runTrial({
      repo: REPO,
      files: ["app.txt", "more.txt"],
      rounds: [
        FIRST,
        [read("more.txt"), write("more.txt", "half done\n")],
        [read("more.txt"), write("more.txt", "another\n")],
      ],
    });
    const { taskId, repo } = trial;
    const published = await publish(trial);
    const shown = await diffOf(taskId);
    await command(taskId, "messages", { text: "Also the second file" });
    await until(taskId, "reviewing", published.view.head_seq);
    expect(paths(await diffOf(taskId))).toEqual(["app.txt", "more.txt"]);
    const seen = await headOf(taskId);
    await command(taskId, "cancel");
    const task = await view(taskId);
    expect(task).toMatchObject({
      state: "complete",
      status: "complete",
      pr_url: published.view.pr_url,
      diff_stat: published.view.diff_stat,
      tests: published.view.tests,
      set_aside: { files: 2 },
    });
    expect(await diffOf(taskId)).toEqual(shown);
    const aside = await ok<TaskDiff>(call("GET", `/api/tasks/${taskId}/diff?of=set_aside`));
    expect(paths(aside)).toEqual(["app.txt", "more.txt"]);
    expect(aside.patch).toContain("+half done");
    const events = await follow(taskId, (event) => event.type === "diff", seen);
    expect(events.some((event) => event.type === "warning" && event.data.code === "change_set_aside")).toBe(
      true,
    );

    // A follow-up continues from the pull request.
    const before = await headOf(taskId);
    await command(taskId, "messages", { text: "Another way" });
    await until(taskId, "reviewing", before);
    const again = await publish(trial);
    expect(again.view.pr_url).toBe(published.view.pr_url);
    expect(again.after.get("more.txt")?.text).toBe("another\n");
    expect((await treeOf(repo, "main")).get("more.txt")?.text).toBe("more\n");
  });
});
