/** The text of a warning on the page: a sentence, and an optional secondary line. */
interface WarningWords {
  text: string;
  detail: string | null;
}

/** A `detail` that is a code and not meant for readers. */
const BARE_DETAIL = /^[a-z0-9_]+$/;

const WORDS: Record<string, { text?: string; detail?: string }> = {
  conversation_compacted: {
    detail: "The agent goes on with a summary of the older part, and reads files again where it needs them.",
  },
  model_fallback: { detail: "The chosen model did not answer. The task goes on with the next one." },
  review_needed: { detail: "The task waits for you instead of opening the pull request by itself." },
  setup_failed: { detail: "The task goes on. Tests may fail because something is not installed." },
  change_set_aside: {
    detail: "The task is again what its pull request shows. What the follow-up had can be downloaded.",
  },
  branch_left: { detail: "Delete it on GitHub if nobody needs it." },
  branch_removed: { detail: "The change itself is kept, and can still be published." },
  stopping: {
    text: "Stopping",
    detail: "GitHub is being written to; it takes until it is known what came of that.",
  },
  stopped_too_late: {
    text: "The pull request had come to be before the task could be stopped",
    detail: "Close it on GitHub if nobody wants it.",
  },
  repository_renamed: { detail: "Branches and pull requests of this task are there from now on." },
  mirror_failed: {
    text: "The task's history is not in the database yet",
    detail: "Nothing is lost: it is kept with the task, and Verne goes on trying.",
  },
  images_unsupported: {
    text: "This model cannot see images",
    detail: "The task goes on with the text of the prompt alone.",
  },
  workspace_rebuilt: {
    text: "The sandbox was lost and has been built again",
    detail: "The changes made so far were put back.",
  },
  baseline_failed: {
    detail: "The tests could not run before the edits, so there is nothing to compare with.",
  },
};

/**
 * The text of a warning by its code, in place of the Worker's `message`; details that only the Worker knows are kept.
 */
export function warningWords(code: string, message: string, detail: string | null): WarningWords {
  const words = WORDS[code];
  const readable = detail !== null && !BARE_DETAIL.test(detail) ? detail : null;
  return { text: words?.text ?? message, detail: words?.detail ?? readable };
}
