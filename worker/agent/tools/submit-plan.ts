import { PlanDraft, ProposedCommands } from "../../protocol/index.ts";
import { fitToTree, missingFiles, readyForReview, withNotes } from "../plan/draft.ts";
import { normaliseDraft } from "../plan/normalise.ts";
import { lackingIn, withGaps } from "../plan/thin.ts";
import { ReproductionCheck } from "../reproduction/check.ts";
import { fitToDisk } from "./planned-paths.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse, type Tool } from "./tool.ts";
import type { WorkTree } from "./work-tree.ts";

/** Of the files that do not exist, for how many the nearest names are looked for. */
const MAX_GUESSES = 3;

/**
 * The tool that ends planning. A plan with missing files, with files that have notes, or without intent, acceptance or
 * files is sent back once; if the model insists, the actions are corrected to the tree, and the notes and gaps are shown
 * to the user. `workTree` is that of the
 * same run.
 */
export function submitPlan(workTree: WorkTree): Tool {
  let sentBack = false;
  const reproductions = new ReproductionCheck();
  return defineTool({
    name: "submit_plan",
    description:
      "Hands in the plan and ends planning. Each step is one idea that can be checked: `intent` says what to do and why, " +
      "`acceptance` what is true when it is done, `tests` the tests or commands that show it, `risk_note` what could go " +
      "wrong. `new_dependencies` are packages that the change adds. Of a `reproduction`, `expect` is a piece of the " +
      "failure's message (plain text), `files` are new ones that it needs; it is run at once, and again after the edits. " +
      "Only where an install, test, lint or set-up command of the repository card is wrong or missing, put the right one " +
      "into `chosen_commands`, with its `reason`.",
    args: PlanDraft.extend({ chosen_commands: ProposedCommands.optional() }),
    safe: true,
    speaks: true,
    ends: true,
    normalise: (value) => normaliseDraft(value, (path) => workTree.parse(path)),
    async run(given, context) {
      const { host } = context;
      const { draft, existing, notes } = await fitToDisk(given, host, workTree);
      const other = [...existing].filter(([, kind]) => kind === "other").map(([path]) => path);
      if (other.length > 0) {
        const reasons = other.map((path) => notes.get(path) ?? path);
        return send(`Only files can be planned. ${reasons.join(" ")}`);
      }
      const missing = missingFiles(draft, existing);
      const lacking = lackingIn(draft);
      if ((missing.length > 0 || notes.size > 0 || lacking.length > 0) && !sentBack) {
        sentBack = true;
        const parts = [...lacking, ...notes.values()];
        if (missing.length > 0) {
          const near = await Promise.all(
            missing.slice(0, MAX_GUESSES).map((path) => workTree.didYouMean(path)),
          );
          parts.unshift(`These files do not exist: ${missing.join(", ")}.${near.join("")}`);
        }
        return send(`${parts.join(" ")} Correct the plan, or submit it again if it is meant so.`);
      }
      const objection = await reproductions.objectionTo(draft, context);
      if (objection !== null) return { ...send(objection.reason), quoted: objection.output };
      if (lacking.length > 0) {
        const message = `The plan says too little: ${lacking.join(" ")}`.slice(0, 500);
        host.emit({ type: "warning", message, data: { code: "thin_plan", detail: lacking.join("\n") } });
      }
      const shown = withNotes(fitToTree(readyForReview(withGaps(draft)), existing), notes);
      return { ok: true, content: "The plan was handed in.", ending: { kind: "plan", draft: shown } };

      function send(reason: string) {
        reportTool(host, "submit_plan", draft.goal, false, reason);
        return refuse(reason);
      }
    },
  });
}
