/**
 * Object store of a task, outside its sandbox: blobs and trees by git id, rendered diffs by a key of their own. Small
 * values are in the object's SQLite, where a row holds at most 2 MB, larger ones in R2.
 */
import { emptyFolder } from "../bucket.ts";
import type { Life } from "../record/life.ts";

const MAX_INLINE_BYTES = 1_000_000;

export class StoredObjects {
  private readonly life: Life;
  private readonly sql: SqlStorage;
  private readonly bucket: R2Bucket;

  constructor(life: Life, sql: SqlStorage, bucket: R2Bucket) {
    this.life = life;
    this.sql = sql;
    this.bucket = bucket;
  }

  has(key: string): boolean {
    return this.sql.exec("SELECT 1 FROM object WHERE key = ?", key).toArray().length > 0;
  }

  /** `kept` objects are never swept. The row is written last, so an existing row implies stored bytes. */
  async put(key: string, bytes: Uint8Array, kept = false): Promise<void> {
    if (this.has(key)) return;
    const inline = bytes.length <= MAX_INLINE_BYTES;
    if (!inline) await this.bucket.put(this.prefix + key, bytes);
    // Copied: a view would store its whole underlying buffer.
    const body = inline ? new Uint8Array(bytes).buffer : null;
    this.sql.exec("INSERT OR IGNORE INTO object(key, kept, body) VALUES (?, ?, ?)", key, Number(kept), body);
  }

  /** Null when there is none. */
  async get(key: string): Promise<Uint8Array | null> {
    const row = this.sql
      .exec<{ body: ArrayBuffer | null }>("SELECT body FROM object WHERE key = ?", key)
      .toArray()[0];
    if (!row) return null;
    if (row.body !== null) return new Uint8Array(row.body);
    const stored = await this.bucket.get(this.prefix + key);
    if (!stored) throw new Error(`the stored object ${key} is gone`);
    return new Uint8Array(await stored.arrayBuffer());
  }

  /**
   * Removes objects that are neither kept nor named. Bytes are deleted before their row, so a failed sweep can be
   * repeated.
   */
  async sweep(named: ReadonlySet<string>): Promise<void> {
    const rows = this.sql
      .exec<{ key: string; large: number }>("SELECT key, body IS NULL AS large FROM object WHERE kept = 0")
      .toArray()
      .filter(({ key }) => !named.has(key));
    const large = rows.filter((row) => row.large).map(({ key }) => this.prefix + key);
    for (let at = 0; at < large.length; at += 1000) await this.bucket.delete(large.slice(at, at + 1000));
    for (const { key } of rows) this.sql.exec("DELETE FROM object WHERE key = ?", key);
  }

  /** Removes the task's objects from R2. Its SQLite is deleted with the task. */
  remove(): Promise<void> {
    return emptyFolder(this.bucket, this.prefix);
  }

  private get prefix(): string {
    return `tasks/${this.life.record.init.taskId}/`;
  }
}
