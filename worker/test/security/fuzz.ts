/** Generates invalid requests from the OpenAPI document and a seed; deterministic per seed. */

export interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
}
interface Parameter {
  name: string;
  in: string;
}
interface Described {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
export interface Document {
  paths: Record<string, Record<string, Described>>;
}

export interface FuzzedRequest {
  method: string;
  path: string;
  headers: [string, string][];
  body: string | Uint8Array<ArrayBuffer> | undefined;
}

/** Existing values of the installation, which get further than random ones. */
export interface Known {
  tokens: (string | null)[];
  ids: string[];
  /** Tokens of links and invitations. */
  links: string[];
  repos: string[];
}

export type Random = () => number;

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, from: readonly T[]): T => {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined && from.length === 0) throw new Error("nothing to pick from");
  return chosen as T; // the index is in range, and the value itself may be undefined
};
const chance = (random: Random, one: number) => random() < one;

const deep = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};
const LONG = "x".repeat(70_000);
const TEXTS = [
  ...["", " ", "a", "0", "-1", "1e999", "null", "true", "NaN", "undefined", "[object Object]"],
  ...["\u0000", "a\u0000b", "\ud800", "\udfff\ud800", "\ufffe", "\u202etxt.exe", "\u200b", "é".repeat(300)],
  ...["../../etc/passwd", "..%2f..%2f", ".git/config", "C:\\x", "//host/x", "file:///etc/passwd"],
  ...["' or 1=1 --", "\\", '"', "a,b", "(a)", "a.eq.b", "%", "%_", "*", "$1", "{{x}}", "<img src=x>"],
  ...["a/b", "a/..", "-a/b", "a/b/c", `${"a".repeat(39)}/${"b".repeat(100)}`, "refs/heads/x", "a..b", "@{u}"],
  ...[
    "http://127.0.0.1:1",
    "http://[::1]/",
    "http://0x7f.1/",
    "https://a:b@127.0.0.1/",
    "ftp://x",
    "https://",
  ],
  ...["2026-01-01", "9999-99-99", "0000-00-00", "+275760-09-13", "00000000-0000-4000-8000-000000000000"],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    LONG,
    "👩‍👩‍👧".repeat(200),
    "\r\nx-a: b",
    "a\nb",
  ],
];
const NUMBERS = [0, -0, -1, 1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324];
const JUNK: unknown[] = [
  ...[null, true, false, [], {}, [[]], [null], { a: 1 }, { __proto__: null }, { length: 1e9 }],
  ...[deep(40), deep(1_500), Array.from({ length: 2_000 }, (_, n) => n), { [LONG]: 1 }],
];

const text = (random: Random, { ids, links, repos }: Known): string =>
  chance(random, 0.4)
    ? pick(random, [...ids, ...links, ...repos, "main", "openai_compatible"])
    : pick(random, TEXTS);
const junk = (random: Random, known: Known): unknown => {
  const kind = random();
  if (kind < 0.4) return text(random, known);
  return kind < 0.6 ? pick(random, NUMBERS) : pick(random, JUNK);
};

/** A value of the schema's shape, with some invalid parts. */
function shaped(random: Random, schema: Schema, known: Known, wrong: number): unknown {
  if (chance(random, wrong)) return junk(random, known);
  const of = (inner: Schema) => shaped(random, inner, known, wrong);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return of(pick(random, choices));
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(of));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(random, schema.enum);
  const type = Array.isArray(schema.type) ? pick(random, schema.type) : schema.type;
  if (type === "object") {
    const fields = Object.entries(schema.properties ?? {}).filter(() => !chance(random, wrong));
    const made = Object.fromEntries(fields.map(([name, inner]) => [name, of(inner)]));
    return chance(random, wrong) ? { ...made, extra: junk(random, known) } : made;
  }
  if (type === "array")
    return Array.from({ length: Math.floor(random() * 3) }, () => (schema.items ? of(schema.items) : 1));
  if (type === "number" || type === "integer") return chance(random, 0.7) ? 1 : pick(random, NUMBERS);
  if (type === "boolean") return chance(random, 0.5);
  return type === "null" ? null : text(random, known);
}

const bytes = (...values: number[]) => Uint8Array.from(values);
/** Bodies that are not JSON, or almost. */
const RAW: (string | Uint8Array<ArrayBuffer>)[] = [
  ...[
    "",
    " ",
    "{",
    "}",
    "[",
    "nul",
    "{}{}",
    '{"a":1,}',
    "{'a':1}",
    '{"a":1,"a":2}',
    "\ufeff{}",
    "NaN",
    "1e999",
  ],
  ...[
    '"\\ud800"',
    '{"__proto__":{"admin":true}}',
    "[".repeat(100_000),
    `"${"x".repeat(1_100_000)}"`,
    "a=1&b=2",
  ],
  ...[
    bytes(0xff, 0xfe, 0x7b, 0x00),
    bytes(0x80),
    bytes(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d),
    bytes(0),
  ],
];
const TYPES = [
  ...[
    "application/json; charset=utf-16",
    "application/json;;;",
    "text/plain",
    "multipart/form-data",
    "image/png",
  ],
  ...[
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "",
    "x".repeat(5_000),
    "image/gif; a=b",
  ],
];
const HEADERS: [string, string][] = [
  ...[
    "accept",
    "accept-language",
    "cookie",
    "origin",
    "x-forwarded-for",
    "forwarded",
    "if-none-match",
    "range",
  ],
  ...[
    "content-encoding",
    "transfer-encoding",
    "x-http-method-override",
    "cf-connecting-ip",
    "upgrade",
    "referer",
  ],
].flatMap((name) =>
  ["", "x", "*/*", "gzip", "-1", "GET", "bytes=0-", "y".repeat(8_000)].map((value): [string, string] => [
    name,
    value,
  ]),
);
const OTHER_METHODS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET"];
const SCHEMES = ["Bearer", "bearer", "Basic", "Bearer  ", "Token", ""];

/** One request to one of the document's operations. */
export function fuzzed(random: Random, document: Document, known: Known): FuzzedRequest {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method: method.toUpperCase(), described })),
  );
  const { path, method, described } = pick(random, operations);
  const wrong = pick(random, [0, 0.05, 0.2, 0.6]);
  const schema = described.requestBody?.content["application/json"]?.schema;
  const asked = chance(random, 0.03) ? pick(random, OTHER_METHODS) : method;
  return {
    method: asked,
    path: addressOf(random, path, described.parameters ?? [], known),
    headers: headersOf(random, described, known),
    body: asked === "GET" || asked === "HEAD" ? undefined : bodyOf(random, schema, known, wrong),
  };
}

function addressOf(random: Random, template: string, parameters: Parameter[], known: Known): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const likely = name === "token" ? known.links : name === "provider" ? ["openai_compatible"] : known.ids;
    return encoded(random, chance(random, 0.6) ? pick(random, likely) : text(random, known));
  });
  const query = parameters
    .filter((parameter) => parameter.in === "query" && !chance(random, 0.2))
    .map(({ name }) => `${name}=${encoded(random, queryValue(random, name, known))}`);
  if (chance(random, 0.05)) query.push(pick(random, ["%ff=%ff", "a[b]=c", "=", "&&&", "limit=1&limit=2"]));
  return query.length === 0 ? filled : `${filled}?${query.join("&")}`;
}

function queryValue(random: Random, name: string, known: Known): string {
  const likely: Record<string, readonly string[]> = {
    repo: known.repos,
    branch: ["main"],
    limit: ["1"],
    page: ["1"],
    after: ["0"],
    view: ["team", "mine"],
  };
  const values = likely[name];
  return values && chance(random, 0.7) ? pick(random, values) : text(random, known);
}

/** URL-encoded, and sometimes encoded wrongly. */
function encoded(random: Random, value: string): string {
  const short = value.slice(0, 4_000);
  if (chance(random, 0.03))
    return pick(random, ["%ff", "%", "%zz", "%00", "%c0%ae%c0%ae", ".", "..", "%2e%2e"]);
  return encodeURIComponent(short.toWellFormed());
}

function headersOf(
  random: Random,
  { parameters = [], requestBody }: Described,
  known: Known,
): [string, string][] {
  const headers: [string, string][] = [];
  const token = pick(random, known.tokens);
  if (token !== null && !chance(random, 0.03)) {
    const scheme = chance(random, 0.05) ? pick(random, SCHEMES) : "Bearer";
    headers.push(["authorization", `${scheme} ${chance(random, 0.03) ? token.slice(0, 40) : token}`]);
  }
  if (parameters.some(({ name }) => name === "idempotency-key") && !chance(random, 0.1))
    headers.push(["idempotency-key", chance(random, 0.9) ? `key-${random()}` : headerText(random, known)]);
  if (requestBody)
    headers.push(["content-type", chance(random, 0.9) ? "application/json" : pick(random, TYPES)]);
  if (chance(random, 0.1)) headers.push(pick(random, HEADERS));
  return headers;
}

/** The client refuses other characters. */
const headerText = (random: Random, known: Known): string =>
  text(random, known)
    .replaceAll(/[^\x20-\x7e]/g, "?")
    .slice(0, 8_000);

function bodyOf(
  random: Random,
  schema: Schema | undefined,
  known: Known,
  wrong: number,
): FuzzedRequest["body"] {
  if (chance(random, 0.1)) return pick(random, RAW);
  if (!schema) return chance(random, 0.5) ? undefined : JSON.stringify(junk(random, known));
  return JSON.stringify(shaped(random, schema, known, wrong));
}
