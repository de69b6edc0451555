/** What a checkout of a repository will not hold, read from git before any file of it is on the disk. */
import { GIT_ENV, type GitCall, type GitContext, gitPlace, runGit, runGitScript } from "./git.ts";

export interface CheckoutFacts {
  /** Paths of submodules, whose contents are not fetched. */
  submodules: string[];
  /** Files whose content git would make by a filter (`lfs` and others); here they are as they are stored. */
  filtered: { path: string; filter: string }[];
  /** The history that came along holds no tag, although the repository has some. */
  tagsMissing: boolean;
}

const MAX_LIST_BYTES = 1_048_576;
const call = (operation: string): GitCall => ({ operation, timeoutMs: 120_000 });

/** `git.repo` is a clone without files; `env` lets git read `url`. Its index is left holding `commit`. */
export async function readFacts(
  git: GitContext,
  { commit, url, env }: { commit: string; url: string; env: Record<string, string> },
): Promise<CheckoutFacts> {
  const scratch = `${git.sandbox.root}/.verne-git`;
  const script = [
    // A folder of its own: a task may have left links in the place of its files.
    'rm -rf "$2" && mkdir "$2" && git read-tree "$1"',
    `git ls-files -s | { grep "^160000 " || :; } | head -c ${MAX_LIST_BYTES} > "$2/submodules"`,
    ': > "$2/filters"',
    // Most repositories have no filter, and then no attribute has to be worked out.
    'if git grep --cached -q "filter=" -- .gitattributes "**/.gitattributes"; then',
    `git ls-files -z | git check-attr -z --cached --stdin filter | head -c ${MAX_LIST_BYTES} > "$2/filters"`,
    "fi",
  ].join("\n");
  await runGitScript(git, script, [commit, scratch], call("look at the checkout"));
  const read = async (name: string) =>
    new TextDecoder().decode(await git.sandbox.read(`${scratch}/${name}`, MAX_LIST_BYTES));
  return {
    submodules: parseSubmodules(await read("submodules")),
    filtered: parseFilters(await read("filters")),
    tagsMissing: await lacksTags(git, url, env),
  };
}

/** `git ls-files -s`: `<mode> <id> <stage>TAB<path>LF`, odd paths in quotes. */
function parseSubmodules(listed: string): string[] {
  return listed
    .split("\n")
    .slice(0, -1)
    .map((line) => line.slice(line.indexOf("\t") + 1));
}

/** `git check-attr -z`: `<path>NUL<attribute>NUL<value>NUL`. The last may be cut. */
function parseFilters(listed: string): CheckoutFacts["filtered"] {
  const fields = listed.split("\0").slice(0, -1);
  const found: CheckoutFacts["filtered"] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = "", , filter = ""] = fields.slice(at, at + 3);
    if (!["unspecified", "unset", "set"].includes(filter)) found.push({ path, filter });
  }
  return found;
}

async function lacksTags(git: GitContext, url: string, env: Record<string, string>): Promise<boolean> {
  const script = 'test "$(git rev-parse --is-shallow-repository)" = true && test -z "$(git tag | head -n 1)"';
  const options = { cwd: git.repo, env: { ...GIT_ENV, ...gitPlace(git) }, timeoutMs: 60_000, platform: true };
  if ((await git.exec(["/bin/sh", "-c", script], options)).exitCode !== 0) return false;
  const argv = ["git", "ls-remote", "--tags", "--", url] as const;
  const { stdout } = await runGit(git, argv, { ...call("look for tags"), env });
  return stdout.length > 0;
}
