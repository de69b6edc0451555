/**
 * Paths that must not be written, because the change could not contain them: submodules, Git LFS files, ignored files.
 */
import { GIT_ENV } from "../../sandbox/git.ts";
import type { AgentHost } from "../types.ts";

const TIMEOUT_MS = 30_000;

/** Finds submodules, which have their own kind of tree entry; each parent folder may be one. */
const SUBMODULES = 'for path; do git --literal-pathspecs ls-tree -d -z HEAD -- "$path"; done';

/** Reads the attributes of the repository, not of the checkout, which disables filters. */
const FILTERS = `scratch="$1"; shift
rm -rf -- "$scratch" && git init --quiet --bare --template= -- "$scratch" && git --git-dir="$scratch" --work-tree=. check-attr -z filter -- "$@"`;

/** Refusals of writes within submodules, by path. */
export async function inSubmodules(host: AgentHost, paths: readonly string[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const places = [...new Set(paths.flatMap(withFolders))];
  const listed = await ask(host, SUBMODULES, "submodules", places);
  for (const [, submodule = ""] of listed.matchAll(/(?:^|\0)160000 commit [0-9a-f]+\t([^\0]+)(?=\0)/g)) {
    for (const path of paths) {
      if (path === submodule || path.startsWith(`${submodule}/`))
        reasons.set(path, submoduleReason(path, submodule));
    }
  }
  return reasons;
}

/** Refusals of new files, by path: within a submodule, or stored in Git LFS. */
export async function refusalsOfNew(host: AgentHost, paths: readonly string[]): Promise<Map<string, string>> {
  const reasons = await inSubmodules(host, paths);
  const left = paths.filter((path) => !reasons.has(path));
  if (left.length === 0) return reasons;
  const scratch = `${host.sandbox.root}/verne/attributes`;
  const fields = (await ask(host, FILTERS, "filters", [scratch, ...left], false)).split("\0");
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", , filter] = fields.slice(at, at + 3);
    if (filter === "lfs")
      reasons.set(path, `${path} belongs into Git LFS by .gitattributes, which Verne cannot write to.`);
  }
  return reasons;
}

/** Output of one of Verne's scripts in git's hardened environment; failures are omitted. */
async function ask(
  host: AgentHost,
  script: string,
  name: string,
  args: readonly string[],
  git = true,
): Promise<string> {
  if (args.length === 0) return "";
  const result = await host.run(["/bin/sh", "-c", script, name, ...args], {
    timeoutMs: TIMEOUT_MS,
    visible: false,
    env: GIT_ENV,
    git,
  });
  return result.stdout;
}

/** `a/b/c` with `a` and `a/b`. */
function withFolders(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

const submoduleReason = (path: string, submodule: string): string =>
  path === submodule
    ? `${path} is a submodule, which is another repository: it was not fetched and is not part of this change.`
    : `${path} lies in the submodule ${submodule}, which is another repository: it was not fetched, and nothing in it can be part of this change.`;

const MAX_POINTER_BYTES = 1024;
const POINTER =
  /^version https?:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d+\n[\s\S]*^oid sha256:[0-9a-f]{64}$/m;

/** A Git LFS pointer, whose content is not in the checkout. */
export const isLfsPointer = (bytes: Uint8Array): boolean =>
  bytes.length <= MAX_POINTER_BYTES && POINTER.test(new TextDecoder().decode(bytes));

export const pointerReason = (path: string): string =>
  `${path} is kept in Git LFS: here is only a pointer to its content, which was not fetched and cannot be changed.`;

export interface IgnoreRule {
  /** `.gitignore:3: lib/` */
  rule: string;
  /** The rule is Verne's own, for the output of installing and testing; it excludes nothing from a change. */
  own: boolean;
}

/** The ignore rules for these paths, by path. Tracked files are never ignored. */
export async function ignoredBy(host: AgentHost, paths: readonly string[]): Promise<Map<string, IgnoreRule>> {
  const rules = new Map<string, IgnoreRule>();
  // `./` prevents pathspec magic.
  const script = `printf './%s\\0' "$@" | git check-ignore -v -z --stdin`;
  const fields = (await ask(host, script, "ignored", paths)).split("\0");
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source = "", line = "", pattern = "", path = ""] = fields.slice(at, at + 4);
    if (pattern.startsWith("!")) continue;
    rules.set(path.replace(/^\.\//, ""), {
      rule: `${source}:${line}: ${pattern}`,
      own: /(?:^|\/)info\/exclude$/.test(source),
    });
  }
  return rules;
}
