/** Which test files belong to changed files. Pure. */
import { isTestPath } from "../tools/scope.ts";

/** More are no selection any more. */
const MAX_TESTS = 24;
/** Of one changed file. */
const MAX_NEIGHBOURS = 4;

/** What stands in a folder of tests and is no test: fixtures, helpers, settings, data. */
const SUPPORT =
  /(?:^|\/)(?:fixtures?|support|helpers?|mocks?|__mocks__|__fixtures__|__snapshots__|testdata|data|stubs?|factories)\/|(?:^|\/)(?:conftest|__init__|setup|test_?setup|(?:test|spec)?_?helpers?|utils?|common|global)\.\w+$/i;
const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|rb|php|java|kt|kts|scala|groovy|swift|cs|fs|vb|exs?|c|cc|cpp|cxx)$/;
/** Their tests stand in the file itself. */
const RUST_MODULE = /(?:^|\/)src\/.+\.rs$/;
const RUST_ROOT = /(?:^|\/)(?:lib|main|mod)\.rs$/;
const MARKS = /^(?:test|spec)[-_.]|[-_.](?:test|tests|spec|specs|unit|integration|e2e)$/gi;
const CAMEL_MARK = /(?<=[a-z0-9])(?:Tests?|Spec|TestCase|IT)$|^Test(?=[A-Z])/;
/** Files that are named after their folder. */
const OF_FOLDER = new Set(["index", "init", "main", "mod"]);

/** A file that a runner runs as a test. */
const isTestFile = (path: string): boolean =>
  (isTestPath(path) && CODE.test(path) && !SUPPORT.test(path)) ||
  (RUST_MODULE.test(path) && !RUST_ROOT.test(path));

export interface OwnTests {
  /** Changed tests, then those that a text names, then those beside changed files. */
  paths: string[];
  /** There are tests beside these. */
  isPart: boolean;
}

/**
 * The tests that belong to these changed files. `files` are all files of the tree as it is now, `named` texts that may
 * name a test file, such as a plan step's.
 */
export function ownTests(
  files: readonly string[],
  changed: readonly string[],
  named: readonly string[] = [],
): OwnTests {
  const tests = files.filter(isTestFile);
  const present = new Set(tests);
  const own = changed.map(snapshotOwner).filter((path) => present.has(path));
  const words = new Set(
    named.flatMap((text) => text.split(/[\s'"`,;()]+/)).map((word) => word.split("::")[0]),
  );
  const told = tests.filter((path) => words.has(path) || words.has(`./${path}`));
  const beside = changed.filter((path) => !isTestPath(path)).flatMap((path) => neighbours(path, tests));
  const paths = [...new Set([...own, ...told, ...beside])].slice(0, MAX_TESTS);
  const chosen = new Set(paths.map(unitOf));
  return { paths, isPart: tests.some((path) => !chosen.has(unitOf(path))) };
}

/** A snapshot belongs to the test file that it is named after. */
const snapshotOwner = (path: string): string => path.replace(/(?:__snapshots__\/)?([^/]+)\.snap$/, "$1");

/** What a runner runs at once for one path: Go knows packages. */
const unitOf = (path: string): string => (path.endsWith(".go") ? folderOf(path) : path);

/** Tests of the same name, those nearest to the file; of Go, those of its package. */
function neighbours(path: string, tests: readonly string[]): string[] {
  if (!CODE.test(path)) return [];
  if (path.endsWith(".go"))
    return tests.filter((test) => test.endsWith("_test.go") && folderOf(test) === folderOf(path)).slice(0, 1);
  const names = namesOf(path);
  const same = tests.filter(
    (test) => test !== path && familyOf(test) === familyOf(path) && names.has(plainName(test)),
  );
  const shared = (test: string) => sharedFolders(path, test);
  const nearest = Math.max(...same.map(shared));
  return same.filter((test) => shared(test) === nearest).slice(0, MAX_NEIGHBOURS);
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const baseOf = (path: string): string => (path.split("/").at(-1) ?? path).replace(/\.[^.]+$/, "");

/** A name without what marks it as a test, nor the marks between its words. */
const plainName = (path: string): string =>
  baseOf(path).replace(CAMEL_MARK, "").replace(MARKS, "").replace(/[-_.]/g, "").toLowerCase();

function namesOf(path: string): Set<string> {
  const own = plainName(path);
  const folder = folderOf(path).split("/").at(-1);
  return new Set(OF_FOLDER.has(own) && folder ? [own, plainName(folder)] : [own]);
}

/** Languages of which one tests the other. */
function familyOf(path: string): string {
  const ext = path.slice(path.lastIndexOf(".") + 1);
  if (/^(?:[cm]?[jt]sx?|vue|svelte)$/.test(ext)) return "js";
  if (/^(?:java|kts?|scala|groovy)$/.test(ext)) return "jvm";
  if (/^exs?$/.test(ext)) return "ex";
  if (/^(?:cs|fs|vb)$/.test(ext)) return "dotnet";
  if (/^c(?:c|pp|xx)?$/.test(ext)) return "c";
  return ext;
}

/** How many folder names two paths share, without those that only tell sources from tests. */
function sharedFolders(one: string, other: string): number {
  const folders = (path: string) =>
    new Set(
      folderOf(path)
        .split("/")
        .filter((name) => name !== "" && !/^(?:src|lib|tests?|__tests__|specs?|unit|main)$/i.test(name)),
    );
  const [own, theirs] = [folders(one), folders(other)];
  const shared = [...own].filter((name) => theirs.has(name)).length;
  return 2 * shared - Math.abs(theirs.size - shared) - (folderOf(one) === folderOf(other) ? 0 : 1);
}
