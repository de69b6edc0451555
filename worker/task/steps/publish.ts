import { assertSize, type Change } from "../../github/change.ts";
import { pullRequestBody } from "../../github/pr-body.ts";
import { publishBranch, publish as publishChange } from "../../github/publish.ts";
import type { Plan } from "../../protocol/index.ts";
import type { Changes } from "../change-set/changes.ts";
import { githubFor } from "../credentials.ts";
import { evidenceOf } from "../evidence.ts";
import { taskObjections } from "../objections/read-change.ts";
import { notePublished } from "../published.ts";
import { type Step, StepFailure } from "../step.ts";

/** Commits the reviewed tree through GitHub's API and opens the task's one pull request, or brings it up to date. */
export const publish: Step = async ({ life, config, host, changes }) => {
  const { init, baseCommit, tree, approvedVersion, title, finalSummary } = life.record;
  if (baseCommit === null || tree === null)
    throw new StepFailure("publish_failed", "There is no change to publish");
  const access = await githubFor(config, init.userId);
  if (!access)
    throw new StepFailure("github_access_lost", "GitHub is not connected; sign in again, then retry");
  const plan: Plan | null = approvedVersion === null ? null : life.plan(approvedVersion);
  const summary = finalSummary ?? plan?.goal ?? title;
  const published = await publishChange({
    client: access.client,
    repo: init.repo_full_name,
    baseBranch: init.branch,
    baseCommit,
    branch: publishBranch(init.taskId),
    changes: await publishable(changes),
    wantTree: tree,
    message: `${title.replace(/…$/, "")}\n\n${summary}${stepTrailers(plan)}`,
    pr: {
      title,
      body: pullRequestBody({
        summary,
        prompt: init.prompt,
        plan,
        tests: evidenceOf(life),
        objections: taskObjections(life),
        accepted: life.record.accepted,
        taskUrl: init.taskUrl,
      }),
      draft: true,
    },
    allowSensitive: life.record.seenTree === tree,
  });
  host.signal.throwIfAborted();
  const { url, number, branch, commit, draft } = published;
  return {
    event: "published",
    change: (record) => {
      record.pullRequest = { url, number, branch, commit };
      record.publishedTree = tree;
    },
    before: () => notePublished(life),
    events: [
      {
        type: "pull_request",
        message: `Pull request #${number}${draft ? " (draft)" : ""}: ${url}`,
        data: { url, number, branch, commit, draft },
        dedupe: `pull_request:${commit}`,
      },
    ],
  };
};

/** Says which approved steps the commit carries out; git reads the last paragraph as trailers. */
function stepTrailers(plan: Plan | null): string {
  const lines = (plan?.steps ?? []).map(
    (step) => `Plan-Step: ${step.id} ${step.title.replaceAll(/\s+/g, " ")}`,
  );
  return lines.length === 0 ? "" : `\n\n${lines.join("\n")}`;
}

/** The stored change with its bytes. The sandbox is not asked. */
async function publishable(changes: Changes): Promise<Change[]> {
  const files = changes.current()?.files ?? [];
  assertSize(files.map(({ path, file }) => ({ path, size: file?.size ?? 0 })));
  const all: Change[] = [];
  for (const stored of files) {
    const { path, status, file, base } = stored;
    const mode = file?.mode ?? base?.mode ?? "100644";
    all.push({ path, status, mode, bytes: await changes.bytes(stored) });
  }
  return all;
}
