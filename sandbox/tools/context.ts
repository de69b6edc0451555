import { join } from "node:path";
import { readBytes, readHead } from "./files.ts";
import { countLanguages } from "./languages.ts";
import { isAuthored, listFiles } from "./listing.ts";
import { type RankedInput, rankFiles } from "./rank.ts";
import { parseQuery } from "./terms.ts";

const MAX_FILE_BYTES = 512 * 1024;
const MAX_TOTAL_BYTES = 256 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 64 * 1024;
const MAX_TEST_HEAD_BYTES = 4 * 1024;
const MAX_RANKED = 60;
const MAX_ROOT_NAMES = 400;
const MAX_TEST_FILES = 300;

/** What the detection rules in the Worker read, at the root of the checkout. */
const MANIFEST =
  /^(?:package\.json|pnpm-workspace\.yaml|pyproject\.toml|setup\.cfg|setup\.py|pytest\.ini|tox\.ini|conftest\.py|requirements[\w.-]*\.txt|go\.mod|Cargo\.toml|GNUmakefile|[Mm]akefile)$/;

const TEST_FILE =
  /(?:^|\/)(?:test|tests|__tests__|spec|specs)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)(?:test_[^/]*|[^/]*_test)\.\w+$|(?:^|\/)conftest\.py$/;

/** The JSON that `verne-tools context` prints. The Worker checks it again: output of a sandbox is not trusted. */
export interface CheckoutDescription {
  version: 1;
  file_count: number;
  truncated: boolean;
  languages: { name: string; files: number }[];
  /** Names at the root, folders with a trailing slash. */
  root_names: string[];
  /** Best first; empty without a prompt. */
  ranked: { path: string; score: number }[];
  test_files: string[];
  /** Root manifests whole (64 KB each), and the first lines of up to five Python test files. */
  texts: Record<string, string>;
  readme: string | null;
}

/**
 * Describes the git checkout at `root`; with `prompt` also ranks its files.
 * Throws when `root` is not a git checkout.
 */
export function describeCheckout(root: string, prompt: string | null): CheckoutDescription {
  const listing = listFiles(root);
  const authored = listing.paths.filter(isAuthored);
  const testFiles = authored.filter((path) => TEST_FILE.test(path)).sort(byDepth);
  const readme = listing.paths.find((path) => /^readme(?:\.(?:md|rst|txt))?$/i.test(path));
  return {
    version: 1,
    file_count: listing.paths.length,
    truncated: listing.truncated,
    languages: countLanguages(authored, 12),
    root_names: rootNames(listing.paths),
    ranked:
      prompt === null
        ? []
        : rankFiles(readTexts(root, authored), parseQuery(prompt), MAX_RANKED).map(({ path, score }) => ({
            path,
            score: Math.round(score * 100) / 100,
          })),
    test_files: testFiles.slice(0, MAX_TEST_FILES),
    texts: readManifests(root, listing.paths, testFiles),
    readme: readme === undefined ? null : readHead(join(root, readme), 2048),
  };
}

function byDepth(a: string, b: string): number {
  return a.split("/").length - b.split("/").length || a.localeCompare(b);
}

function rootNames(paths: readonly string[]): string[] {
  const names = new Set<string>();
  for (const path of paths) {
    const slash = path.indexOf("/");
    names.add(slash === -1 ? path : path.slice(0, slash + 1));
  }
  return [...names].slice(0, MAX_ROOT_NAMES);
}

function readManifests(
  root: string,
  paths: readonly string[],
  testFiles: readonly string[],
): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const path of paths.filter((candidate) => MANIFEST.test(candidate)).slice(0, 20)) {
    const text = readHead(join(root, path), MAX_MANIFEST_BYTES);
    if (text !== null) texts[path] = text;
  }
  const python = testFiles.filter((path) => path.endsWith(".py") && !path.endsWith("__init__.py"));
  const script = testFiles.filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  for (const path of [...python.slice(0, 5), ...script.slice(0, 5)]) {
    const text = readHead(join(root, path), MAX_TEST_HEAD_BYTES);
    if (text !== null) texts[path] = text;
  }
  return texts;
}

function* readTexts(root: string, paths: readonly string[]): Generator<RankedInput> {
  let left = MAX_TOTAL_BYTES;
  for (const path of paths) {
    if (left <= 0) return;
    const bytes = readBytes(join(root, path), MAX_FILE_BYTES, true);
    if (bytes === null || bytes.includes(0)) continue;
    left -= bytes.length;
    yield { path, text: bytes.toString("latin1") };
  }
}
