/**
 * The paths that a task has written since its last checkpoint. A path is recorded before the sandbox is written to, so
 * that a crash in between loses no file: a path too many costs one read, a missing one would drop work.
 */
import type { TouchedPath } from "../../agent/types.ts";

export interface Touched {
  path: string;
  /** Requested executable bit; null when none was requested. */
  executable: boolean | null;
  /** Path of a moved file at the last checkpoint. */
  origin: string | null;
}

interface Row extends Record<string, SqlStorageValue> {
  path: string;
  executable: number | null;
  origin: string | null;
}

export class TouchedPaths {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** A later edit keeps the requested mode; a moved file takes it along. */
  add(paths: readonly TouchedPath[]): void {
    for (const { path, executable, from } of paths) {
      if (!path.isWellFormed()) throw new Error("a path with half a character cannot be written");
      const moved = from === undefined ? null : this.find(from);
      const asked = executable ?? moved?.executable ?? null;
      const origin = from === undefined ? null : (moved?.origin ?? from);
      const keep = from === undefined;
      this.sql.exec(
        `INSERT INTO touched(path, executable, origin) VALUES (?1, ?2, ?3) ON CONFLICT (path) DO UPDATE SET
           executable = coalesce(?2, iif(?4, executable, NULL)), origin = coalesce(?3, iif(?4, origin, NULL))`,
        path,
        asked === null ? null : Number(asked),
        origin,
        Number(keep),
      );
    }
  }

  all(): Touched[] {
    return this.sql
      .exec<Row>("SELECT path, executable, origin FROM touched ORDER BY path")
      .toArray()
      .map(touchedOf);
  }

  /** Removes paths that a checkpoint has read. A later write adds them again. */
  settle(paths: readonly Pick<Touched, "path">[]): void {
    for (const { path } of paths) this.sql.exec("DELETE FROM touched WHERE path = ?", path);
  }

  private find(path: string): Touched | null {
    const row = this.sql
      .exec<Row>("SELECT path, executable, origin FROM touched WHERE path = ?", path)
      .toArray()[0];
    return row ? touchedOf(row) : null;
  }
}

const touchedOf = ({ path, executable, origin }: Row): Touched => ({
  path,
  executable: executable === null ? null : executable === 1,
  origin,
});
