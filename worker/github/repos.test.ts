import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, gitClient, startFixture } from "../../local/github/fixture.ts";
import { type GitHubClient, githubClient } from "./client.ts";
import { tokenOwner } from "./identity.ts";
import { getBranch, getRepo, listBranches, listRepos } from "./repos.ts";

const CART = "samples/shopping-cart";
let fixture: GitHubFixture;
let ada: GitHubClient;
let grace: GitHubClient;

beforeAll(async () => {
  fixture = await startFixture();
  const client = (token: string) => githubClient({ apiUrl: fixture.github.apiUrl, token, retryBaseMs: 1 });
  ada = client(fixture.ada);
  grace = client(fixture.grace);
  await ada.repos.createForAuthenticatedUser({ name: "empty" });
  const bare = fixture.github.gitDir(CART);
  const commands = Array.from(
    { length: 130 },
    (_, index) => `create refs/heads/many/${index} refs/heads/main`,
  );
  for (const command of commands) {
    const [, ref = "", at = ""] = command.split(" ");
    await gitClient(fixture.dir, "--git-dir", bare, "update-ref", ref, at);
  }
});
afterAll(() => fixture.stop());

describe("identity", () => {
  it("names the owner of the token", async () => {
    expect(await tokenOwner(ada)).toMatchObject({ id: 1001, login: "ada", name: "Ada Example" });
    const unknown = githubClient({ apiUrl: fixture.github.apiUrl, token: "gho_x" });
    await expect(tokenOwner(unknown)).rejects.toMatchObject({ kind: "unauthorized" });
  });
});

describe("repositories", () => {
  it("come in pages, in the protocol's shape", async () => {
    const first = await listRepos(ada, { page: 1, perPage: 2 });
    expect(first.items).toHaveLength(2);
    expect(first.next_page).toBe(2);
    const second = await listRepos(ada, { page: 2, perPage: 2 });
    expect(second).toMatchObject({ next_page: null });
    const names = [...first.items, ...second.items].map((repo) => repo.full_name).sort();
    expect(names).toEqual(["ada/empty", "samples/invoice", CART]);
    expect(await getRepo(ada, "samples/invoice")).toEqual({
      full_name: "samples/invoice",
      description: "Invoice totals in Python; computeTotal has no tests yet",
      language: "Python",
      private: true,
      default_branch: "main",
      pushed_at: "2026-01-05T09:00:00Z",
      archived: false,
      can_push: true,
    });
  });

  it("are found by a part of the name, whatever its case", async () => {
    const found = await listRepos(ada, { query: " CART ", page: 1, perPage: 10 });
    expect(found).toMatchObject({ items: [{ full_name: CART }], next_page: null });
    expect((await listRepos(grace, { query: "empty", page: 1, perPage: 10 })).items).toEqual([]);
    expect((await listRepos(grace, { query: "ada/empty", page: 1, perPage: 10 })).items).toEqual([]);
    const paged = await listRepos(ada, { query: "samples/", page: 2, perPage: 1 });
    expect(paged.items).toHaveLength(1);
    expect(paged.next_page).toBeNull();
  });
});

describe("branches", () => {
  it("come in pages with the default branch", async () => {
    const page = await listBranches(ada, CART, { page: 2, perPage: 100 });
    expect(page.items).toHaveLength(32);
    expect(page).toMatchObject({ default_branch: "main", next_page: null });
  });

  it("are found beyond the first page of GitHub", async () => {
    const found = await listBranches(ada, CART, { query: "MANY/9", page: 1, perPage: 5 });
    expect(found.items.map((branch) => branch.name)).toEqual([
      "many/9",
      "many/90",
      "many/91",
      "many/92",
      "many/93",
    ]);
    expect(found.next_page).toBe(2);
  });

  it("name what is missing", async () => {
    const missing = (subject: string) => ({ kind: "not_found", subject });
    await expect(getBranch(ada, CART, "nope")).rejects.toMatchObject(missing("branch"));
    await expect(getBranch(ada, "samples/nope", "main")).rejects.toMatchObject(missing("repository"));
    await expect(getBranch(grace, "ada/empty", "main")).rejects.toMatchObject(missing("repository"));
    await expect(listBranches(ada, "samples/nope", { page: 1, perPage: 1 })).rejects.toMatchObject(
      missing("repository"),
    );
    await expect(getBranch(ada, "ada/empty", "main")).rejects.toMatchObject({ kind: "empty_repository" });
    expect(await listBranches(ada, "ada/empty", { page: 1, perPage: 1 })).toMatchObject({ items: [] });
    const { commit } = await getBranch(ada, CART, "docs/roadmap");
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
  });
});
