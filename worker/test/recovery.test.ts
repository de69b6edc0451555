import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import type { StepMessage, TaskEvent } from "../protocol/index.ts";
import { variant } from "./trial.ts";
import {
  approve,
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

const isState = (to: string) => (event: TaskEvent) => event.type === "state" && event.data.to === to;
const started = (step: string) => (event: TaskEvent) =>
  event.type === "step_started" && event.data.step === step;

const EXPIRE_LEASES = "UPDATE step SET lease_until = 0 WHERE status = 'running'";

/** Kills the object in the middle of a step. */
async function killObject(id: string): Promise<void> {
  // `evictDurableObject` waits for running work to end, which must not happen here.
  await expect(runInDurableObject(stubOf(id), (_object, state) => state.abort("crash"))).rejects.toThrow(
    "crash",
  );
}

/** The same; only the alarm, set before the step began, wakes it again. */
async function crash(id: string): Promise<void> {
  await killObject(id);
  await fireDeadline(id, "steps", EXPIRE_LEASES);
}

const pullRequests = (events: TaskEvent[]) => events.filter((event) => event.type === "pull_request");

describe.concurrent("a crash", { timeout: 120_000 }, () => {
  it.each(inject("long") ? ["clone", "plan"] : ["plan"])(
    "in %s changes nothing but the time it takes",
    async (step) => {
      const { task_id } = await createTask();
      await follow(task_id, started(step));
      await crash(task_id);
      const events = await until(task_id, "awaiting_approval");
      const attempts = events
        .filter(started(step))
        .map((event) => event.type === "step_started" && event.data.attempt);
      expect(attempts).toEqual([1, 2]);
      await command(task_id, "cancel");
    },
  );

  it("is over as soon as somebody asks for the task: nobody waits for the dead run's lease", {
    timeout: 55_000, // a lease lasts longer
  }, async () => {
    const { task_id } = await createTask();
    await follow(task_id, started("plan"));
    await killObject(task_id);
    expect((await view(task_id)).state).toBe("planning");
    await until(task_id, "awaiting_approval");
    await command(task_id, "cancel");
  });

  it("in the middle of the edits, of the tests and of publishing still makes one pull request", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await approve(task_id);
    await follow(task_id, (event) => event.type === "edit");
    await crash(task_id);
    await follow(task_id, started("test"));
    await crash(task_id);
    await until(task_id, "reviewing");
    await command(task_id, "apply");
    await follow(task_id, started("publish"));
    await crash(task_id);
    const events = await until(task_id, "complete");
    expect(pullRequests(events)).toHaveLength(1);
    const done = await view(task_id);
    expect(done.tests?.fixed).toHaveLength(1);
    expect(done.diff_stat).toEqual({
      files: 1,
      additions: expect.any(Number),
      deletions: expect.any(Number),
    });
  });

  it("of the sandbox while the task waits is not noticed by publishing, and repaired for a follow-up", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await approve(task_id);
    await until(task_id, "reviewing");
    await fireDeadline(task_id, "sandbox_idle");
    expect((await view(task_id)).sandbox.state).toBe("destroyed");
    await command(task_id, "apply");
    const events = await until(task_id, "complete");
    const rebuilt = (event: TaskEvent) => event.type === "warning" && event.data.code === "workspace_rebuilt";
    expect(events.some(rebuilt)).toBe(false);
    expect(pullRequests(events)).toHaveLength(1);
    await command(task_id, "messages", { text: "Also say so in the README" });
    const more = await until(task_id, "reviewing", events.at(-1)?.seq);
    expect(more.some(rebuilt)).toBe(true);
    // The follow-up's tests ran on the change, in a new sandbox.
    expect((await view(task_id)).tests?.fixed).toHaveLength(1);
  });
});

describe.concurrent("an eviction", () => {
  it("while the task waits keeps its sockets and everything it knew", async () => {
    const { task_id } = await createTask();
    const before = await until(task_id, "awaiting_approval");
    const rest = follow(task_id, isState("reviewing"), before.at(-1)?.seq);
    await follow(task_id, (event) => event.type === "tests");
    await evictDurableObject(stubOf(task_id));
    expect((await view(task_id)).plan_document?.version).toBe(1);
    await approve(task_id);
    const events = [...before, ...(await rest)];
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    await command(task_id, "cancel");
  });
});

describe.concurrent("the queue", () => {
  it("may deliver a message any number of times; the step runs once", async () => {
    const { task_id } = await createTask();
    const message: StepMessage = {
      v: 1,
      taskId: task_id,
      step: "clone",
      stepId: "clone:1",
      epoch: 1,
      reason: "next",
    };
    await Promise.all(Array.from({ length: 5 }, () => env.STEPS.send(message)));
    const events = await until(task_id, "awaiting_approval");
    expect(await stubOf(task_id).kick(message)).toBe("stale");
    expect(events.filter(started("clone"))).toHaveLength(1);
    await command(task_id, "cancel");
  });

  it("answers stale for a task that does not exist and for an older epoch", async () => {
    const nobody = crypto.randomUUID();
    const message: StepMessage = {
      v: 1,
      taskId: nobody,
      step: "clone",
      stepId: "clone:1",
      epoch: 1,
      reason: "next",
    };
    expect(await stubOf(nobody).kick(message)).toBe("stale");
    const { task_id } = await createTask();
    expect(await stubOf(task_id).kick({ ...message, taskId: task_id, epoch: 7 })).toBe("stale");
    await command(task_id, "cancel");
  });

  it("that lost a message is made up for by the alarm", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    // As if the next step's message was lost: the row exists, but no kick arrives.
    await fireDeadline(
      task_id,
      "steps",
      "INSERT INTO step(id, kind, epoch, status, created_at) VALUES ('cleanup:9', 'cleanup', 1, 'pending', 0)",
    );
    await follow(task_id, (event) => event.type === "step_finished" && event.data.step === "cleanup");
    await command(task_id, "cancel");
  });

  variant("that gave up fails a step that never ran, with that reason, and no other", async () => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    const dead = { v: 1, taskId: task_id, epoch: 1, reason: "next" } as const;
    await stubOf(task_id).deadLetter({ ...dead, step: "clone", stepId: "clone:1" });
    expect((await view(task_id)).state).toBe("awaiting_approval");
    await runInDurableObject(stubOf(task_id), (_object, state) => {
      state.storage.sql.exec(
        "INSERT INTO step(id, kind, epoch, status, not_before, created_at) VALUES ('apply:9', 'apply', 1, 'pending', 9e15, 0)",
      );
    });
    await stubOf(task_id).deadLetter({ ...dead, step: "apply", stepId: "apply:9" });
    expect(await view(task_id)).toMatchObject({
      state: "failed",
      error: { code: "dead_letter", step: "apply" },
    });
  });
});

describe.concurrent("a deadline", () => {
  it.each([
    ["task", "task_deadline"],
    ["approval", "approval_expired"],
  ])("%s ends the task as %s", async (kind, code) => {
    const { task_id } = await createTask();
    await until(task_id, "awaiting_approval");
    await fireDeadline(task_id, kind);
    expect(await view(task_id)).toMatchObject({ state: "failed", status: "error", error: { code } });
  });

  variant("ends a task whose step is interrupted again and again", async () => {
    const { task_id } = await createTask({ model: "verne-demo-hangs" });
    await follow(task_id, started("plan"));
    await runInDurableObject(stubOf(task_id), (_object, state) => {
      state.storage.sql.exec("UPDATE step SET attempt = 3 WHERE kind = 'plan'");
    });
    await crash(task_id);
    expect(await view(task_id)).toMatchObject({
      state: "failed",
      error: { code: "sandbox_lost", step: "plan" },
    });
  });
});

describe.concurrent("cancel", () => {
  it("stops a running step at once and leaves nothing running", async () => {
    const { task_id } = await createTask({ model: "verne-demo-hangs" });
    await follow(task_id, started("plan"));
    await command(task_id, "cancel");
    const events = await follow(
      task_id,
      (event) => event.type === "step_finished" && event.data.step === "cleanup",
    );
    expect(events.some(isState("cancelled"))).toBe(true);
    expect(await view(task_id)).toMatchObject({
      state: "cancelled",
      sandbox: { state: "destroyed" },
      allowed: ["message"],
    });
  });
});
