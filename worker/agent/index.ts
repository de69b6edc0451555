import { analyze } from "./context/analyze.ts";
import { edit } from "./editing.ts";
import { plan } from "./plan/run.ts";
import type { Agent } from "./types.ts";

export { testsEnvironment } from "./commands/shell.ts";
export { detectCommandsIn } from "./context/analyze.ts";
export { type DocumentedCommands, documentedCommands } from "./context/documented-commands.ts";
export { worthARound } from "./reading/findings.ts";
export { readChange, readingSize } from "./reading/read-change.ts";
export { judgeAfter, judgeBefore } from "./reproduction/judge.ts";
export { runReproduction } from "./reproduction/run.ts";
export { type AuditRun, auditsFor } from "./scanning/audits.ts";
export { broughtBy } from "./scanning/finding.ts";
export { runAudit, runScanner, type ScanResult } from "./scanning/run.ts";
export { artifactsOf, excludeArtifacts } from "./test-runs/artifacts.ts";
export { isCommandCase, stripAnsi } from "./test-runs/cases.ts";
export { setupWithChosen } from "./test-runs/chosen.ts";
export { compareReports, compareWithReruns } from "./test-runs/compare.ts";
export { type InstallFailure, installDependencies, installsOf } from "./test-runs/install.ts";
export { notInstalled, singlyArgv } from "./test-runs/one-by-one.ts";
export { type OwnTests, ownTests } from "./test-runs/own-tests.ts";
export { packagesNamed, packagesToRun, withPackages } from "./test-runs/packages.ts";
export { DEPS_FOLDER } from "./test-runs/placeholders.ts";
export { runTests } from "./test-runs/run.ts";
export { repeatsInstall } from "./test-runs/same-install.ts";
export { choosablePaths, runTargeted } from "./test-runs/targeted.ts";
export { digest } from "./tools/digest.ts";
export { isInScope, isTestPath } from "./tools/scope.ts";

/** The agent that a task's steps use. Stateless between calls. */
export const agent: Agent = { analyze, plan, edit };
export type { DeletedFile } from "./test-runs/vanished.ts";
