/**
 * Writes `github.json`: what GitHub's own description of its API says about the operations that are used here, without
 * its prose. The package that it comes in takes 404 MB on disk, and so is no dependency:
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-*.tgz package/generated/api.github.com.json
 *     npx node local/github/description/extract.ts package/generated/api.github.com.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { OPERATIONS } from "./operations.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

const PROSE = new Set(["description", "example", "examples", "externalDocs", "title", "tags"]);
const REF = "#/components/schemas/";

/** Without prose. The names of properties are no keywords, whatever they are called. */
function bare(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((each) => bare(each));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => names || !(PROSE.has(key) || key.startsWith("x-")));
  return Object.fromEntries(kept.map(([key, each]) => [key, bare(each, !names && key === "properties")]));
}

const fields = (value: Json | undefined): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error("name the description: package/generated/api.github.com.json");
const text = readFileSync(source, "utf8");
const whole = fields(JSON.parse(text) as Json); // JSON is of this type
const components = fields(whole.components);

/** What `{$ref}` of a response stands for. */
function resolved(value: Json | undefined): Fields {
  const { $ref, ...rest } = fields(value);
  if (typeof $ref !== "string") return rest;
  return fields(fields(components.responses)[$ref.replace("#/components/responses/", "")]);
}

const operations: Fields = {};
for (const [path, methods] of Object.entries(fields(whole.paths)))
  for (const [method, described] of Object.entries(fields(methods))) {
    const { operationId, responses } = fields(described);
    if (!OPERATIONS.some((id) => id === operationId)) continue;
    const answers = Object.entries(fields(responses)).map(([status, response]) => {
      const { schema } = fields(fields(resolved(response).content)["application/json"]);
      return [status, schema === undefined ? null : bare(schema)] as const;
    });
    operations[String(operationId)] = {
      method: method.toUpperCase(),
      path,
      answers: Object.fromEntries(answers),
    };
  }
const missing = OPERATIONS.filter((id) => !(id in operations));
if (missing.length > 0) throw new Error(`not described: ${missing.join(", ")}`);

const schemas: Fields = {};
const wanted = [JSON.stringify(operations)];
for (let said = wanted.pop(); said !== undefined; said = wanted.pop())
  for (const [, name = ""] of said.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (name in schemas) continue;
    schemas[name] = bare(fields(components.schemas)[name] ?? null);
    wanted.push(JSON.stringify(schemas[name]));
  }

const info = fields(whole.info);
const out = new URL("github.json", import.meta.url);
const found = { source: `GitHub's REST API ${String(info.version)}, licence MIT`, operations, schemas };
writeFileSync(out, `${JSON.stringify(found)}\n`);
console.log(`${OPERATIONS.length} operations, ${Object.keys(schemas).length} schemas (${REF}…)`);
