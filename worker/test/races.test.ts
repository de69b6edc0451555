import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../protocol/index.ts";
import { variant } from "./trial.ts";
import {
  approve,
  BY,
  call,
  command,
  connectGitHub,
  createTask,
  fireDeadline,
  follow,
  stubOf,
  until,
  view,
} from "./verne.ts";

beforeAll(connectGitHub);

const to = (state: string) => (event: TaskEvent) => event.type === "state" && event.data.to === state;
const started = (step: string) => (event: TaskEvent) =>
  event.type === "step_started" && event.data.step === step;
const finished = (step: string) => (event: TaskEvent) =>
  event.type === "step_finished" && event.data.step === step;
const warned = (code: string) => (event: TaskEvent) => event.type === "warning" && event.data.code === code;

describe("two steps that find the sandbox gone", () => {
  it("build the checkout once, and neither fails", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await follow(task_id, finished("baseline"));
    await fireDeadline(task_id, "sandbox_idle");
    const { head_seq, sandbox } = await view(task_id);
    expect(sandbox.state).toBe("destroyed");
    await runInDurableObject(stubOf(task_id), async (object, state) => {
      state.storage.sql.exec(
        "INSERT INTO step(id, kind, epoch, status, created_at) VALUES ('baseline:9', 'baseline', 1, 'pending', 0)",
      );
      await object.command(crypto.randomUUID(), { name: "refine", body: { text: "Say more" } }, BY);
      // Its slot went with the sandbox: with the next one the alarm starts both.
      const pointer = { v: 1, taskId: task_id, epoch: 1, reason: "next" } as const;
      expect(await object.kick({ ...pointer, step: "baseline", stepId: "baseline:9" })).toBe("busy");
      expect(await object.kick({ ...pointer, step: "plan", stepId: "plan:2" })).toBe("busy");
    });
    const open = new Set(["baseline", "plan"]);
    const events = await follow(
      task_id,
      (event) => {
        if (event.type === "step_finished" && event.data.ok) open.delete(event.data.step);
        return open.size === 0;
      },
      head_seq,
    );
    expect(events.filter(warned("workspace_rebuilt"))).toHaveLength(1);
    expect(events.filter((event) => event.type === "step_finished" && !event.data.ok)).toEqual([]);
    await command(task_id, "cancel");
  });
});

describe("a follow-up", () => {
  it("sent while the pull request is being opened is done after it, on the same pull request", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await approve(task_id);
    const { head_seq } = await untilSeq(task_id, "reviewing");
    await runInDurableObject(stubOf(task_id), async (object) => {
      const tree = (await object.view())?.tree ?? "";
      await object.command(crypto.randomUUID(), { name: "apply", body: { tree, accepted: [] } }, BY);
      const body = { text: "Also say so in the README" };
      await object.command(crypto.randomUUID(), { name: "message", body }, BY);
    });
    const events = await follow(task_id, to("reviewing"), head_seq);
    const states = events.flatMap((event) => (event.type === "state" ? [event.data.to] : []));
    expect(states.slice(0, 3)).toEqual(["publishing", "complete", "applying"]);
    expect((await view(task_id)).pending_messages).toBe(0);
    // The clean-up after the first pull request must not remove the follow-up's sandbox.
    expect(events.filter(warned("step_retry"))).toEqual([]);
    await command(task_id, "apply");
    const last = await until(task_id, "complete", events.at(-1)?.seq);
    const urls = [...events, ...last].flatMap((event) =>
      event.type === "pull_request" ? [event.data.url] : [],
    );
    expect(new Set(urls).size).toBe(1);
  });
});

describe("a step beside the task", () => {
  variant("that is interrupted again and again costs its result, not the task", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await follow(task_id, finished("baseline"));
    const { head_seq } = await view(task_id);
    await fireDeadline(
      task_id,
      "steps",
      `INSERT INTO step(id, kind, epoch, status, attempt, lease, lease_until, created_at)
       VALUES ('baseline:9', 'baseline', 1, 'running', 3, 'x', 0, 0)`,
    );
    const events = await follow(task_id, warned("baseline_failed"), head_seq);
    expect(events.some(to("failed"))).toBe(false);
    expect((await view(task_id)).state).toBe("awaiting_approval");
    await command(task_id, "cancel");
  });

  it("does not ring the alarm for ever once the task has ended", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    await follow(task_id, finished("cleanup"));
    await fireDeadline(
      task_id,
      "steps",
      `INSERT INTO step(id, kind, epoch, status, attempt, lease, lease_until, created_at)
       VALUES ('cleanup:9', 'cleanup', 2, 'running', 3, 'x', 0, 0)`,
    );
    await runInDurableObject(stubOf(task_id), (_object, state) => {
      const { n } = state.storage.sql
        .exec<{ n: number }>("SELECT count(*) AS n FROM deadline WHERE kind = 'steps'")
        .one();
      expect(n).toBe(0);
    });
  });
});

describe("a retry", () => {
  it("gives the model the messages that the failed step had read", async () => {
    const { task_id } = await createTask({ model: "verne-demo-401" });
    await command(task_id, "messages", { text: "Mind the rounding" });
    const first = await until(task_id, "failed");
    expect(first.filter((event) => event.type === "user_message_taken")).toHaveLength(1);
    await command(task_id, "retry");
    const second = await until(task_id, "failed", first.at(-1)?.seq);
    expect(second.filter((event) => event.type === "user_message_taken")).toHaveLength(1);
  });
});

describe("a cancelled clone", () => {
  it("is over before the sandbox is removed, and its processes with it", async () => {
    const { task_id } = await createTask();
    await follow(task_id, started("clone"));
    await command(task_id, "cancel");
    await follow(task_id, finished("cleanup"));
    expect(await view(task_id)).toMatchObject({ state: "cancelled", sandbox: { state: "destroyed" } });
    await runInDurableObject(stubOf(task_id), (_object, state) => {
      const { n } = state.storage.sql
        .exec<{ n: number }>("SELECT count(*) AS n FROM step WHERE status = 'running'")
        .one();
      expect(n).toBe(0);
    });
  });
});

describe("an expired task", () => {
  it("is read from the database, and takes no more commands", async () => {
    const { task_id } = await createTask();
    await command(task_id, "cancel");
    await follow(task_id, finished("cleanup"));
    const before = await view(task_id);
    // The object aborts itself, so that nothing of the task stays in memory.
    await expect(fireDeadline(task_id, "expire")).rejects.toThrow("expired");
    expect(await view(task_id)).toMatchObject({ state: "cancelled", allowed: [], head_seq: before.head_seq });
    const events = await call("GET", `/api/tasks/${task_id}/events?limit=1000`);
    expect(await events.json()).toMatchObject({ head: before.head_seq });
    const socket = await call("GET", `/ws/tasks/${task_id}`, { headers: { upgrade: "websocket" } });
    expect(socket.status).toBe(404);
    expect(await socket.json()).toMatchObject({ error: { code: "not_found" } });
    const headers = { "idempotency-key": crypto.randomUUID() };
    const refused = await call("POST", `/api/tasks/${task_id}/retry`, { headers });
    expect(await refused.json()).toMatchObject({ error: { code: "invalid_state" } });
  });
});

async function untilSeq(id: string, state: Parameters<typeof until>[1]): Promise<{ head_seq: number }> {
  const events = await until(id, state);
  return { head_seq: events.at(-1)?.seq ?? 0 };
}
