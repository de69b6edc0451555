/** Pure: objections found in the texts of a change, file by file, before and after. */

import type { ObjectionFinding } from "../../protocol/index.ts";
import type { ChangedFile } from "./changed-file.ts";
import { hiddenFindings } from "./hidden.ts";
import { foreignHosts } from "./lock-files.ts";
import { scriptFindings } from "./package-scripts.ts";
import { isTestFile, placeOf } from "./places.ts";
import { type SecretFindings, secretsOf } from "./secrets.ts";
import { rustTests } from "./test-text.ts";
import { onlyAddsTests, weaknesses } from "./weakened.ts";

/** Findings that need the texts. Stored with the tree of the change. */
export interface ContentFindings {
  weakened: ObjectionFinding[];
  /** Existing tests that were edited, not only extended by new tests. */
  changedTests: string[];
  testConfiguration: string[];
  packageScripts: ObjectionFinding[];
  foreignHosts: ObjectionFinding[];
  hidden: ObjectionFinding[];
  links: ObjectionFinding[];
  submodules: string[];
  secrets: SecretFindings;
}

const LINK = "120000";
const SUBMODULE = "160000";

export function contentFindings(files: readonly ChangedFile[]): ContentFindings {
  const scripts = scriptFindings(files);
  const tests = testFindings(files);
  return {
    ...tests,
    testConfiguration: scripts.testing,
    packageScripts: scripts.install,
    foreignHosts: foreignHosts(files),
    hidden: hiddenFindings(files),
    links: files.flatMap(({ path, base, now }) => {
      if (now?.mode !== LINK) return [];
      const was = base?.mode === LINK ? `, before to ${base.text ?? ""}` : "";
      return [{ path, line: null, what: `a link to ${now.text ?? ""}${was}`.slice(0, 200) }];
    }),
    submodules: files
      .filter(({ base, now }) => [base?.mode, now?.mode].includes(SUBMODULE))
      .map(({ path }) => path),
    secrets: secretsOf(files),
  };
}

function testFindings(files: readonly ChangedFile[]): Pick<ContentFindings, "weakened" | "changedTests"> {
  const weakened: ObjectionFinding[] = [];
  const changedTests: string[] = [];
  for (const file of files) {
    const { path, base } = file;
    if (!base || base.mode === SUBMODULE) continue;
    const now = file.now ?? movedTo(file, files)?.now ?? null;
    const before = testsIn(path, base.text);
    if (before === null) continue;
    if (now === null) {
      changedTests.push(path);
      continue;
    }
    const after = testsIn(path, now.text) ?? "";
    if (before === after) continue;
    weakened.push(...weaknesses(path, before, after).map((weakness) => ({ path, ...weakness })));
    if (!onlyAddsTests(path, before, after)) changedTests.push(path);
  }
  return { weakened, changedTests };
}

/** The test code in a file; null when it has none, or is configuration with an objection of its own. */
function testsIn(path: string, text: string | null): string | null {
  if (placeOf(path) !== null) return null;
  if (isTestFile(path)) return text ?? "";
  return path.endsWith(".rs") && text !== null ? rustTests(text) : null;
}

/** The new file that a deleted test moved to: the one with the same name, or the same text. */
function movedTo({ path, base }: ChangedFile, files: readonly ChangedFile[]): ChangedFile | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const added = files.filter((other) => other.base === null && other.now !== null && isTestFile(other.path));
  return (
    added.find(({ now }) => now?.text === base?.text) ??
    added.find((other) => other.path.slice(other.path.lastIndexOf("/") + 1) === name)
  );
}
