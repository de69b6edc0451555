/**
 * `.verne/sandbox.toml`: which of the installation's images a repository's tasks run in. Read from GitHub before there is
 * a machine, at the commit that the task began with, so that nothing in a sandbox has a say in it.
 */
import { parse } from "smol-toml";
import { z } from "zod";
import type { Forge } from "../../change-set/verified-objects.ts";
import type { Life } from "../../record/life.ts";
import { StepFailure } from "../../run/failures.ts";
import type { Host } from "../host/host.ts";

const FOLDER = ".verne";
const FILE = "sandbox.toml";
const MAX_BYTES = 16_384;

const SandboxFile = z.strictObject({
  /** A name of `containers.images` in the installation's wrangler.toml, never an address. */
  image: z
    .string("must be a text")
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be a name of small letters, digits, - and _")
    .optional(),
});

/** The image that the file names; null where it names none. Throws StepFailure that names the field or the line. */
export function imageIn(text: string): string | null {
  const file = SandboxFile.safeParse(parsed(text));
  if (file.success) return file.data.image ?? null;
  const [issue] = file.error.issues;
  throw refused(`${issue?.path.join(".") || "the file"}: ${issue?.message ?? "is not as it should be"}`);
}

/** Of the repository at a commit. Null where it has no such file. */
export async function imageOf(forge: Forge, commit: string): Promise<string | null> {
  const folder = (await forge.tree(await forge.commitTree(commit))).find(({ name }) => name === FOLDER);
  if (folder?.mode !== "040000") return null;
  const file = (await forge.tree(folder.oid)).find(({ name }) => name === FILE);
  if (!file) return null;
  if (file.mode !== "100644" && file.mode !== "100755") throw refused("must be a file");
  const bytes = await forge.blob(file.oid, folder.oid, MAX_BYTES);
  if (bytes === "large") throw refused(`must have at most ${MAX_BYTES} bytes`);
  return imageIn(new TextDecoder().decode(bytes));
}

interface Chooser {
  host: Pick<Host, "sandbox" | "say">;
  life: Pick<Life, "documents">;
  forge: Forge;
  /** Runs `write` if the step still holds its lease. */
  commit(write: () => void): void;
}

/** Reads and stores the image before there is a container: what runs in one must not choose the next. */
export async function chooseImage({ host, life, forge, commit }: Chooser, at: string): Promise<void> {
  if (host.sandbox.isolation !== "container" || life.documents.get("sandbox_image")) return;
  const name = await imageOf(forge, at);
  commit(() => life.documents.put("sandbox_image", { name }));
  if (name !== null) host.say(`The repository asks for the image ${name}\n`);
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [line] = error instanceof Error ? error.message.split("\n") : [];
    throw refused(line ?? "is no TOML");
  }
}

const refused = (why: string) => new StepFailure("sandbox_unavailable", `${FOLDER}/${FILE}: ${why}`);
