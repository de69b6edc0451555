/**
 * Whole tasks in real containers, beside the same on this machine's runner: `npm run test:containers`. VERNE_TEST_IMAGE
 * names the image; without it the suite of the sandbox alone is run.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TaskEvent } from "../worker/protocol/index.ts";
import { buildAll } from "./build.ts";
import { signIn } from "./client.ts";
import { drive } from "./drive.ts";
import { freshPorts } from "./ports.ts";
import { SAMPLES } from "./samples/index.ts";
import { type Stack, startStack } from "./stack.ts";

const image = process.env.VERNE_TEST_CONTAINERS ? process.env.VERNE_TEST_IMAGE : undefined;
const docker = (...args: string[]) =>
  execFileSync(process.env.WRANGLER_DOCKER_BIN ?? "docker", args, { encoding: "utf8" }).trim();

if (image === undefined) {
  if (process.env.VERNE_TEST_CONTAINERS)
    console.error("\n!!! NO TASK RAN IN A CONTAINER: VERNE_TEST_IMAGE names no image\n");
  describe("a task in containers", () => it.skip("is not tried: npm run test:containers, VERNE_TEST_IMAGE"));
} else inContainers(image);

function inContainers(containers: string): void {
  const dirs: string[] = [];
  let stack: Stack;

  const start = async (options: { containers?: string }) => {
    const dir = mkdtempSync(join(tmpdir(), "verne-container-tasks-"));
    dirs.push(dir);
    return startStack({ dir, ports: await freshPorts(), ...options });
  };
  /** The whole main job; `hear` may harm the machine in the middle of it. */
  const runTask = async (on: Stack, hear: (event: TaskEvent) => void = () => {}) => {
    const [sample] = SAMPLES;
    const prompt = sample?.prompts[0]?.prompt ?? "";
    const client = await signIn(on);
    const startedAt = performance.now();
    const { task_id } = await client.create({ repo_full_name: sample?.fullName ?? "", prompt });
    const events: TaskEvent[] = [];
    const times = new Map<string, number>();
    await drive(client, task_id, (event) => {
      events.push(event);
      if (event.type === "step_finished") times.set(event.data.step, event.data.duration_ms);
      hear(event);
    });
    const view = await client.view(task_id);
    return { view, events, times, ms: Math.round(performance.now() - startedAt) };
  };
  const figures = ({ ms, times }: Awaited<ReturnType<typeof runTask>>) =>
    `${ms} ms (${[...times].map(([step, took]) => `${step} ${Math.round(took)}`).join(", ")})`;

  beforeAll(async () => {
    await buildAll();
    stack = await start({ containers });
  }, 600_000);
  afterAll(async () => {
    await stack?.close();
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  }, 120_000);

  describe("a task in containers", { timeout: 300_000 }, () => {
    it("comes to its pull request, as on this machine's runner", async () => {
      const inContainer = await runTask(stack);
      expect(inContainer.view).toMatchObject({
        state: "complete",
        sandbox: { isolation: "container", network: "isolated" },
      });
      expect(inContainer.view.tests?.verdict).toBe("pass");
      const runner = await start({});
      try {
        const onRunner = await runTask(runner);
        expect(onRunner.view.state).toBe("complete");
        console.log(
          `in containers (${containers}): ${figures(inContainer)}\non the runner: ${figures(onRunner)}`,
        );
      } finally {
        await runner.close();
      }
    });

    it("whose containers are killed in the middle of the edits tells why, and opens one pull request", async () => {
      let killed = 0;
      const { view, events, ms } = await runTask(stack, (event) => {
        const editing = event.type === "step_started" && event.data.step === "apply";
        if (!editing || killed > 0) return;
        const running = docker("ps", "-q", "--filter", `ancestor=${containers}`).split("\n").filter(Boolean);
        for (const id of running) docker("kill", id);
        killed = running.length;
      });
      expect(killed).toBeGreaterThan(0);
      expect(view.state).toBe("complete");
      expect(events.filter(({ type }) => type === "pull_request")).toHaveLength(1);
      expect(events.map(({ message }) => message).join("\n")).toContain(
        "ran out of memory, or was killed (137)",
      );
      console.log(`with ${killed} container(s) killed: ${ms} ms`);
    });

    it("whose Worker dies in the middle of the edits tells that its machines are gone, and opens one pull request", async () => {
      const [sample] = SAMPLES;
      const client = await signIn(stack);
      const { task_id: id } = await client.create({
        repo_full_name: sample?.fullName ?? "",
        prompt: sample?.prompts[0]?.prompt ?? "",
      });
      await client.until(id, "awaiting_approval");
      await client.approve(id);
      await client.follow(id, (event) => event.type === "step_started" && event.data.step === "apply");
      await stack.restartWorker();
      await client.until(id, "reviewing");
      await client.publish(id, await client.diff(id));
      await client.until(id, "complete");
      const { items } = await client.events(id);
      expect(items.filter(({ type }) => type === "pull_request")).toHaveLength(1);
      // The local platform finds no container again that an earlier process of it started; the real one does.
      expect(items.map(({ message }) => message).join("\n")).toContain("ended while nobody watched it");
    });
  });
}
