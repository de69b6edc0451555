import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGit, type Git } from "../github/git/run.ts";
import { fillRepository, readTree, type TrialRepo } from "./trial-repo.ts";

let dir = "";
let git: Git;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "verne-trial-repo-"));
  git = createGit(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function made(name: string, repo: TrialRepo): Promise<string> {
  const gitDir = path.join(dir, name);
  await git(["init", "--bare", "--quiet", "--initial-branch=main", gitDir]);
  await fillRepository(git, gitDir, repo);
  return gitDir;
}
const printed = async (gitDir: string, ...args: string[]) => (await git(args, { gitDir })).toString().trim();

describe("a repository from a description", () => {
  it("holds every byte, mode, link and submodule as described, under names that no disk changes", async () => {
    const nfd = 'U\u0308bersicht "1"\n.md';
    const gitlink = "0123456789".repeat(4);
    const gitDir = await made("bytes", {
      commits: [
        {
          files: {
            [nfd]: "a\n",
            "docs/latin1.txt": { base64: Buffer.from([0xe9, 0x0a]).toString("base64") },
            "run.sh": { text: "#!/bin/sh\n", executable: true },
            "AGENTS.md": { link: "nowhere/at/all" },
            lib: { gitlink },
          },
        },
      ],
    });
    const tree = await readTree(git, gitDir, "main");
    expect(Object.keys(tree).sort()).toEqual(["AGENTS.md", nfd, "docs/latin1.txt", "lib", "run.sh"].sort());
    const seen = Object.entries(tree).map(([name, { mode, base64 }]) => [name, [mode, base64]]);
    expect(Object.fromEntries(seen)).toMatchObject({
      [nfd]: ["100644", btoa("a\n")],
      "docs/latin1.txt": ["100644", "6Qo="],
      "run.sh": ["100755", btoa("#!/bin/sh\n")],
      "AGENTS.md": ["120000", btoa("nowhere/at/all")],
      lib: ["160000", null],
    });
    expect(tree.lib?.id).toBe(gitlink);
    await git(["fsck", "--strict"], { gitDir });
  });

  it("has the branches and tags that its commits name", async () => {
    const gitDir = await made("refs", {
      commits: [
        { files: { "a.txt": "1\n", "b.txt": "1\n" }, tags: ["v1"] },
        { files: { "a.txt": "2\n" }, message: "Second" },
        { files: { "c.txt": "side\n" }, branch: "side" },
        { files: { "b.txt": null }, message: "Third" },
      ],
    });
    expect(await printed(gitDir, "log", "--format=%s", "main")).toBe("Third\nSecond\nStart");
    expect(await printed(gitDir, "describe", "--tags", "main")).toMatch(/^v1-2-g/);
    expect(Object.keys(await readTree(git, gitDir, "main"))).toEqual(["a.txt"]);
    expect(Object.keys(await readTree(git, gitDir, "side"))).toEqual(["a.txt", "b.txt", "c.txt"]);
  });

  it("is the same commit each time, and nothing at all without commits", async () => {
    const repo: TrialRepo = { commits: [{ files: { "a.txt": "1\n" } }] };
    const [one, two] = [await made("one", repo), await made("two", repo)];
    expect(await printed(one, "rev-parse", "main")).toBe(await printed(two, "rev-parse", "main"));
    const empty = await made("empty", { commits: [] });
    await expect(git(["rev-parse", "--verify", "main"], { gitDir: empty })).rejects.toThrow();
  });

  it("is refused with the reason where the description is wrong", async () => {
    // @ts-expect-error an entry of no kind
    const call = made("wrong", { commits: [{ files: { "a.txt": { texte: "1" } } }] });
    await expect(call).rejects.toThrow("files");
    await expect(call).rejects.toThrow("a.txt");
  });
});
