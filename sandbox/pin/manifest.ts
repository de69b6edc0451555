/**
 * The digest of an image, worked out from what its registry answers. A digest is the SHA-256 of the manifest's bytes, so
 * that nothing has to be believed: the bytes are asked for by name, hashed here, and asked for again by that hash.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";

/** Programs that print a manifest as the registry has it, in the order in which they are tried. */
const PROGRAMS: readonly [string, (image: string) => string[]][] = [
  ["docker", (image) => ["buildx", "imagetools", "inspect", "--raw", image]],
  ["crane", (image) => ["manifest", image]],
  ["skopeo", (image) => ["inspect", "--raw", `docker://${image}`]],
];
const TIMEOUT_MS = 120_000;

/** Throws, naming what each program said, where none of them can tell. */
export function digestOf(name: string): string {
  const said: string[] = [];
  for (const [program, args] of PROGRAMS) {
    const byName = manifest(program, args(name));
    if (typeof byName === "string") {
      said.push(`${program}: ${byName}`);
      continue;
    }
    const digest = `sha256:${createHash("sha256").update(byName).digest("hex")}`;
    const byDigest = manifest(program, args(`${withoutTag(name)}@${digest}`));
    if (typeof byDigest !== "string" && byDigest.equals(byName)) return digest;
    said.push(`${program}: the registry has no image under the digest of what it answered for ${name}`);
  }
  throw new Error(
    `the digest of ${name} could not be found out\n${said.map((line) => `  ${line}`).join("\n")}`,
  );
}

/** The bytes, or why there are none. */
function manifest(program: string, args: string[]): Buffer | string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { timeout: TIMEOUT_MS });
  if (error) return "code" in error && error.code === "ENOENT" ? "is not installed" : error.message;
  if (status !== 0) return stderr.toString().trim().split("\n").at(-1) || `ended with ${status}`;
  try {
    JSON.parse(stdout.toString());
    return stdout;
  } catch {
    return "answered something that is no manifest";
  }
}

/** With a digest the tag is not needed. A colon before the last slash belongs to a port. */
const withoutTag = (name: string): string => name.replace(/:[^/:]+$/, "");
