import { beforeAll, expect, it } from "vitest";
import { approve, command, connectGitHub, createTask, until, view } from "./verne.ts";

beforeAll(connectGitHub);

it("a repository's own set-up is shown in the plan, and runs only once that is approved", async () => {
  const { task_id } = await createTask({ repo_full_name: "tests/needs-setup", prompt: "Anything" });
  const planning = await until(task_id, "awaiting_approval");
  const ran = (text: string) => (event: (typeof planning)[number]) =>
    event.type === "command_started" && event.data.command.includes(text);
  expect(planning.filter(ran("setup.sh"))).toEqual([]);
  const { plan_document } = await view(task_id);
  expect(plan_document?.commands.setup).toEqual([
    { command: expect.stringContaining(".verne/setup.sh"), source: ".verne/setup.sh" },
  ]);
  await approve(task_id);
  const events = await until(task_id, "reviewing");
  expect(events.filter(ran("setup.sh"))).toHaveLength(1);
  const { tests, diff_stat } = await view(task_id);
  expect(tests).toMatchObject({ verdict: "pass", unchanged_passing: 1, baseline: { outcome: "passed" } });
  // The demo model's note is the whole change: files of the set-up are not in it.
  expect(diff_stat?.files).toBe(1);
  await command(task_id, "cancel");
});
