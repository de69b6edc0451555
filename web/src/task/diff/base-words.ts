import type { BaseState } from "../../../../worker/protocol/index.ts";

interface BaseWords {
  tone: "info" | "warn";
  text: string;
  /** Files that both sides changed, up to a limit. */
  paths: string[];
}

const SHOWN = 3;

/** What happened to the base branch and what follows from it, in one or two sentences; null if nothing does. Pure. */
export function baseWords(base: BaseState): BaseWords | null {
  const { branch, state, behind_by, conflict, both_changed } = base;
  if (state === "current") return null;
  if (state === "gone")
    return {
      tone: "warn",
      text: `The branch ${branch} is gone, so nothing can be published into it until it is back. The change can be downloaded as a patch.`,
      paths: [],
    };
  const commits = `${behind_by} ${behind_by === 1 ? "commit" : "commits"}`;
  const what =
    state === "rewritten"
      ? `${branch} was rewritten: it no longer has the commit this task started from, and the pull request will also show what was taken out of it.`
      : `${branch} has gone on by ${commits} since this task started.`;
  if (conflict === "none") {
    const calm = "None of that touches the files of this change.";
    return { tone: state === "rewritten" ? "warn" : "info", text: `${what} ${calm}`, paths: [] };
  }
  if (conflict === "unknown")
    return {
      tone: "warn",
      text: `${what} Whether the pull request will have conflicts cannot be told from here.`,
      paths: [],
    };
  const more = both_changed.count - SHOWN;
  return {
    tone: "warn",
    text: `${what} Expect conflicts: ${both_changed.count === 1 ? "a file of this change was" : `${both_changed.count} files of this change were`} changed there too.`,
    paths: [...both_changed.paths.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])],
  };
}
