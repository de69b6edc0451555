import { join } from "node:path";
import type { Definition } from "./definitions.ts";
import { insidePath, readBytes, readHead } from "./files.ts";
import { type GuidanceFile, readGuidance, readSetupFiles } from "./guidance.ts";
import { countLanguages } from "./languages.ts";
import { isAuthored, listFiles } from "./listing.ts";
import { byDepth, findConfigs, findManifests, type ManifestFile, readManifests } from "./manifests.ts";
import { relevantSymbols } from "./outline.ts";
import { historyScore, readHistory } from "./ranking/history.ts";
import { isTestPath } from "./ranking/kinds.ts";
import { type RankedInput, rankFiles } from "./ranking/rank.ts";

const MAX_FILE_BYTES = 512 * 1024;
const MAX_TOTAL_BYTES = 256 * 1024 * 1024;
const MAX_RANKED = 60;
const MAX_OUTLINED = 10;
/** Outlines are a courtesy: a slow machine does without some. */
const OUTLINE_LIMIT_MS = 2_000;
const MAX_ROOT_NAMES = 400;
const MAX_TEST_FILES = 300;
/** Badges alone may fill several thousand; the Worker leaves them out. */
const MAX_README_BYTES = 12 * 1024;

interface RankedFile {
  path: string;
  score: number;
  /** It has a word of the prompt; without it, history alone speaks for it. */
  matched: boolean;
  /** What is defined in it that the prompt may be about; only for the first ten files. */
  symbols: Pick<Definition, "name" | "kind" | "line">[];
}

/** The JSON that `verne-tools context` prints. The Worker checks it again: output of a sandbox is not trusted. */
export interface CheckoutDescription {
  version: 1;
  file_count: number;
  truncated: boolean;
  languages: { name: string; files: number }[];
  /** Names at the root, folders with a trailing slash. */
  root_names: string[];
  /** Best first; empty without a prompt. */
  ranked: RankedFile[];
  test_files: string[];
  manifests: ManifestFile[];
  /** The manifests' texts by path, and the first lines of a few test files. */
  texts: Record<string, string>;
  readme: string | null;
  guidance: GuidanceFile[];
  setup_files: { path: string; text: string }[];
}

/**
 * Describes the git checkout at `root`; with `prompt` also ranks its files.
 * Throws when `root` is not a git checkout.
 */
export async function describeCheckout(root: string, prompt: string | null): Promise<CheckoutDescription> {
  const { paths, links, truncated } = listFiles(root);
  const authored = paths.filter(isAuthored);
  const testFiles = byDepth(authored.filter(isTestPath));
  const manifests = findManifests(root, paths);
  const named = [...paths, ...links].find((path) => /^readme(?:\.(?:md|rst|txt))?$/i.test(path));
  const readme = named === undefined ? null : insidePath(root, named);
  const ranked = prompt === null ? [] : await rank(root, authored, prompt);
  return {
    version: 1,
    file_count: paths.length,
    truncated,
    languages: countLanguages(authored, 12),
    root_names: rootNames(paths),
    ranked,
    test_files: testFiles.slice(0, MAX_TEST_FILES),
    manifests,
    texts: readManifests(root, manifests, testFiles, findConfigs(paths, manifests)),
    readme: readme === null ? null : readHead(join(root, readme), MAX_README_BYTES),
    guidance: readGuidance(
      root,
      [...paths, ...links],
      ranked.flatMap(({ path, matched }) => (matched ? [path] : [])),
    ),
    setup_files: readSetupFiles(root, paths),
  };
}

async function rank(root: string, authored: readonly string[], prompt: string): Promise<RankedFile[]> {
  const history = historyScore(readHistory(root), prompt);
  const ranked = rankFiles(readTexts(root, authored), prompt, MAX_RANKED, history);
  const described: RankedFile[] = [];
  const stopAt = performance.now() + OUTLINE_LIMIT_MS;
  for (const [index, { path, score, matched }] of ranked.entries()) {
    const outlined = matched && index < MAX_OUTLINED && performance.now() < stopAt;
    const symbols = outlined ? await relevantSymbols(path, join(root, path), prompt) : [];
    described.push({
      path,
      score: Math.round(score * 1000) / 1000,
      matched,
      symbols: symbols.map(({ name, kind, line }) => ({ name, kind, line })),
    });
  }
  return described;
}

function rootNames(paths: readonly string[]): string[] {
  const names = new Set<string>();
  for (const path of paths) {
    const slash = path.indexOf("/");
    names.add(slash === -1 ? path : path.slice(0, slash + 1));
  }
  return [...names].slice(0, MAX_ROOT_NAMES);
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
