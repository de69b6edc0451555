import { type DocumentedCommands, documentedCommands } from "../../../agent/index.ts";
import type { RepoContext } from "../../../agent/types.ts";
import type { TestReport } from "../../../protocol/index.ts";
import { needsSetUp } from "./needed-setup.ts";

/**
 * What the repository's files for people name. Their install and set-up are proposed only where the tests before the
 * edits could not run without, like steps read from CI: everything else would be waited for in vain. Pure.
 */
export function documentedFor(
  { guidance = [], found }: Pick<RepoContext, "guidance" | "found">,
  baseline: TestReport | null,
): DocumentedCommands {
  const { install, setup, ...named } = documentedCommands(guidance);
  const runs = (found?.shown.test ?? null) !== null && !needsSetUp({ kind: "ci" }, baseline);
  return { ...named, ...(!runs && install && { install }), ...(!runs && setup && { setup }) };
}
