/**
 * The paths that a task has written. Noted before the sandbox is touched, so that a crash between the two loses no
 * file: a path too many costs one look, a path too few would be work that nobody sees.
 */
import type { TouchedPath } from "../agent/types.ts";

export class TouchedPaths {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** What is said about a path adds to what was said before: a later edit keeps the mode that was asked for. */
  add(paths: readonly TouchedPath[]): void {
    for (const { path, executable, from } of paths) {
      if (!path.isWellFormed()) throw new Error("a path with half a character cannot be written");
      this.sql.exec(
        `INSERT INTO touched(path, executable, origin) VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET
           executable = coalesce(excluded.executable, executable), origin = coalesce(excluded.origin, origin)`,
        path,
        executable === undefined ? null : Number(executable),
        from ?? null,
      );
    }
  }
}
