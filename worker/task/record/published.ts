/** The published change, and the way back to it when a follow-up is cancelled. */
import type { DiffStat, EventInput, FileDiff } from "../../protocol/index.ts";
import type { FireOptions, Life } from "./life.ts";
import type { TaskRecord } from "./record.ts";

export const STOPPED_BY_USER = "stopped by the user";

/** Stores the published change. Call in the transaction of the `published` event. */
export function notePublished({ record, documents }: Life): void {
  documents.put("published", {
    diffStat: record.diffStat,
    files: documents.get("diff") ?? [],
    comparison: documents.get("comparison"),
    testedTree: record.testedTree,
    finalSummary: record.finalSummary,
    rounds: documents.get("rounds") ?? [],
  });
}

/** The files of a cancelled follow-up's change. */
export const setAsideFiles = ({ documents }: Life): FileDiff[] => documents.get("set-aside-diff") ?? [];

/**
 * Options for `cancel_requested`. A task with a pull request returns to the published change; the follow-up's change
 * since then is set aside, replacing an earlier one.
 */
export function stopOptions(life: Life, reason: string): FireOptions {
  const { record, documents } = life;
  const published = record.pullRequest ? documents.get("published") : null;
  const moved = published !== null && record.tree !== record.publishedTree;
  return {
    reason,
    change: (draft) => {
      draft.writing = false;
      if (!moved) return;
      const { tree, diffStat } = draft;
      if (tree !== null) draft.setAside = { tree, diffStat };
      draft.tree = draft.publishedTree;
      draft.undone = [];
      draft.diffStat = published.diffStat;
      draft.testedTree = published.testedTree;
      draft.finalSummary = published.finalSummary;
    },
    before: () => {
      if (!moved) return;
      if (record.tree !== null) documents.put("set-aside-diff", documents.get("diff") ?? []);
      documents.put("diff", published.files);
      documents.put("comparison", published.comparison);
      documents.put("rounds", published.rounds ?? []);
    },
    events: moved ? setAsideEvents(record, published.diffStat) : [],
  };
}

function setAsideEvents(
  { diffStat: left, publishedTree: tree }: Pick<TaskRecord, "diffStat" | "publishedTree">,
  shown: DiffStat | null,
): EventInput[] {
  const none = { files: 0, additions: 0, deletions: 0 };
  const { files, additions, deletions } = shown ?? none;
  const size = left ? ` (${left.files} ${left.files === 1 ? "file" : "files"})` : "";
  return [
    {
      type: "warning",
      message: `The change of the unfinished follow-up${size} was set aside; the pull request does not have it`,
      data: { code: "change_set_aside", detail: null },
    },
    {
      type: "diff",
      message: `Back to what the pull request shows: ${files} files changed, +${additions} −${deletions}`,
      data: { files, additions, deletions, tree },
    },
  ];
}
