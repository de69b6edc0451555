/** The Worker's client against answers that GitHub itself gave, as `@octokit/fixtures` recorded them. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { githubClient } from "./client.ts";
import type { Fetch } from "./fetch-whole.ts";
import { getRepo } from "./repos.ts";

interface Recorded {
  method: string;
  path: string;
  status: number;
  response: unknown;
  headers: Record<string, string | number>;
}

const API = "https://api.github.com";
const require = createRequire(import.meta.url);
const ORG = "octokit-fixture-org";

/** Gives the recorded answers of a scenario, each once, to the requests that they were given to. */
function replaying(scenario: string): Fetch {
  const file = require.resolve(
    `@octokit/fixtures/scenarios/api.github.com/${scenario}/normalized-fixture.json`,
  );
  const left = JSON.parse(readFileSync(file, "utf8")) as Recorded[]; // as its package says
  const send: Fetch = async (address, init) => {
    const { pathname, search } = new URL(address);
    const method = (init?.method ?? "GET").toLowerCase();
    const at = left.findIndex(
      (each) => each.method === method && each.path === decodeURIComponent(pathname) + search,
    );
    const [found] = at < 0 ? [] : left.splice(at, 1);
    if (!found) throw new Error(`nothing was recorded for ${method} ${address}`);
    const { status, response, headers } = found;
    // A redirect is followed by `fetch` itself.
    if (status === 301 && headers.location) return send(String(headers.location), init);
    const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      name === "content-length" ? [] : [[name, String(value)]],
    );
    return new Response(status === 204 ? null : JSON.stringify(response), { status, headers: kept });
  };
  return send;
}

const clientOf = (scenario: string) =>
  githubClient({ apiUrl: API, token: "0".repeat(40), fetch: replaying(scenario) });

describe("an answer of GitHub's", () => {
  it("is a repository", async () => {
    expect(await getRepo(clientOf("get-repository"), `${ORG}/hello-world`)).toMatchObject({
      full_name: `${ORG}/hello-world`,
      default_branch: "master",
      private: false,
      archived: false,
    });
  });

  it("is a repository under the name that it has now, where it was renamed", async () => {
    const client = clientOf("rename-repository");
    await client.repos.update({ owner: ORG, repo: "rename-repository", name: "rename-repository-newname" });
    const repo = await getRepo(client, `${ORG}/rename-repository`);
    expect(repo.full_name).toBe(`${ORG}/rename-repository-newname`);
  });

  it("is a ref that was made, moved and removed", async () => {
    const client = clientOf("git-refs");
    const ref = { owner: ORG, repo: "git-refs" };
    const sha = "0000000000000000000000000000000000000001";
    const made = await client.git.createRef({ ...ref, ref: "refs/heads/test", sha });
    expect(made.data).toMatchObject({ ref: "refs/heads/test", object: { type: "commit" } });
    const moved = await client.git.updateRef({ ...ref, ref: "heads/test", sha, force: true });
    expect(moved.data.ref).toBe("refs/heads/test");
    expect((await client.git.deleteRef({ ...ref, ref: "heads/test" })).status).toBe(204);
  });

  it("is what others say of a commit", async () => {
    const client = clientOf("create-status");
    const ref = "0000000000000000000000000000000000000001";
    const { data } = await client.repos.getCombinedStatusForRef({ owner: ORG, repo: "create-status", ref });
    expect(data.statuses.length).toBeGreaterThan(0);
    expect(["success", "failure", "pending"]).toContain(data.state);
  });

  it("is an error that names its fields", async () => {
    const label = { owner: ORG, repo: "errors", name: "foo", color: "invalid" };
    await expect(clientOf("errors").issues.createLabel(label)).rejects.toMatchObject({
      name: "GitHubFailure",
      kind: "validation",
      status: 422,
      message: expect.stringContaining("color: invalid"),
    });
  });
});
