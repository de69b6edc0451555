/** Objects as the sandbox's git gives them. Whether they are what they are called is for the caller to find out. */
import { type GitContext, GitFailure, runGitScript } from "./git.ts";
import { SandboxFailure } from "./port.ts";

export interface OfferedObject {
  type: "blob" | "tree" | "commit";
  bytes: Uint8Array;
}

const MAX_OUTPUT_BYTES = 48 * 1024 * 1024;

/**
 * What `names` (`<commit>`, `<commit>:<path>`) name, in one process; blobs over `maxBlobBytes` are left out. Whatever
 * is wrong with the checkout, the answer is only shorter.
 */
export async function offeredObjects(
  git: GitContext,
  names: readonly string[],
  maxBlobBytes: number,
): Promise<OfferedObject[]> {
  const scratch = `${git.sandbox.root}/.verne-git`;
  const script = [
    `git cat-file --batch-check='%(objectname) %(objecttype) %(objectsize)' < "$1/names"`,
    `awk -v max="$2" '$2 == "tree" || $2 == "commit" || ($2 == "blob" && $3 <= max) { print $1 }'`,
    `sort -u | git cat-file --batch > "$1/objects"`,
  ].join(" | ");
  try {
    await git.sandbox.write(`${scratch}/names`, new TextEncoder().encode(`${names.join("\n")}\n`));
    await runGitScript(git, script, [scratch, String(maxBlobBytes)], {
      operation: "read objects",
      timeoutMs: 60_000,
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
