/** Values of any size in the object's SQLite, cut into parts because a row holds at most 2 MB. */
const PART_CHARS = 500_000; // at most 2 MB even when every character takes four bytes

export class Documents {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  put(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.sql.exec("DELETE FROM document WHERE key = ?", key);
    for (let part = 0, at = 0; at < text.length; part++) {
      let end = at + PART_CHARS;
      // Half a character would not survive being stored.
      if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
      const body = text.slice(at, end);
      this.sql.exec("INSERT INTO document(key, part, body) VALUES (?, ?, ?)", key, part, body);
      at = end;
    }
  }

  /** The caller names the type it stored under this key; nothing else writes here. */
  get<T>(key: string): T | null {
    const rows = this.sql
      .exec<{ body: string }>("SELECT body FROM document WHERE key = ? ORDER BY part", key)
      .toArray();
    if (rows.length === 0) return null;
    return JSON.parse(rows.map((row) => row.body).join("")) as T;
  }

  keys(prefix: string): string[] {
    return this.sql
      .exec<{ key: string }>(
        "SELECT DISTINCT key FROM document WHERE substr(key, 1, ?) = ?",
        prefix.length,
        prefix,
      )
      .toArray()
      .map(({ key }) => key);
  }

  delete(key: string): void {
    this.sql.exec("DELETE FROM document WHERE key = ?", key);
  }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
