/**
 * The types of the public schema as the migrations make it, for `worker/store/schema.ts`. `npm run types:database`
 * writes that file, and `tests/row-types.test.ts` compares it: a column is stated in its migration and nowhere else.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { openDatabase } from "../local/supabase/database.ts";

export const MIGRATIONS_DIR = fileURLToPath(new URL("migrations", import.meta.url));
export const SCHEMA_FILE = fileURLToPath(new URL("../worker/store/schema.ts", import.meta.url));
const BIOME = fileURLToPath(new URL("../node_modules/.bin/biome", import.meta.url));

const HEADER = `/**
 * The public schema as \`supabase/migrations\` makes it. Written by \`npm run types:database\` and compared with the
 * migrated database by a test; do not edit. What the types of Postgres cannot say is said in \`rows.ts\`.
 */
`;

const SCALARS: Record<string, string> = {
  bool: "boolean",
  date: "string",
  float4: "number",
  float8: "number",
  int2: "number",
  int4: "number",
  int8: "number",
  numeric: "number",
  json: "Json",
  jsonb: "Json",
  text: "string",
  timestamptz: "string",
  uuid: "string",
  void: "undefined",
};

interface Column {
  relation: string;
  name: string;
  type: string;
  nullable: boolean;
}

interface Routine {
  name: string;
  /** Names and types of the arguments, then of the columns that a table has. */
  names: string[];
  types: string[];
  /** `i`, an argument, or `t`, a column. */
  modes: string[];
  defaults: number;
  returns: string;
  set: boolean;
}

/** The module's text, formatted. */
export async function schemaModule(pg: PGlite): Promise<string> {
  const input = await schemaTypes(pg);
  return execFileSync(BIOME, ["format", `--stdin-file-path=${SCHEMA_FILE}`], { input, encoding: "utf8" });
}

/** The module before it is formatted. Throws for a type of Postgres that no column had before. */
export async function schemaTypes(pg: PGlite): Promise<string> {
  const enums = (await pg.query<{ name: string; labels: string[] }>(ENUMS)).rows;
  const type = (name: string): string => {
    if (name.startsWith("_")) return `${type(name.slice(1))}[]`;
    if (enums.some((each) => each.name === name)) return `Enums["${name}"]`;
    const found = SCALARS[name];
    if (found === undefined)
      throw new Error(`supabase/row-types.ts: SCALARS has nothing for Postgres' ${name}`);
    return found;
  };
  const tables = Map.groupBy((await pg.query<Column>(COLUMNS)).rows, ({ relation }) => relation);
  const routines = (await pg.query<Routine>(ROUTINES)).rows;
  return `${HEADER}
/** Any JSON but null. */
export type Json = NonNullable<unknown>;

export type Enums = {
${enums.map(({ name, labels }) => `${name}: ${labels.map((label) => JSON.stringify(label)).join(" | ")};`).join("\n")}
};

export type Tables = {
${[...tables].map(([name, columns]) => `${name}: { ${columns.map((each) => columnOf(each, type)).join(" ")} };`).join("\n")}
};

/** Those that a client may call. A column of a returned table may be null as far as Postgres knows. */
export type Functions = {
${routines.map((each) => routineOf(each, type)).join("\n")}
};
`;
}

type TypeOf = (name: string) => string;

const columnOf = ({ name, type, nullable }: Column, typeOf: TypeOf) =>
  `${name}: ${typeOf(type)}${nullable ? " | null" : ""};`;

function routineOf({ name, names, types, modes, defaults, returns, set }: Routine, typeOf: TypeOf): string {
  const all = types.map((type, index) => ({ name: names[index] ?? "", type, mode: modes[index] ?? "i" }));
  const inputs = all.filter(({ mode }) => mode === "i");
  const args = inputs.map(
    (each, index) => `${each.name}${index >= inputs.length - defaults ? "?" : ""}: ${typeOf(each.type)};`,
  );
  const columns = all
    .filter(({ mode }) => mode === "t")
    .map((each) => `${each.name}: ${typeOf(each.type)} | null;`);
  const one = columns.length > 0 ? `{ ${columns.join(" ")} }` : typeOf(returns);
  const given = args.length > 0 ? `{ ${args.join(" ")} }` : "Record<string, never>";
  return `${name}: { Args: ${given}; Returns: ${set ? `(${one})[]` : one} };`;
}

const ENUMS = `select t.typname as name, array_agg(e.enumlabel::text order by e.enumsortorder) as labels
  from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by 1`;

const COLUMNS = `select table_name as relation, column_name as name, udt_name as type, is_nullable = 'YES' as nullable
  from information_schema.columns where table_schema = 'public' order by table_name, ordinal_position`;

/** What a client may call. */
const ROUTINES = `select proname as name, coalesce(proargnames, '{}') as names,
    (select coalesce(array_agg(t.typname::text order by n), '{}')
      from unnest(coalesce(proallargtypes, proargtypes::oid[])) with ordinality as a (id, n) join pg_type t on t.oid = a.id) as types,
    coalesce(proargmodes::text[], '{}') as modes, pronargdefaults as defaults,
    (select typname::text from pg_type where oid = prorettype) as returns,
    proretset as set
  from pg_proc f where pronamespace = 'public'::regnamespace and exists (
    select from unnest(array['anon', 'authenticated', 'service_role']) as r
    where has_function_privilege(r, f.oid, 'execute')) order by 1`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { pg, close } = await openDatabase({ dataDir: null, migrationsDir: MIGRATIONS_DIR });
  writeFileSync(SCHEMA_FILE, await schemaModule(pg));
  await close();
}
