import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { taskDirectories } from "./sandbox-directory.ts";
import { TaskUsers } from "./task-users.ts";

let root: string;
const open: TaskUsers[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "verne-task-users-"));
});
afterEach(async () => {
  for (const users of open.splice(0)) users.close();
  await rm(root, { recursive: true, force: true });
});

async function runner(name: string) {
  const dataDir = join(root, name);
  await mkdir(dataDir, { recursive: true });
  // Tests beside this one have runners of their own.
  const users = new TaskUsers(dataDir, basename(root));
  open.push(users);
  return { dataDir, users, of: (task: string) => users.of(taskDirectories(dataDir, task)) };
}

describe.skipIf(process.platform !== "linux")("the users of tasks", () => {
  it("are one for each task of the machine, whichever runner it is on, and however many come at once", async () => {
    const runners = [await runner("a"), await runner("b")];
    const tasks = ["1", "2", "3", "4"];
    const given = await Promise.all(runners.flatMap(({ of }) => tasks.map(of)));
    expect(new Set(given).size).toBe(given.length);
  });

  it("stay a task's own, also with the next runner", async () => {
    const first = await runner("a");
    const [mine, other] = [await first.of("1"), await first.of("2")];
    expect(await first.of("1")).toBe(mine);
    first.users.close();
    const next = await runner("a");
    expect([await next.of("2"), await next.of("1")]).toEqual([other, mine]);
  });

  it("are another where somebody took them meanwhile", async () => {
    const gone = await runner("a");
    const before = await gone.of("1");
    gone.users.close();
    const elsewhere = await runner("b");
    await mkdir(join(elsewhere.dataDir, "9"));
    await writeFile(join(elsewhere.dataDir, "9/uid"), String(before));
    expect(await elsewhere.of("9")).toBe(before);
    const { work, home, tmp } = taskDirectories(gone.dataDir, "1");
    for (const folder of [work, home, tmp]) await mkdir(folder);
    const again = (await runner("a")).of("1");
    // Only root can give its folders to another user.
    if (process.geteuid?.() === 0) expect(await again).not.toBe(before);
    else await expect(again).rejects.toThrow("chown");
  });

  it("are free again once nothing of their task is left", async () => {
    const one = await runner("a");
    const uid = await one.of("1");
    const two = await runner("b");
    expect(await two.of("0")).not.toBe(uid);
    one.users.release(uid);
    expect(await two.of("1")).toBe(uid);
  });
});
