/** Lists as long as this say nothing to a model that it would keep to anyway. */
const TOLD_ITEMS = 20;

/**
 * A tool's JSON schema as a model reads it with every request: without limits that only stop what is absurd, and
 * without the values of what may be left out. Both hold all the same, and a call beyond a limit is told so.
 */
export function schemaForModel(schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      if (typeof value === "number" && isAbsurd(key, value)) return [];
      // A property of that name has a schema as its value.
      if (key === "default" && !isSchema(value)) return [];
      return [[key, shorter(value)]];
    }),
  );
}

const isSchema = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shorter(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shorter);
  // JSON's own objects, as zod made them.
  if (typeof value === "object" && value !== null) return schemaForModel(value as Record<string, unknown>);
  return value;
}

function isAbsurd(key: string, limit: number): boolean {
  if (key === "minLength" || key === "minItems" || key === "minimum") return limit <= 1;
  // Models do not count characters; what has to be short says so in words.
  if (key === "maxLength") return true;
  if (key === "maxItems") return limit >= TOLD_ITEMS;
  return key === "maximum" && limit >= Number.MAX_SAFE_INTEGER;
}
