/** What a user reads of a task whose model claims more than it did, and what GitHub gets, in the repository's own words. */
import { beforeAll, expect, inject, it } from "vitest";
import { githubClient } from "../github/client.ts";
import { edit, publish, runTrial, toldTo, tool } from "./trial.ts";
import { command, connectGitHub, until, users, view } from "./verne.ts";

beforeAll(connectGitHub);

const CLAIM = "Both files are changed, and everything works.";
const TEMPLATE = "<!-- @team -->\n## Description\n\nSay what. Fixes #1\n\n## Checklist\n- [x] Tested\n";
const commit = (message: string, files: Record<string, string>) => ({ message, files });

it("says what the files show, through plan, work, follow-up and pull request", async () => {
  const trial = await runTrial({
    repo: {
      commits: [
        commit("feat: start", { "a.txt": "one\n", "b.txt": "two\n" }),
        commit("docs: add a template", { ".github/PULL_REQUEST_TEMPLATE.md": TEMPLATE }),
        ...[1, 2, 3, 4].map((n) => commit(`fix: take ${n}`, { "n.txt": `${n}\n` })),
      ],
    },
    files: ["a.txt", "b.txt"],
    rounds: [
      [
        edit("a.txt", "one", "ONE"),
        tool("finish", { summary: CLAIM }),
        tool("finish", { title: "Shout the first one.", summary: "The first is loud." }),
      ],
      [tool("finish", { summary: "Because it was asked." })],
    ],
  });
  const said = trial.events.flatMap((event) => (event.type === "agent_text" ? [event.data.text] : []));
  expect(said.at(-1)).toBe("The first is loud.\n\nPlanned and not done: modify `b.txt`.");
  expect(JSON.stringify(trial.events.filter(({ type }) => type !== "tool"))).not.toContain(CLAIM);

  await command(trial.taskId, "messages", { text: "Why is it loud?" });
  const after = await until(trial.taskId, "reviewing", trial.events.at(-1)?.seq);
  expect(after.find((event) => event.type === "agent_text")?.message).toBe(
    "Nothing was changed. Because it was asked.",
  );
  const [, first, second] = await toldTo(trial.model);
  expect(first?.exchanges.map(({ tool: name, result }) => [name, result.split(".")[0]])).toEqual([
    ["edit", "Edited a"],
    ["finish", "Not finished yet"],
  ]);
  expect(second?.opening).toContain("a.txt (lines 1-1 of 1)\n    1| ONE");
  expect(second?.opening).toContain("The first is loud.");

  await publish(trial);
  const { pr_url } = await view(trial.taskId);
  const github = githubClient({
    apiUrl: inject("variables").GITHUB_API_URL ?? "",
    token: users().ada.providerToken,
  });
  const [owner = "", repo = ""] = trial.repo.split("/");
  const pull_number = Number(/\d+$/.exec(pr_url ?? "")?.[0]);
  const { data: pull } = await github.pulls.get({ owner, repo, pull_number });
  expect(pull.title).toBe("feat: shout the first one");
  expect(pull.body).toMatch(
    /^## Description\n\nThe first is loud\.\n\nPlanned and not done: modify `b\.txt`\.\n\n## Checklist\n\n- \[ \] Tested\n\n## Why/,
  );
  expect(pull.body).not.toContain(CLAIM);
  const { data: commits } = await github.pulls.listCommits({ owner, repo, pull_number });
  expect(commits[0]?.commit.message).toMatch(/^feat: shout the first one\n\nThe first is loud\./);
});
