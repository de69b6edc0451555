import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../../local/github/fixture.ts";
import { type GitHubClient, githubClient } from "./client.ts";
import { FileListings, rankFiles } from "./files.ts";

const CART = "samples/shopping-cart";

describe("ranking", () => {
  const paths = [
    "docs/cart/index.md",
    "src/cart.js",
    "test/cart.test.js",
    "src/discount.js",
    "src/shopcart.js",
    "cart",
  ];
  const names = (query: string, limit = 10) => rankFiles({ paths, cut: false }, query, limit);

  it("puts the file's own name before a part of it, and both before its folders", () => {
    expect(names("CART").items).toEqual([
      "cart",
      "src/cart.js",
      "test/cart.test.js",
      "src/shopcart.js",
      "docs/cart/index.md",
    ]);
    expect(names("src/d").items).toEqual(["src/discount.js"]);
    expect(names("nothing")).toEqual({ items: [], truncated: false });
  });

  it("begins at the root when nothing is typed", () => {
    expect(names("").items.slice(0, 2)).toEqual(["cart", "src/cart.js"]);
  });

  it("says when there is more", () => {
    expect(names("cart", 2)).toMatchObject({ items: { length: 2 }, truncated: true });
    expect(rankFiles({ paths, cut: true }, "discount", 10)).toMatchObject({ truncated: true });
  });
});

describe("listings", () => {
  let fixture: GitHubFixture;
  let ada: GitHubClient;
  const listings = new FileListings();
  const where = { userId: "ada", repo: CART, branch: "main" };

  beforeAll(async () => {
    fixture = await startFixture();
    ada = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.ada, retryBaseMs: 1 });
  });
  afterAll(() => fixture.stop());

  it("hold the branch's files and no folders, from a branch with a slash too", async () => {
    const { paths, cut } = await listings.of(ada, where, 0);
    expect(paths).toContain("src/discount.js");
    expect(paths).not.toContain("src");
    expect(cut).toBe(false);
    const other = await listings.of(ada, { ...where, branch: "docs/roadmap" }, 0);
    expect(other.paths).toContain("package.json");
  });

  it("are asked for once a minute, and for each user", async () => {
    const own = new FileListings();
    const first = await own.of(ada, where, 1_000);
    expect(await own.of(ada, where, 60_999)).toBe(first);
    expect(await own.of(ada, where, 61_000)).not.toBe(first);
    expect(await own.of(ada, { ...where, userId: "grace" }, 61_000)).not.toBe(first);
  });

  it("are kept for eight at most, those that were read last", async () => {
    const own = new FileListings();
    const read = (userId: string, now: number) => own.of(ada, { ...where, userId }, now);
    const first = await read("0", 0);
    for (let n = 1; n < 8; n += 1) await read(String(n), n);
    expect(await read("0", 10)).toBe(first);
    const eighth = await read("7", 10);
    await read("8", 10);
    expect(await read("7", 11)).toBe(eighth);
    expect(await read("0", 11)).not.toBe(first);
    // What is read again counts as new.
    const again = await read("7", 70_000);
    for (let n = 20; n < 27; n += 1) await read(String(n), 70_000);
    expect(await read("7", 70_001)).toBe(again);
  });

  it("come to a request though the one before it, for the same branch, is never answered", async () => {
    const own = new FileListings();
    const hanging = githubClient({
      apiUrl: fixture.github.apiUrl,
      token: fixture.ada,
      fetch: () => new Promise<Response>(() => {}),
    });
    void own.of(hanging, where, 0);
    const found = await own.of(ada, where, 0);
    expect(found).toEqual(await new FileListings().of(ada, where, 0));
    expect(found.paths).toContain("src/discount.js");
  });

  it("say what is missing, and are asked for again after a failure", async () => {
    const missing = { ...where, branch: "later" };
    await expect(listings.of(ada, missing, 0)).rejects.toMatchObject({
      kind: "not_found",
      subject: "branch",
    });
    await expect(listings.of(ada, { ...where, repo: "samples/nope" }, 0)).rejects.toMatchObject({
      kind: "not_found",
      subject: "repository",
    });
    const { object } = (await ada.git.getRef({ owner: "samples", repo: "shopping-cart", ref: "heads/main" }))
      .data;
    await ada.git.createRef({
      owner: "samples",
      repo: "shopping-cart",
      ref: "refs/heads/later",
      sha: object.sha,
    });
    expect((await listings.of(ada, missing, 1)).paths).toContain("package.json");
  });
});
