/**
 * Bytes of a task outside its sandbox, by key: blobs and trees under their git id, rendered diffs under a key of their
 * own. Small ones lie in the object's SQLite, where a row holds at most 2 MB, larger ones in R2.
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

  /** `kept` ones outlive every sweep. The row comes last: where it is, the bytes are. */
  async put(key: string, bytes: Uint8Array, kept = false): Promise<void> {
    if (this.has(key)) return;
    const inline = bytes.length <= MAX_INLINE_BYTES;
    if (!inline) await this.bucket.put(this.prefix + key, bytes);
    // A copy with a buffer of its own: a part of a larger one would be stored with all the rest.
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

  /** Removes what is neither kept nor named. A row goes after its bytes, so that a sweep that fails is done again. */
  async sweep(named: ReadonlySet<string>): Promise<void> {
    const rows = this.sql
      .exec<{ key: string; large: number }>("SELECT key, body IS NULL AS large FROM object WHERE kept = 0")
      .toArray()
      .filter(({ key }) => !named.has(key));
    const large = rows.filter((row) => row.large).map(({ key }) => this.prefix + key);
    for (let at = 0; at < large.length; at += 1000) await this.bucket.delete(large.slice(at, at + 1000));
    for (const { key } of rows) this.sql.exec("DELETE FROM object WHERE key = ?", key);
  }

  /** Removes all that the task put into R2. Its SQLite goes with the task. */
  remove(): Promise<void> {
    return emptyFolder(this.bucket, this.prefix);
  }

  private get prefix(): string {
    return `tasks/${this.life.record.init.taskId}/`;
  }
}
