/** Every table x verb and every function of the database, tried as each role, and their types: over the catalogue. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Database, openDatabase } from "../../local/supabase/database.ts";
import { MIGRATIONS_DIR, SCHEMA_FILE, schemaModule, schemaTypes } from "../row-types.ts";
import {
  FUNCTIONS,
  HIDDEN,
  OF_OWNER,
  PEOPLE,
  PLANTED,
  ROLES,
  type Role,
  TABLES,
  VERBS,
  type Verb,
} from "./access.ts";

/** What Postgres says where a grant or a policy is missing. */
const INSUFFICIENT_PRIVILEGE = "42501";
/** What a function answers that found nothing. */
const NOTHING = ["", "0", "false", "[]", "{}", "null"];

let database: Database;
let tables: string[] = [];
let functions: { signature: string; trigger: boolean }[] = [];
/** By `role table`: columns that it may name. Each row of the owner's as JSON by its table. */
const columns = new Map<string, Column[]>();
const planted = new Map<string, string>();

interface Column {
  name: string;
  /** False for generated and identity columns. */
  written: boolean;
  verbs: Verb[];
}

const rows = async <T>(sql: string): Promise<T[]> => (await database.pg.query<T>(sql)).rows;
const sqlRole = (role: Role) =>
  role === "nobody" ? "anon" : role === "worker" ? "service_role" : "authenticated";

beforeAll(async () => {
  database = await openDatabase({ dataDir: null, migrationsDir: MIGRATIONS_DIR });
  await database.pg.exec(PLANTED);
  const relations = await rows<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
  );
  tables = relations.map(({ name }) => name);
  functions = await rows(
    `select replace(p.oid::regprocedure::text, 'public.', '') as signature, prorettype = 'trigger'::regtype as trigger
     from pg_proc p where pronamespace = 'public'::regnamespace order by 1`,
  );
  for (const role of ["anon", "authenticated", "service_role"])
    for (const table of tables) columns.set(`${role} ${table}`, await columnsOf(role, table));
  for (const table of tables) {
    const [first] = await rows<{ row: string }>(
      `select to_jsonb(t)::text as row from public.${table} t where ${OF_OWNER[table] ?? "true"} limit 1`,
    );
    if (first) planted.set(table, first.row.replaceAll("'", "''"));
  }
});
afterAll(() => database?.close());

const columnsOf = (role: string, table: string) =>
  rows<Column>(
    `select attname as name, attgenerated = '' and attidentity = '' as written, array_remove(array[
       case when has_column_privilege('${role}', attrelid, attnum, 'select') then 'select' end,
       case when has_column_privilege('${role}', attrelid, attnum, 'insert') then 'insert' end,
       case when has_column_privilege('${role}', attrelid, attnum, 'update') then 'update' end
     ], null) as verbs
     from pg_attribute where attrelid = 'public.${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
  );

const attempt = {
  select: (table: string, names: string[]) =>
    `select ${names.join(", ") || "*"} from public.${table} where ${OF_OWNER[table] ?? "true"}`,
  insert: (table: string, names: string[]) =>
    names.length === 0
      ? `insert into public.${table} default values`
      : `insert into public.${table} (${names.join(", ")}) select ${copied(table, names)}`,
  update: (table: string, names: string[]) => {
    const any = columns.get(`anon ${table}`)?.find(({ written }) => written)?.name ?? "";
    const each = names.length === 0 ? [any] : names;
    return `update public.${table} set ${each.map((name) => `${name} = ${copied(table, [name])}`).join(", ")}`;
  },
  delete: (table: string) => `delete from public.${table}`,
};
const copied = (table: string, names: string[]) =>
  names
    .map((name) => `(jsonb_populate_record(null::public.${table}, '${planted.get(table)}'::jsonb)).${name}`)
    .join(", ");

/** What becomes of a statement as this role; it is undone. */
async function cell(role: Role, sql: string, counts: "rows" | "effects"): Promise<string> {
  const { pg } = database;
  const sub = role === "nobody" || role === "worker" ? {} : { sub: PEOPLE[role] };
  const claims = JSON.stringify({ ...sub, role: sqlRole(role) });
  await pg.exec(`begin; set local request.jwt.claims = '${claims}'; set local role ${sqlRole(role)}`);
  try {
    const { rows: shown, affectedRows = 0 } = await pg.query<Record<string, unknown>>(sql);
    if (counts === "rows") return shown.length > 0 || affectedRows > 0 ? "y" : "-";
    const told = shown.flatMap((row) => Object.values(row)).map((value) => JSON.stringify(value) ?? "");
    if (told.some((text) => !NOTHING.includes(text.replaceAll('"', "")))) return "y";
    await pg.exec("reset role");
    return (await state()) === unchanged ? "-" : "y";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === INSUFFICIENT_PRIVILEGE) return "x";
    // A row that is there already came as far as its key.
    if (counts === "rows" && code.startsWith("23")) return "y";
    if (code.startsWith("PT")) return "!";
    throw new Error(`${role}: ${sql}`, { cause: error });
  } finally {
    await pg.exec("rollback");
  }
}

let unchanged = "";
/** All that is stored, as one text. */
async function state(): Promise<string> {
  const each = tables.map(
    (table) => `(select coalesce(string_agg(t::text, ' ' order by t::text), '') from public.${table} t)`,
  );
  const [all] = await rows<{ digest: string }>(`select md5(concat(${each.join(", ")})) as digest`);
  return all?.digest ?? "";
}

describe("every table of the database", () => {
  it("has a row in the table of access, and a row of the owner's to try it on", () => {
    expect(Object.keys(TABLES).sort()).toEqual(tables);
    expect([...planted.keys()].sort()).toEqual(tables);
  });

  it.each(Object.keys(TABLES))(
    `%s answers each verb as it says, to everybody: ${VERBS.length * ROLES.length} cells`,
    async (table) => {
      const found: Record<string, string> = {};
      for (const verb of VERBS) {
        const cells = [];
        for (const role of ROLES) {
          const names = (columns.get(`${sqlRole(role)} ${table}`) ?? [])
            .filter(({ verbs, written }) => verbs.includes(verb) && (verb === "select" || written))
            .map(({ name }) => `"${name}"`);
          cells.push(await cell(role, attempt[verb](table, names), "rows"));
        }
        found[verb] = cells.join("");
      }
      expect(found, ROLES.join(" ")).toEqual(TABLES[table]);
    },
  );

  it("hides the columns that it says, and no others", () => {
    const hidden = (role: string) =>
      tables.flatMap((table) => {
        const all = columns.get(`${role} ${table}`) ?? [];
        const read = all.filter(({ verbs }) => verbs.includes("select"));
        return read.length === 0
          ? []
          : all.filter((column) => !read.includes(column)).map(({ name }) => `${table}.${name}`);
      });
    expect(hidden("authenticated").sort()).toEqual(HIDDEN.authenticated);
    expect(hidden("service_role").sort()).toEqual(HIDDEN.service_role);
  });

  it("outside the public schema is closed to people", async () => {
    const open = await rows<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
       where relkind in ('r', 'p', 'v', 'm', 'f') and nspname not in ('public', 'pg_catalog', 'information_schema')
         and nspname !~ '^pg_(toast|temp)' and exists (
           select from unnest(array['anon', 'authenticated']) as r
           where has_schema_privilege(r, n.oid, 'usage') and has_any_column_privilege(r, c.oid, 'select, insert, update'))`,
    );
    expect(open).toEqual([]);
  });
});

describe("every function of the database", () => {
  beforeAll(async () => {
    unchanged = await state();
  });

  it("has a row in the table of access, or is a trigger's and nobody's to call", async () => {
    const called = functions.filter(({ trigger }) => !trigger).map(({ signature }) => signature);
    expect(Object.keys(FUNCTIONS).sort()).toEqual(called.sort());
    const callable = await rows<{ name: string }>(
      `select p.oid::regprocedure::text as name from pg_proc p
       cross join unnest(array['anon', 'authenticated', 'service_role']) as r
       where pronamespace = 'public'::regnamespace and prorettype = 'trigger'::regtype
         and has_function_privilege(r, p.oid, 'execute')`,
    );
    expect(callable).toEqual([]);
  });

  it.each(Object.entries(FUNCTIONS))(
    "%s answers everybody as it says",
    async (_signature, [call, expected]) => {
      const found = [];
      for (const role of ROLES) found.push(await cell(role, `select * from public.${call}`, "effects"));
      expect(found.join(""), ROLES.join(" ")).toBe(expected);
    },
  );
});

describe("worker/store/schema.ts", () => {
  it("has every table, column and function as the migrations make them", async () => {
    const what = "run `npm run types:database`, then see what the compiler says of worker/store/rows.ts";
    expect(await schemaModule(database.pg), what).toBe(await readFile(SCHEMA_FILE, "utf8"));
  });

  const changes = [
    "alter table public.removals add column note text",
    "alter table public.removals drop column removed_at",
    "alter table public.removals rename column removed_at to gone_at",
    "alter table public.removals alter column removed_at drop not null",
    "alter table public.removals alter column id type bigint using 0",
    "alter table public.removals alter column removed_at drop default, alter column removed_at type timestamptz[] using array[removed_at]",
    "alter type public.org_role add value 'guest'",
    "create table public.notes (id uuid not null)",
    "grant execute on function public.my_fellows() to authenticated; revoke execute on function public.profiles(uuid[]) from authenticated",
    "drop function public.link_opened(uuid); create function public.link_opened(p_share uuid) returns void language sql as ''; grant execute on function public.link_opened(uuid) to service_role",
    "drop function public.link_opened(uuid); create function public.link_opened(p_share_id bigint) returns void language sql as ''; grant execute on function public.link_opened(bigint) to service_role",
    "drop function public.link_opened(uuid); create function public.link_opened(p_share_id uuid default null) returns void language sql as ''; grant execute on function public.link_opened(uuid) to service_role",
    "drop function public.link_opened(uuid); create function public.link_opened(p_share_id uuid) returns setof text language sql as 'select null'; grant execute on function public.link_opened(uuid) to service_role",
  ];
  it.each(inject("long") ? changes : changes.slice(0, 2))("would be another one after %s", async (change) => {
    const { pg } = database;
    const same = await schemaTypes(pg);
    await pg.exec(`begin; ${change}`);
    const changed = await schemaTypes(pg).finally(() => pg.exec("rollback"));
    expect(changed).not.toBe(same);
  });

  it("has no type that nobody thought of", async () => {
    const { pg } = database;
    await pg.exec("begin; alter table public.removals add column place point");
    await expect(schemaTypes(pg).finally(() => pg.exec("rollback"))).rejects.toThrow("Postgres' point");
  });
});
