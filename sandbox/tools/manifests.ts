import { createHash } from "node:crypto";
import { join } from "node:path";
import { readBytes, readHead } from "./files.ts";
import { isAuthored } from "./listing.ts";

const MAX_MANIFESTS = 400;
const MAX_HASHED_BYTES = 16 * 1024 * 1024;
const MAX_TEXTS = 60;
const MAX_TEXT_BYTES = 64 * 1024;
const MAX_TOTAL_TEXT_BYTES = 1024 * 1024;
const MAX_TEST_HEAD_BYTES = 4 * 1024;
const MAX_DEPTH = 5;

/** Files whose text the detection rules in the Worker read. */
const READ =
  /^(?:package\.json|pnpm-workspace\.yaml|\.yarnrc\.yml|pyproject\.toml|setup\.cfg|setup\.py|pytest\.ini|tox\.ini|noxfile\.py|conftest\.py|Pipfile|requirements[\w.-]*\.txt|go\.(?:mod|work)|Cargo\.toml|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|[\w.-]+\.(?:slnx?|[cf]sproj|vbproj)|Directory\.[\w.]+\.props|global\.json|Gemfile|[\w-]+\.gemspec|\.rspec|Rakefile|composer\.json|phpunit(?:\.dist)?\.xml(?:\.dist)?|mix\.exs|CMakeLists\.txt|[Jj]ustfile|GNUmakefile|[Mm]akefile)$/;

/** Configuration of test runners, which may ask for a watch mode. */
const CONFIG =
  /^(?:(?:jest|vitest|vite|karma|ava)\.config\.[cm]?[jt]s(?:on)?|karma\.conf\.[cm]?[jt]s|\.mocharc(?:\.\w+)?|\.taprc|nodemon\.json)$/;
const MAX_CONFIGS = 10;

/** Files that only their name and content hash say something about. */
const LOCK =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|uv\.lock|poetry\.lock|Pipfile\.lock|go\.sum|Cargo\.lock|gradle\.lockfile|libs\.versions\.toml|packages\.lock\.json|Gemfile\.lock|composer\.lock|mix\.lock|mvnw|gradlew)$/;

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const depthOf = (path: string): number => path.split("/").length;

export interface ManifestFile {
  path: string;
  /** The id that git gives this content, as it is in the tree now; null when it could not be read. */
  object: string | null;
}

/** Manifests and lock files down to five folders deep, the shallow ones first. */
export function findManifests(root: string, paths: readonly string[]): ManifestFile[] {
  return byDepth(
    paths.filter((path) => {
      const name = baseName(path);
      if (depthOf(path) > MAX_DEPTH || !(READ.test(name) || LOCK.test(name))) return false;
      // A lock file counts as generated, so ask about its folder.
      return isAuthored(`${path.slice(0, -name.length)}x`);
    }),
  )
    .slice(0, MAX_MANIFESTS)
    .map((path) => ({ path, object: objectId(readBytes(join(root, path), MAX_HASHED_BYTES, true)) }));
}

/** Configuration files of test runners that lie beside a manifest, the shallow ones first. */
export function findConfigs(paths: readonly string[], manifests: readonly ManifestFile[]): string[] {
  const folders = new Set(manifests.map(({ path }) => path.slice(0, -baseName(path).length)));
  const found = paths.filter(
    (path) => CONFIG.test(baseName(path)) && folders.has(path.slice(0, -baseName(path).length)),
  );
  return byDepth(found).slice(0, MAX_CONFIGS);
}

/** Manifests and configurations (64 KB each, 1 MB together), and the first lines of a few test files. */
export function readManifests(
  root: string,
  manifests: readonly ManifestFile[],
  testFiles: readonly string[],
  configs: readonly string[] = [],
): Record<string, string> {
  const texts: Record<string, string> = {};
  let left = MAX_TOTAL_TEXT_BYTES;
  const readable = manifests.map(({ path }) => path).filter((path) => READ.test(baseName(path)));
  for (const path of [...readable.slice(0, MAX_TEXTS), ...configs]) {
    const text = readHead(join(root, path), MAX_TEXT_BYTES);
    if (text === null || left < text.length) continue;
    texts[path] = text;
    left -= text.length;
  }
  const python = testFiles.filter((path) => path.endsWith(".py") && !path.endsWith("__init__.py"));
  const script = testFiles.filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  for (const path of [...python.slice(0, 5), ...script.slice(0, 5)]) {
    const text = readHead(join(root, path), MAX_TEST_HEAD_BYTES);
    if (text !== null) texts[path] = text;
  }
  return texts;
}

function objectId(bytes: Buffer | null): string | null {
  if (bytes === null) return null;
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** Shallow first, then by name. */
export function byDepth(paths: readonly string[]): string[] {
  return paths
    .map((path) => ({ path, depth: depthOf(path) }))
    .sort((a, b) => a.depth - b.depth || (a.path < b.path ? -1 : 1))
    .map(({ path }) => path);
}
