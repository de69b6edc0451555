/** Pure: lock files that changed without their manifest, and new sources of packages in lock files. */
import { isLockFile, type ObjectionFinding } from "../../protocol/index.ts";
import type { ChangedFile } from "./changed-file.ts";

/** The manifests that a lock file is generated from. */
const MANIFEST_OF: readonly (readonly [lock: RegExp, manifest: RegExp])[] = [
  [
    /^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|deno\.lock)$/,
    /^(?:package\.json|pnpm-workspace\.yaml|\.yarnrc\.yml|deno\.jsonc?)$/,
  ],
  [/^Cargo\.lock$/, /^Cargo\.toml$/],
  [/^go\.(?:sum|work\.sum)$/, /^go\.(?:mod|work)$/],
  [/^(?:poetry|uv|pdm|pylock(?:\.[\w-]+)?)\.(?:lock|toml)$/, /^(?:pyproject\.toml|setup\.(?:py|cfg))$/],
  [/^Pipfile\.lock$/, /^Pipfile$/],
  [/^Gemfile\.lock$/, /^(?:Gemfile|[\w-]+\.gemspec)$/],
  [/^composer\.lock$/, /^composer\.json$/],
  [/^mix\.lock$/, /^mix\.exs$/],
  [/^packages\.lock\.json$/, /(?:\.[cfv][sb]?proj|\.props|\.targets)$/],
  [/^pixi\.lock$/, /^(?:pixi\.toml|pyproject\.toml)$/],
  [/^Package\.resolved$/, /^(?:Package\.swift|project\.pbxproj)$/],
  [/^Podfile\.lock$/, /^Podfile$/],
  [/^pubspec\.lock$/, /^pubspec\.yaml$/],
  [/^rebar\.lock$/, /^rebar\.config$/],
  [/^flake\.lock$/, /^flake\.nix$/],
  [/^\.terraform\.lock\.hcl$/, /\.tf$/],
  [/^gradle\.lockfile$|^verification-metadata\.xml$/, /(?:\.gradle(?:\.kts)?|\.versions\.toml)$/],
];

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

/** Lock files among `paths` whose manifest, in their folder or below it, is not among them. */
export function locksWithoutManifest(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    if (!isLockFile(path)) return false;
    const manifest = MANIFEST_OF.find(([lock]) => lock.test(nameOf(path)))?.[1];
    return !paths.some((other) => other.startsWith(folderOf(path)) && manifest?.test(nameOf(other)));
  });
}

/** Lock file entries with a host that no lock file of the change named before. */
export function foreignHosts(files: readonly ChangedFile[]): ObjectionFinding[] {
  const locks = files.filter(({ path }) => isLockFile(path));
  const known = new Set(
    locks.flatMap(({ path, base }) => sourcesIn(path, base?.text ?? "").map(({ host }) => host)),
  );
  return locks.flatMap(({ path, now }) => {
    const told = new Set<string>();
    return sourcesIn(path, now?.text ?? "").flatMap(({ host, line, text }) => {
      if (known.has(host) || told.has(host)) return [];
      told.add(host);
      return [{ path, line, what: `from ${host}: ${text}`.slice(0, 200) }];
    });
  });
}

interface Source {
  /** Includes the scheme: the same host without TLS counts as another one. */
  host: string;
  line: number;
  text: string;
}

const URL_TEXT =
  /\b((?:\w+\+)?(?:https?|ssh|git|ftp|rsync):\/\/)(?:[^\s"'@/<>]*@)?([^\s"'/:@<>\\]+)[^\s"'<>]*/g;
const SCP_TEXT = /(?:^|["'\s])[\w.-]+@([\w.-]+\.\w+):[\w./~-]+/g;

/** The package sources in a lock file. Free-form fields (homepage, funding) are not sources. */
function sourcesIn(path: string, text: string): Source[] {
  const json = nameOf(path) === "composer.lock" ? COMPOSER : NPM;
  const values = JSON_LOCK.test(nameOf(path)) ? valuesOf(text, json) : null;
  const lines = text.split("\n");
  if (values === null)
    return lines.flatMap((line, index) => (PROSE.test(line) ? [] : sourcesOf(line, index + 1)));
  return values.flatMap((value) => {
    const found = sourcesOf(value, 0);
    if (found.length === 0) return [];
    const line = lines.findIndex(
      (candidate) => candidate.includes(value.replaceAll("/", "\\/")) || candidate.includes(value),
    );
    return found.map((source) => ({ ...source, line: line + 1 }));
  });
}

function sourcesOf(text: string, line: number): Source[] {
  const urls = [...text.matchAll(URL_TEXT)].map(([whole, scheme = "", host = ""]) => ({
    host: `${scheme.replace(/^\w+\+/, "")}${host.toLowerCase()}`,
    text: whole,
    line,
  }));
  const scp = [...text.matchAll(SCP_TEXT)].map(([whole, host = ""]) => ({
    host: `ssh://${host.toLowerCase()}`,
    text: whole.trim(),
    line,
  }));
  return [...urls, ...scp];
}

const PROSE = /^\s*deprecated:/;
const JSON_LOCK =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|composer\.lock|Pipfile\.lock|packages\.lock\.json)$/;

/** Whether the value at these keys (innermost last) is a package source. */
type IsSource = (keys: readonly string[]) => boolean;
const NPM: IsSource = (keys) =>
  !keys.includes("funding") && !/^(?:deprecated|license|engines|bin)$/.test(keys.at(-1) ?? "");
const COMPOSER: IsSource = (keys) =>
  keys.at(-1) === "url" &&
  /^(?:source|dist|mirrors|\d+)$/.test(keys.at(-2) ?? "") &&
  !keys.includes("funding");

/** The string values of a JSON document that are sources; null when it is not JSON. */
function valuesOf(text: string, isSource: IsSource): string[] | null {
  const found: string[] = [];
  const walk = (value: unknown, keys: readonly string[]): void => {
    if (typeof value === "string" && isSource(keys)) found.push(value);
    else if (typeof value === "object" && value !== null)
      for (const [key, part] of Object.entries(value)) walk(part, [...keys, key]);
  };
  try {
    walk(JSON.parse(text), []);
    return found;
  } catch {
    return null;
  }
}
