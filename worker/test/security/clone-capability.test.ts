import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { type GitCapability, signCapability } from "../../access/capability.ts";
import { readConfig } from "../../env.ts";
import { call, connectGitHub, createTask, FIX, partsOf, stubOf, until, users } from "../verne.ts";

const SERVICE = "info/refs?service=git-upload-pack";
const read = (repo: string, bearer: string | null, rest = SERVICE, method = "GET") =>
  call(method, `/git/${repo}/${rest}`, { token: bearer });

describe("the permission to clone", () => {
  let taskId = "";
  const repo = FIX.repo_full_name;
  const sign = (change: Partial<GitCapability> = {}) =>
    signCapability(readConfig(env).CAPABILITY_SECRET, {
      ...{ taskId, userId: users().ada.userId, repo, clone: "this-clone" },
      exp: Math.floor(Date.now() / 1000) + 600,
      ...change,
    });
  /** Runs `work` while this clone of the task is granted. */
  const during = <T>(work: () => Promise<T>): Promise<T> =>
    runInDurableObject(stubOf(taskId), (object) =>
      partsOf(object).clones.during("this-clone", "evidence", work),
    );

  beforeAll(async () => {
    await connectGitHub();
    taskId = (await createTask()).task_id;
    await until(taskId, "awaiting_approval");
  });

  it("reads the repository while its clone goes on, and nothing before or after", async () => {
    const capability = await sign();
    expect((await read(repo, capability)).status).toBe(403);
    const answer = await during(async () => {
      const response = await read(repo, capability);
      const bytes = new Uint8Array(await response.arrayBuffer());
      return [response.status, new TextDecoder().decode(bytes.subarray(4, 30))];
    });
    expect(answer).toEqual([200, "# service=git-upload-pack\n"]);
    const after = await read(repo, capability);
    expect([after.status, await after.text()]).toEqual([403, "revoked"]);
  });

  it("is for one repository, one task and one user, for reading, in a header", async () => {
    const capability = await sign();
    const statuses = await during(async () => {
      const attempts = [
        await read("samples/invoice", capability),
        await read("samples/invoice", await sign({ repo: "samples/invoice", taskId: crypto.randomUUID() })),
        await read(repo, await sign({ userId: users().grace.userId })),
        await read(repo, await sign({ clone: "another-clone" })),
        await read(repo, await sign({ exp: Math.floor(Date.now() / 1000) - 1 })),
        await read(repo, null),
        await read(repo, users().ada.accessToken),
        await read(repo, capability, "info/refs?service=git-receive-pack"),
        await read(repo, capability, "git-receive-pack", "POST"),
        await read(repo, capability, "HEAD"),
        await call("GET", `/git/${capability}/${SERVICE}`, { token: null }),
      ];
      await Promise.all(attempts.map((response) => response.body?.cancel()));
      return attempts.map(({ status }) => status);
    });
    expect(statuses).toEqual(Array(11).fill(403));
  });
});
