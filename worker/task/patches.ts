/** The change of a task, kept outside its sandbox. Large patches go to R2 because a row holds at most 2 MB. */
import { toBase64 } from "./base64.ts";
import type { Life } from "./life.ts";

const MAX_INLINE_BYTES = 256 * 1024;
export const MAX_PATCH_BYTES = 24 * 1024 * 1024;

export class Patches {
  private readonly life: Life;
  private readonly bucket: R2Bucket;

  constructor(life: Life, bucket: R2Bucket) {
    this.life = life;
    this.bucket = bucket;
  }

  /**
   * Puts the patch where it will be read from. Done before the record names `tree`, so a record never points at a
   * patch that is not there.
   */
  async store(tree: string, patch: Uint8Array): Promise<void> {
    if (patch.length > MAX_INLINE_BYTES) await this.bucket.put(this.keyOf(tree), patch);
    // Not as text: a patch of a file in another encoding is not UTF-8.
    else this.life.documents.put(`patch:${tree}`, toBase64(patch));
  }

  /** The patch of a tree, without one that of the last checkpoint, byte for byte; empty where there is none. */
  async read(tree: string | null = this.life.record.tree): Promise<Uint8Array> {
    if (tree === null) return new Uint8Array();
    const inline = this.life.documents.get<string>(`patch:${tree}`);
    if (inline !== null) return Uint8Array.from(atob(inline), (char) => char.charCodeAt(0));
    const stored = await this.bucket.get(this.keyOf(tree));
    if (!stored) throw new Error(`the patch of tree ${tree} is gone`);
    return new Uint8Array(await stored.arrayBuffer());
  }

  /** For display: what is not UTF-8 is replaced. */
  async text(tree: string): Promise<string> {
    return new TextDecoder().decode(await this.read(tree));
  }

  /** Removes what the task put into R2. */
  async remove(): Promise<void> {
    const prefix = `tasks/${this.life.record.init.taskId}/`;
    for (;;) {
      const { objects, truncated } = await this.bucket.list({ prefix });
      if (objects.length > 0) await this.bucket.delete(objects.map((object) => object.key));
      if (!truncated) return;
    }
  }

  private keyOf(tree: string): string {
    return `tasks/${this.life.record.init.taskId}/patch/${tree}`;
  }
}
