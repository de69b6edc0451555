/** Pure: secrets that a change would publish. Findings name kind and place, never the value. */
import { isLockFile, type ObjectionFinding } from "../../protocol/index.ts";
import { findSecrets } from "../secrets/find.ts";
import type { ChangedFile } from "./changed-file.ts";
import { isTestFile } from "./places.ts";

export interface SecretFindings {
  /** Values that match an unambiguous format. */
  certain: ObjectionFinding[];
  possible: ObjectionFinding[];
}

/** Generated files with random content. */
const GENERATED = /\.(?:map|snap|svg|min\.[cm]?js|min\.css|wasm\.ts|ipynb|csv|tsv|sum|lock|lockb)$/i;
/** Folders whose keys are usually test fixtures, which a person may accept. */
const FIXTURE = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|test-data|mocks?|__mocks__)\//i;

/** Only new secrets: those in the base are published already. */
export function secretsOf(files: readonly ChangedFile[]): SecretFindings {
  const found: SecretFindings = { certain: [], possible: [] };
  const before = new Set(files.flatMap(({ base }) => (base?.text ? valuesIn(base.text) : [])));
  for (const { path, now } of files) {
    if (!now?.text) continue;
    const { text } = now;
    const tests = isTestFile(path) || FIXTURE.test(path);
    const guess = !isLockFile(path) && !GENERATED.test(path) && !tests;
    const at = lineCounter(text);
    for (const { certain, what, start, end } of findSecrets(text, guess)) {
      if (before.has(text.slice(start, end))) continue;
      const sure = certain && !(what === "private key" && tests);
      const finding = { path, line: at(start), what: `${what}, ${end - start} characters` };
      found[sure ? "certain" : "possible"].push(finding);
    }
  }
  return found;
}

/** Line number of an offset. Offsets must be passed in ascending order. */
function lineCounter(text: string): (place: number) => number {
  let line = 1;
  let read = 0;
  return (place) => {
    for (; read < place; read += 1) if (text.charCodeAt(read) === 10) line += 1;
    return line;
  };
}

const valuesIn = (text: string): string[] =>
  findSecrets(text, true).map(({ start, end }) => text.slice(start, end));

/** Secrets in the commit message and pull request, where they are masked; `path` names the text. */
export function secretsInTexts(texts: Readonly<Record<string, string>>): ObjectionFinding[] {
  return Object.entries(texts).flatMap(([path, text]) => {
    const at = lineCounter(text);
    return findSecrets(text, true).map(({ what, start }) => ({ path, line: at(start), what }));
  });
}
