/** Values of any size in the object's SQLite, split into parts because a row holds at most 2 MB. */
import type { StoredDocuments } from "./stored-documents.ts";

const PART_CHARS = 500_000; // at most 2 MB even when every character takes four bytes

export class Documents {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  put<K extends keyof StoredDocuments>(key: K, value: StoredDocuments[K]): void {
    const text = JSON.stringify(value);
    this.sql.exec("DELETE FROM document WHERE key = ?", key);
    for (let part = 0, at = 0; at < text.length; part++) {
      let end = at + PART_CHARS;
      // A surrogate pair must not be split: half of it cannot be stored.
      if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1;
      const body = text.slice(at, end);
      this.sql.exec("INSERT INTO document(key, part, body) VALUES (?, ?, ?)", key, part, body);
      at = end;
    }
  }

  get<K extends keyof StoredDocuments>(key: K): StoredDocuments[K] | null {
    const rows = this.sql
      .exec<{ body: string }>("SELECT body FROM document WHERE key = ? ORDER BY part", key)
      .toArray();
    if (rows.length === 0) return null;
    return JSON.parse(rows.map((row) => row.body).join("")); // only `put` writes rows
  }

  keys<P extends "change-set:" | "conversation:">(prefix: P): `${P}${string}`[] {
    return this.sql
      .exec<{ key: `${P}${string}` }>(
        "SELECT DISTINCT key FROM document WHERE substr(key, 1, ?) = ?",
        prefix.length,
        prefix,
      )
      .toArray()
      .map(({ key }) => key);
  }

  delete(key: keyof StoredDocuments): void {
    this.sql.exec("DELETE FROM document WHERE key = ?", key);
  }
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
