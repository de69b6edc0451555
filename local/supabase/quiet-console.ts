/** Errors of the statement itself (bad data, constraint, permission, raised): the client gets them, so they are not logged. */
const CLIENT_ERROR = /^(?:22|23|28|42|P0|PT)/;

/**
 * lite prints every database error with its query and parameters. Parameters can hold prompts and tokens, so for
 * this process `console.error` says nothing of errors that are the client's, and of others only message and
 * SQLSTATE. Returns the function that puts the old one back.
 */
export function quietDatabaseErrors(): () => void {
  const original = console.error;
  console.error = (...args: unknown[]) => {
    const codes = args.map(sqlState);
    if (codes.some((code) => code !== null && CLIENT_ERROR.test(code))) return;
    original(
      ...args.map((arg, index) =>
        codes[index] == null ? arg : `database: ${String(arg)} (${codes[index]})`,
      ),
    );
  };
  return () => {
    console.error = original;
  };
}

/** The SQLSTATE of a database error; null for anything else. */
function sqlState(value: unknown): string | null {
  if (!(value instanceof Error) || !("severity" in value || "query" in value)) return null;
  return String(Reflect.get(value, "code") ?? "unknown");
}
