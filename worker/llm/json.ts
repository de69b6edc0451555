/** Narrows a parsed JSON value to an object; arrays are refused. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
