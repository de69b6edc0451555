import { afterAll, beforeAll, expect, it } from "vitest";
import { type GitHubFixture, startFixture } from "../../local/github/fixture.ts";
import { fillRepository } from "../../local/testing/trial-repo.ts";
import { type GitHubClient, githubClient } from "./client.ts";
import { readBlob, readCommitTree, readTree } from "./objects.ts";
import { getBranch } from "./repos.ts";

const REPO = "trials/objects";
let fixture: GitHubFixture;
let client: GitHubClient;

beforeAll(async () => {
  fixture = await startFixture();
  client = githubClient({ apiUrl: fixture.github.apiUrl, token: fixture.ada });
  const files = {
    'naïve "1".txt': "text\n",
    "data.bin": { base64: "AP+A" },
    "run.sh": { text: "#!/bin/sh\n", executable: true },
    "sub/file": "below\n",
    lib: { gitlink: "0123456789".repeat(4) },
  };
  await fixture.github.addRepository(REPO, (git, gitDir) =>
    fillRepository(git, gitDir, { commits: [{ files }] }),
  );
});
afterAll(() => fixture.stop());

it("a folder and its files come by id, with their bytes", async () => {
  const { commit } = await getBranch(client, REPO, "main");
  const root = await readCommitTree(client, REPO, commit);
  const items = await readTree(client, REPO, root);
  expect(items.map(({ mode, name }) => `${mode} ${name}`)).toEqual([
    "100644 data.bin",
    "160000 lib",
    '100644 naïve "1".txt',
    "100755 run.sh",
    "040000 sub",
  ]);
  const oid = items[0]?.oid ?? "";
  expect(await readBlob(client, REPO, { oid, folder: root, maxBytes: 3 })).toEqual(
    Uint8Array.of(0, 255, 128),
  );
  expect(await readBlob(client, REPO, { oid, folder: root, maxBytes: 2 })).toBe("large");
  await expect(readTree(client, REPO, "0".repeat(40))).rejects.toMatchObject({ kind: "not_found" });
});
