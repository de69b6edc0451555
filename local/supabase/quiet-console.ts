/**
 * lite prints every database error with its query and parameters, expected refusals included. Parameters can hold
 * prompts and tokens, so for this process `console.error` prints one line without them: message and SQLSTATE.
 * Returns the function that puts the old one back.
 */
export function quietDatabaseErrors(): () => void {
  const original = console.error;
  console.error = (...args: unknown[]) => original(...args.map(summary));
  return () => {
    console.error = original;
  };
}

function summary(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = Reflect.get(value, "code");
  const isDatabaseError = "query" in value || "severity" in value;
  return isDatabaseError ? `database: ${value.message} (${String(code)})` : value;
}
