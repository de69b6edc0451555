import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { type GitCapability, signCapability } from "../../access/capability.ts";
import { readConfig } from "../../env.ts";
import { GIT_HOST } from "../../sandbox/container/egress.ts";
import { answerGit, tokenForClone } from "../../tasks/clone.ts";
import { depsOf } from "../../tasks/deps.ts";
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

  it("is none in a container, which reads its own task's repository while a clone goes on in it, and nothing else", async () => {
    const deps = depsOf(env);
    const ask = async (sandbox: string, path: string, method = "GET") => {
      const request = new Request(`http://${GIT_HOST}${path}`, { method });
      const answer = await answerGit(deps, sandbox, request);
      return [answer.status, (await answer.text()).slice(4, 29)];
    };
    const refs = `/git/${repo}/${SERVICE}`;
    expect((await ask(taskId, refs))[0]).toBe(403);
    const answers = await during(async () => [
      await ask(taskId, refs),
      // The agent's tree is another container, and another task's clone is none of this one's.
      await ask(`${taskId}-work`, refs),
      await ask(crypto.randomUUID(), refs),
      await ask(taskId, `/git/samples/invoice/${SERVICE}`),
      await ask(taskId, `/git/${repo}/info/refs?service=git-receive-pack`),
      await ask(taskId, `/git/${repo}/git-receive-pack`, "POST"),
      await ask(taskId, `/git/${repo}/info/refs`, "POST"),
      await ask(taskId, `/git/x/../${repo}/HEAD`),
      await ask(taskId, `/git/samples%2f..%2f..%2fapi/info/refs`),
    ]);
    expect(answers[0]).toEqual([200, "# service=git-upload-pack"]);
    expect(answers.slice(1).map(([status]) => status)).toEqual(Array(8).fill(403));
    expect((await ask(taskId, refs))[0]).toBe(403);
    // Where that is the way, the other one is closed.
    const closed = { ...deps, config: { ...deps.config, SANDBOX_RUNNER_URL: undefined } };
    const capability = await sign();
    const refused = await during(() => tokenForClone(closed, capability, repo));
    expect(refused).toEqual({ refused: "this installation clones inside its containers" });
  });
});
