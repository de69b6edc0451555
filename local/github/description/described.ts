/** Compares answers of the stand-in with what GitHub says of its own API; see `extract.ts`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";

interface Operation {
  method: string;
  path: string;
  /** Schema of the JSON body by status; null for one without a body that is described. */
  answers: Record<string, object | null>;
}

interface Description {
  operations: Record<string, Operation>;
  schemas: Record<string, object>;
}

export interface Answer {
  method: string;
  /** Below the API's base: `/repos/ada/engine`. */
  path: string;
  status: number;
  body: unknown;
}

const FILE = join(import.meta.dirname, "github.json");
const BASE = "https://github.description/";
/**
 * GitHub gives these to any request, and describes them for some: a token that is not accepted, something that is not
 * the caller's to see, an archived repository, a body that is no JSON, a repository that has moved, a known ETag.
 */
const ANYWHERE = new Set([301, 304, 307, 400, 401, 403, 404, 422]);
const ERROR = `${BASE}basic-error`;

/** Segments of the path that may hold slashes: names of branches and refs. */
const LONG = new Set(["ref", "branch", "base", "head"]);
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split(/(\{\w+\})/)
      .map((part) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name === undefined) return part.replaceAll(/[.]/g, "\\.");
        return LONG.has(name) ? ".+" : "[^/]+";
      })
      .join("")}$`,
  );

const isDate = (text: string) => !Number.isNaN(Date.parse(text)) && /^\d{4}-\d\d-\d\dT/.test(text);
// Templates are addresses as well: `{/sha}`.
const isAddress = (text: string) => URL.canParse(text.replaceAll(/\{[^}]*\}/g, ""));

const FORMATS = { uri: isAddress, "date-time": isDate, int64: true, email: /@/ } as const;

/** Reads the description once. */
export function readDescription() {
  // Written by extract.ts alone.
  const { operations, schemas } = JSON.parse(readFileSync(FILE, "utf8")) as Description;
  const ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS });
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(pointed(schema), BASE + name);
  // Longer templates first: `/commits/{ref}/status` before `/commits/{ref}`.
  const known = Object.entries(operations)
    .map(([id, operation]) => ({ id, ...operation, pattern: patternOf(operation.path) }))
    .toSorted((a, b) => b.path.length - a.path.length);
  const compiled = new Map<string, ValidateFunction>();
  const validator = (key: string, schema: object): ValidateFunction => {
    const made = compiled.get(key) ?? ajv.compile(pointed(schema));
    compiled.set(key, made);
    return made;
  };

  /** Which operation it is, and what about the answer is not as described; null for an operation that is not used. */
  return (answer: Answer): { id: string; problems: string[] } | null => {
    const { method, path, status, body } = answer;
    const found = known.find((each) => each.method === method && each.pattern.test(path));
    if (!found) return null;
    const { id, answers } = found;
    const said = (problems: string[]) => ({
      id,
      problems: problems.map((text) => `${id} ${status}: ${text}`),
    });
    const described = Object.hasOwn(answers, String(status));
    if (!described && !ANYWHERE.has(status)) return said(["GitHub does not answer so"]);
    // Where it describes no body of an error, it has the one that all errors have.
    const schema = (described ? answers[status] : null) ?? (status < 400 ? null : { $ref: ERROR });
    if (status === 304 || !schema) return said(body === null ? [] : ["has a body"]);
    const validate = validator(`${id} ${status}`, schema);
    if (validate(body)) return said([]);
    return said((validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`));
  };
}

/** In the words of JSON Schema: references as ajv resolves them, and what may be null as an alternative. */
function pointed(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key === "$ref" && typeof value === "string") return value.replace("#/components/schemas/", BASE);
    if (typeof value !== "object" || value === null || !("nullable" in value)) return value;
    const { nullable, ...rest } = value;
    return nullable === true ? { anyOf: [rest, { type: "null" }] } : value;
  }) as object; // the same object, key by key
}
