/** Pure: secrets that a change would publish, as findings that name kind and place and never the value. */
import { isLockFile, type ObjectionFinding } from "../../protocol/index.ts";
import { findSecrets } from "../secrets/find.ts";
import type { ChangedFile } from "./changed-file.ts";
import { isTestFile } from "./places.ts";

export interface SecretFindings {
  /** Of a form that leaves no doubt. */
  certain: ObjectionFinding[];
  possible: ObjectionFinding[];
}

/** Written by programs, and random throughout. */
const GENERATED = /\.(?:map|snap|svg|min\.[cm]?js|min\.css|wasm\.ts|ipynb|csv|tsv|sum|lock|lockb)$/i;
/** Where a key is as a rule made for the tests, so that a person may let it through. */
const FIXTURE = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|test-data|mocks?|__mocks__)\//i;

/** What was in the files before is published already. */
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

/** The line of a place; each is behind the last one that was asked for. */
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

/** Of what goes into commit message and pull request; `path` says which text it is. It is masked there. */
export function secretsInTexts(texts: Readonly<Record<string, string>>): ObjectionFinding[] {
  return Object.entries(texts).flatMap(([path, text]) => {
    const at = lineCounter(text);
    return findSecrets(text, true).map(({ what, start }) => ({ path, line: at(start), what }));
  });
}
