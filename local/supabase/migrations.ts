import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";

const FILE_NAME = /^(\d{14})_([a-z0-9_]+)\.sql$/;

export class MigrationFailure extends Error {
  override readonly name = "MigrationFailure";
}

/**
 * Applies the `<14 digits>_<name>.sql` files of `directory` in order, each in its own transaction together with its
 * row in supabase_migrations.schema_migrations. Returns the versions applied now.
 *
 * Throws `MigrationFailure` naming the file when one fails, has a wrong name, or was edited after it was applied.
 */
export async function applyMigrations(db: PGlite, directory: string): Promise<string[]> {
  const recorded = await db.query<{ version: string; statements: string[] | null }>(
    "select version, statements from supabase_migrations.schema_migrations",
  );
  const known = new Map(recorded.rows.map((row) => [row.version, row.statements?.[0] ?? null]));
  const applied: string[] = [];
  for (const file of await migrationFiles(directory)) {
    const [, version, name] = FILE_NAME.exec(file) ?? [];
    if (version === undefined || name === undefined) {
      throw new MigrationFailure(`${file}: a migration must be named <14 digits>_<lower_case_name>.sql`);
    }
    const sql = await readFile(join(directory, file), "utf8");
    if (known.has(version)) {
      if (known.get(version) !== sql) {
        throw new MigrationFailure(`${file} was changed after it had been applied to this database`);
      }
      continue;
    }
    await applyOne(db, { file, version, name, sql });
    applied.push(version);
  }
  return applied;
}

const migrationFiles = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => name.endsWith(".sql")).sort();

/** Names and statements of all migrations, in order. */
export async function migrationTexts(directory: string): Promise<string[]> {
  const files = await migrationFiles(directory);
  const texts = await Promise.all(files.map((file) => readFile(join(directory, file), "utf8")));
  return files.flatMap((file, index) => [file, texts[index] ?? ""]);
}

/** Throws `MigrationFailure` where the database has a migration that `directory` does not: a newer Verne has used it. */
export async function refuseUnknown(db: PGlite, directory: string): Promise<void> {
  const { rows } = await db.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations",
  );
  const files = await readdir(directory);
  const gone = rows.find(({ version }) => !files.some((file) => file.startsWith(`${version}_`)));
  if (gone)
    throw new MigrationFailure(
      `migration ${gone.version} was applied to this database, and there is no such file`,
    );
}

async function applyOne(
  db: PGlite,
  migration: { file: string; version: string; name: string; sql: string },
): Promise<void> {
  try {
    await db.transaction(async (tx) => {
      await tx.exec(migration.sql);
      await tx.query(
        "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
        [migration.version, migration.name, [migration.sql]],
      );
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationFailure(`${migration.file} failed: ${reason}`, { cause });
  }
}
