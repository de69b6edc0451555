/** The working tree in the sandbox. What is shown or published never comes from here: it is only where tests run. */
import { type GitCall, type GitContext, runGitScript, runInTree } from "./git.ts";

const call = (operation: string): GitCall => ({ operation, timeoutMs: 120_000 });

/**
 * Turns off whatever would make files on the disk other than the bytes that the repository holds: line ends, encodings,
 * keywords and filters. The repository's own file, because it wins over every `.gitattributes` of the repository.
 */
export const RAW_ATTRIBUTES = "* -text !eol !ident !filter !working-tree-encoding";

/**
 * Lines of a script with `GIT_DIR`: puts them in the place of whatever a task made of the file or of its folder, where
 * nothing keeps it from that.
 */
export const PUT_RAW_ATTRIBUTES = [
  '[ ! -L "$GIT_DIR/info" ] || rm -f "$GIT_DIR/info"',
  'mkdir -p "$GIT_DIR/info" && rm -rf "$GIT_DIR/info/attributes"',
  `printf '%s\\n' '${RAW_ATTRIBUTES}' > "$GIT_DIR/info/attributes"`,
].join("\n");

/**
 * The task's own `.git`, for programs that ask git something: made anew from the platform's, whatever became of it. Its
 * objects are the platform's by reference. `$3` is `copy` where a task cannot read those: a copy, whose packs stay.
 */
const OWN_REPOSITORY = [
  'if [ "$3" = copy ] && [ ! -L .git ] && [ ! -L .git/objects ] && [ -d .git/objects ]; then',
  "find .git -mindepth 1 -maxdepth 1 ! -name objects -exec rm -rf {} +",
  "find .git/objects -mindepth 1 -maxdepth 1 ! -name pack -exec rm -rf {} +",
  "find .git/objects -type l -exec rm -f {} +",
  "else rm -rf .git; mkdir -p .git/objects/info; fi",
  'if [ "$3" = copy ]; then cp -Rfu "$GIT_DIR/objects" .git/',
  'else printf "%s\\n" "$GIT_DIR/objects" > .git/objects/info/alternates; fi',
  "set --",
  "for part in HEAD config index info packed-refs refs shallow; do",
  'if [ -e "$GIT_DIR/$part" ]; then set -- "$@" "$GIT_DIR/$part"; fi',
  "done",
  'cp -R "$@" .git/',
].join("\n");

/**
 * Makes the working tree equal to `commit`. Files stay that the commit's own rules or `keep` (lines as in a
 * `.gitignore`) ignore, so that what was installed stays; what only a rule hides that came later goes. The task's own
 * repository is made anew. What a task may have done to the platform's, where nothing keeps it from that, is undone or
 * passed by: attributes, excludes, flags of the index, another work tree, stale locks.
 */
export async function resetTo(git: GitContext, commit: string, keep: readonly string[] = []): Promise<void> {
  const script = [
    'if [ -L "$GIT_WORK_TREE" ] || [ ! -d "$GIT_WORK_TREE" ]; then rm -rf "$GIT_WORK_TREE"; mkdir "$GIT_WORK_TREE"; fi',
    'cd "$GIT_WORK_TREE"',
    PUT_RAW_ATTRIBUTES,
    // A lock is left behind when a git command was killed.
    'rm -rf "$GIT_DIR/index.lock" "$GIT_DIR/info/sparse-checkout" "$GIT_DIR/info/exclude"',
    'printf "%s\\n" "$2" > "$GIT_DIR/info/exclude"',
    // A file that git was told to take for unchanged (lower case) or absent (S) would keep what it holds.
    'if git ls-files -v | grep -q "^[a-zS] "; then rm -f "$GIT_DIR/index"; fi',
    'git reset --hard --quiet "$1"',
    // Rules that are not the commit's: they could hide themselves as well.
    `git ls-files --others --exclude-from="$GIT_DIR/info/exclude" -z -- ':(glob)**/.gitignore' | xargs -0 -r rm -f --`,
    "git clean -ffd --quiet",
    OWN_REPOSITORY,
  ].join("\n");
  const { isolation } = git.sandbox;
  // Where only users keep them apart the platform's folder is closed to the task.
  const objects = isolation === "uid" || isolation === "container" ? "copy" : "refer";
  await runGitScript(git, script, [commit, keep.join("\n"), objects], {
    ...call("reset the working tree"),
    cwd: git.sandbox.root,
  });
}

/** Adds the lines `$@`, each once. */
const EXCLUDE = `file="$GIT_DIR/info/exclude"
mkdir -p "$GIT_DIR/info"; [ ! -L "$file" ] || rm -f "$file"; touch "$file"
for line; do grep -qxF -- "$line" "$file" || printf '%s\\n' "$line" >> "$file"; done`;

/** Adds lines of a `.gitignore` to the platform's own, until the next reset. */
export async function excludePaths(git: GitContext, lines: readonly string[]): Promise<void> {
  await runGitScript(git, EXCLUDE, lines, { ...call("exclude paths"), cwd: git.sandbox.root });
}

/** So many paths in one process. */
const PATHS_PER_CALL = 200;

/** For each path: folders above it are made real ones, and what stands at it goes. Folders left empty go as well. */
const CLEAR = `
for path; do
  above=
  rest=$path
  while :; do
    case $rest in */*) ;; *) break ;; esac
    above=$above\${rest%%/*}
    rest=\${rest#*/}
    if [ -L "./$above" ] || { [ -e "./$above" ] && [ ! -d "./$above" ]; }; then rm -f -- "./$above"; fi
    above=$above/
  done
  rm -rf -- "./$path"
  case $path in */*) rmdir -p -- "./\${path%/*}" 2>/dev/null || : ;; esac
done`;

/** Removes what stands at these paths of the checkout, file, link or folder, never through a link. */
export const clearPaths = (git: GitContext, paths: readonly string[]): Promise<void> =>
  inGroups(git, CLEAR, paths, "clear paths");

/** Makes files executable, or not. */
export const setExecutable = (
  git: GitContext,
  paths: readonly string[],
  executable: boolean,
): Promise<void> =>
  inGroups(git, `for path; do chmod ${executable ? "755" : "644"} -- "./$path"; done`, paths, "set modes");

/** Puts a symbolic link at a path. */
export async function writeLink(git: GitContext, path: string, target: Uint8Array): Promise<void> {
  const script = 'mkdir -p -- "$(dirname -- "./$1")" && ln -s -- "$2" "./$1"';
  await runInTree(git, script, [path, new TextDecoder().decode(target)], call("write a link"));
}

async function inGroups(git: GitContext, script: string, paths: readonly string[], operation: string) {
  for (let at = 0; at < paths.length; at += PATHS_PER_CALL)
    await runInTree(git, script, paths.slice(at, at + PATHS_PER_CALL), call(operation));
}
