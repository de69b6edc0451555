import { githubFor } from "../../../access/credentials.ts";
import { assertSize, type Change, PublishFailure } from "../../../github/change.ts";
import { type PullRequestText, pullRequestBody } from "../../../github/pr-body.ts";
import { type Published, PublishStopped, publish as publishChange } from "../../../github/publish.ts";
import { type EventInput, type Plan, type PublishRefusal, SYSTEM } from "../../../protocol/index.ts";
import type { Changes } from "../../change-set/changes.ts";
import { isChecked, readFindings, taskObjections } from "../../objections/read-change.ts";
import { evidenceOf } from "../../record/evidence.ts";
import type { Life } from "../../record/life.ts";
import { notePublished, STOPPED_BY_USER, stopOptions } from "../../record/published.ts";
import { StepFailure } from "../../run/failures.ts";
import type { Outcome, Step, StepContext } from "../../run/step.ts";
import { maskSecrets } from "../../secrets/find.ts";
import { renamedEvent } from "../checkout/renamed.ts";
import { commitMessage, publishedSummary, publishedTitle, templateFor, wordsOf } from "../published-text.ts";
import { branchStem } from "../titles.ts";

/** Commits the reviewed tree through GitHub's API and opens or updates the task's one pull request. */
export const publish: Step = async (context) => {
  const { life } = context;
  const stopped = (): Outcome => ({ event: "cancel_requested", ...stopOptions(life, STOPPED_BY_USER) });
  // The user stopped an earlier attempt while it wrote; clean-up checks what that one published.
  if (life.record.stopping) return stopped();
  try {
    const published = await publishTree(context);
    context.host.signal.throwIfAborted();
    return publishedOutcome(life, published);
  } catch (error) {
    if (error instanceof PublishStopped) return stopped();
    if (error instanceof PublishFailure && LEAVES_BRANCH.has(error.code))
      context.commit(() => leaveBranch(life));
    throw error;
  }
};

/** Refusals after which the branch is abandoned; the next publishing creates another. */
const LEAVES_BRANCH = new Set<PublishRefusal>(["branch_moved", "pull_request_closed", "pull_request_merged"]);

function leaveBranch(life: Life): void {
  life.update((record) => {
    if (record.branch !== null) record.leftBranches.push(record.branch);
    record.branch = null;
  });
}

/** Enforces blocking objections on every path to publishing. Reads the change again if it has no findings. */
async function assertNothingBlocks(context: StepContext): Promise<void> {
  const { life, commit } = context;
  if (!isChecked(life)) commit(await readFindings(context.life, context.changes));
  const blocking = taskObjections(life).filter((objection) => objection.blocking);
  if (blocking.length > 0)
    throw new PublishFailure("secret_found", blocking.map(({ message }) => message).join("; "));
}

async function publishTree(context: StepContext): Promise<Published> {
  await assertNothingBlocks(context);
  const { life, config, changes, commit } = context;
  const { init, baseCommit, tree, approvedVersion } = life.record;
  if (baseCommit === null || tree === null)
    throw new StepFailure("publish_failed", "There is no change to publish");
  const access = await githubFor(config, init.userId);
  if (!access)
    throw new StepFailure(
      "github_access_lost",
      "Verne has no access to your GitHub account. Log in with GitHub again, then retry.",
    );
  const plan: Plan | null = approvedVersion === null ? null : life.plan(approvedVersion);
  const words = wordsOf(life, plan);
  return publishChange({
    client: access.client,
    repo: init.repo_full_name,
    baseBranch: init.branch,
    baseCommit,
    stem: branchStem(life.record.title, init.taskId),
    branch: life.record.branch,
    leftBranches: life.record.leftBranches,
    changes: await publishable(changes),
    wantTree: tree,
    message: maskSecrets(commitMessage(words)),
    pr: {
      title: maskSecrets(publishedTitle(words)),
      body: maskedBody({
        summary: publishedSummary(words),
        template: templateFor(words)?.text ?? null,
        prompt: init.prompt,
        plan,
        tests: evidenceOf(life),
        objections: taskObjections(life),
        accepted: life.record.accepted,
        sandbox: life.record.sandbox,
        taskUrl: init.taskUrl,
      }),
      draft: true,
    },
    allowSensitive: life.record.seenTree === tree,
    onWrite: (branch) =>
      commit(() =>
        life.update((record) => {
          record.branch = branch;
          record.writing = true;
        }),
      ),
    isStopped: () => life.record.stopping,
  });
}

/** Masks secrets from prompts and test names. */
const maskedBody = (text: PullRequestText): string => maskSecrets(pullRequestBody(text));

/** Also for a pull request that was opened before a cancellation took effect. */
export function publishedOutcome(life: Life, published: Published): Outcome {
  const { repo, url, number, branch, commit, draft } = published;
  const { init, stopping, state, tree } = life.record;
  const late = stopping || state === "cancelled";
  return {
    event: "published",
    change: (record) => {
      record.init.repo_full_name = repo;
      record.pullRequest = { url, number, branch, commit };
      record.publishedTree = tree;
    },
    before: () => {
      notePublished(life);
      life.note({ actor: SYSTEM, orgId: null }, "task.pull_request", { repo, number, branch, commit });
    },
    events: [
      ...(repo === init.repo_full_name ? [] : [renamedEvent(init.repo_full_name, repo)]),
      ...(late ? [TOO_LATE] : []),
      {
        type: "pull_request",
        message: `Pull request #${number}${draft ? " (draft)" : ""}: ${url}`,
        data: { url, number, branch, commit, draft },
        dedupe: `pull_request:${commit}`,
      },
    ],
  };
}

const TOO_LATE: EventInput = {
  type: "warning",
  message:
    "The pull request had come to be before the task could be stopped; close it on GitHub if nobody wants it",
  data: { code: "stopped_too_late", detail: null },
};

/** The stored change with its bytes; the sandbox is not used. */
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
