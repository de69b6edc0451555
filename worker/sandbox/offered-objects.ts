/** Objects as the sandbox's git gives them. Whether they are what they are called is for the caller to find out. */
import { type GitContext, GitFailure, runGitScript } from "./git.ts";
import { SandboxFailure } from "./port.ts";

export interface OfferedObject {
  type: "blob" | "tree" | "commit";
  bytes: Uint8Array;
}

const MAX_OUTPUT_BYTES = 48 * 1024 * 1024;
/** Names go as one argument, which Linux limits to 128 KiB. */
const MAX_NAMES_BYTES = 100_000;

/**
 * What `names` (`<commit>`, `<commit>:<path>`) name, in one process for thousands of them; blobs over `maxBlobBytes` are
 * left out. Whatever is wrong with the repository, the answer is only shorter.
 */
export async function offeredObjects(
  git: GitContext,
  names: readonly string[],
  maxBlobBytes: number,
): Promise<OfferedObject[]> {
  const objects: OfferedObject[] = [];
  for (const lines of argumentsOf(names)) objects.push(...(await offeredFor(git, lines, maxBlobBytes)));
  return objects;
}

/** Lines of names, as many in one text as an argument may hold. */
function argumentsOf(names: readonly string[]): string[] {
  const texts: string[] = [];
  let text = "";
  let bytes = 0;
  for (const name of names) {
    const size = new TextEncoder().encode(name).length + 1;
    if (bytes + size > MAX_NAMES_BYTES && text !== "") {
      texts.push(text);
      text = "";
      bytes = 0;
    }
    text += `${name}\n`;
    bytes += size;
  }
  return text === "" ? texts : [...texts, text];
}

async function offeredFor(git: GitContext, names: string, maxBlobBytes: number): Promise<OfferedObject[]> {
  const scratch = `${git.sandbox.root}/.verne-git`;
  // A folder of its own: a task may have left links in its place, or in that of the file.
  const script = `rm -rf "$1"; mkdir "$1"; set -C\n${[
    `printf '%s' "$3" | git cat-file --batch-check='%(objectname) %(objecttype) %(objectsize)'`,
    `awk -v max="$2" '$2 == "tree" || $2 == "commit" || ($2 == "blob" && $3 <= max) { print $1 }'`,
    `sort -u | git cat-file --batch > "$1/objects"`,
  ].join(" | ")}`;
  try {
    await runGitScript(git, script, [scratch, String(maxBlobBytes), names], {
      operation: "read objects",
      timeoutMs: 60_000,
      cwd: git.sandbox.root,
    });
    return parseBatch(await git.sandbox.read(`${scratch}/objects`, MAX_OUTPUT_BYTES));
  } catch (error) {
    if (error instanceof GitFailure) return [];
    if (error instanceof SandboxFailure && error.kind === "permanent") return [];
    throw error;
  }
}

/** `git cat-file --batch`: `<id> <type> <size>LF<bytes>LF`. Ends at the first thing that does not have this form. */
export function parseBatch(output: Uint8Array): OfferedObject[] {
  const objects: OfferedObject[] = [];
  const decoder = new TextDecoder();
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(0x0a, at);
    if (lineEnd === -1) break;
    const line = decoder.decode(output.subarray(at, lineEnd));
    const [, type, size] = /^[0-9a-f]+ (blob|tree|commit) (\d+)$/.exec(line) ?? [];
    at = lineEnd + 1;
    if (/^\S+ missing$/.test(line)) continue;
    const end = at + Number(size);
    if (!type || !(end < output.length)) break;
    objects.push({ type: type as OfferedObject["type"], bytes: output.slice(at, end) }); // of the pattern
    at = end + 1;
  }
  return objects;
}
