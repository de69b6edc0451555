import { execFileSync } from "node:child_process";

const MAX_FILES = 50_000;
const MAX_LISTING_BYTES = 64 * 1024 * 1024;

/** Folders that hold other people's code or build output, at any depth. */
const VENDORED = new Set([
  "node_modules",
  "bower_components",
  "vendor",
  "third_party",
  "third-party",
  "dist",
  "build",
  "out",
  "target",
  "coverage",
  ".venv",
  "venv",
  "__pycache__",
  ".next",
  ".yarn",
]);

const GENERATED =
  /(?:\.min\.(?:js|css)|\.bundle\.js|\.map|\.snap|\.pb\.go|_pb2\.py|\.g\.dart|\.generated\.\w+)$|(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|Cargo\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/;

const BINARY =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|pdf|zip|gz|bz2|xz|zst|7z|tar|jar|war|class|o|a|so|dylib|dll|exe|wasm|woff2?|ttf|otf|eot|mp[34]|mov|avi|webm|ogg|wav|flac|bin|dat|db|sqlite3?|pyc|parquet|npy|onnx|pt|safetensors)$/i;

export interface Listing {
  /** Tracked files and untracked ones that are not ignored, relative to the root, sorted; no symbolic links. */
  paths: string[];
  /** Tracked symbolic links, sorted. */
  links: string[];
  /** True when there were more than the cap. */
  truncated: boolean;
}

/**
 * Lists the checkout at `root` as git sees it. Configuration that could run a program is switched off.
 * Throws when `root` is not a git checkout.
 */
export function listFiles(root: string): Listing {
  const tracked = git(root, ["ls-files", "-z", "--cached", "--stage"]);
  const untracked = git(root, ["ls-files", "-z", "--others", "--exclude-standard"]);
  const deleted = new Set(git(root, ["ls-files", "-z", "--deleted"]));
  const paths = new Set<string>();
  const links: string[] = [];
  for (const entry of tracked) {
    // `100644 <object> <stage>\t<path>`; only regular files have a mode that starts with 100.
    const tab = entry.indexOf("\t");
    const path = entry.slice(tab + 1);
    if (entry.startsWith("100") && !deleted.has(path)) paths.add(path);
    if (entry.startsWith("120") && !deleted.has(path)) links.push(path);
  }
  for (const path of untracked) if (!path.endsWith("/")) paths.add(path);
  const sorted = [...paths].sort();
  return {
    paths: sorted.slice(0, MAX_FILES),
    links: links.sort().slice(0, MAX_FILES),
    truncated: sorted.length > MAX_FILES,
  };
}

function git(root: string, args: string[]): string[] {
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const output = execFileSync("git", ["-C", root, ...safe, ...args], {
    encoding: "utf8",
    maxBuffer: MAX_LISTING_BYTES,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return output.split("\0").filter((entry) => entry !== "");
}

/** True for a file that a person wrote and may want changed: not vendored, not generated, not binary by name. */
export function isAuthored(path: string): boolean {
  if (GENERATED.test(path) || BINARY.test(path)) return false;
  return !path
    .split("/")
    .slice(0, -1)
    .some((folder) => VENDORED.has(folder));
}
