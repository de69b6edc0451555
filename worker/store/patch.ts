/** Cuts what `git diff --no-renames` prints into one piece per file, by path. */
export function splitPatch(patch: string): Map<string, string> {
  const pieces = new Map<string, string>();
  // Every line inside a hunk starts with ' ', '+', '-', '\' or '@', so this can only be a file's header.
  for (const piece of patch.split(/^(?=diff --git )/m)) {
    const path = pathOf(piece.slice(0, piece.indexOf("\n")));
    if (path !== null) pieces.set(path, piece);
  }
  return pieces;
}

/** The path of `diff --git a/PATH b/PATH`, which git writes as C strings when it holds unusual characters. */
function pathOf(header: string): string | null {
  if (!header.startsWith("diff --git ")) return null;
  const rest = header.slice("diff --git ".length);
  const quoted = /"b\/((?:[^"\\]|\\.)*)"$/.exec(rest)?.[1];
  if (quoted !== undefined) return unquote(quoted);
  // Both names are the same, so the path is half of what remains without `a/`, ` b/`.
  const length = (rest.length - "a/ b/".length) / 2;
  const path = rest.slice(2, 2 + length);
  return rest === `a/${path} b/${path}` ? path : null;
}

const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, "\\": 92 };

/** Git escapes bytes, not characters: the octal ones form UTF-8 together. */
function unquote(text: string): string {
  const bytes: number[] = [];
  for (const [, octal, letter, plain] of text.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] ?? letter.charCodeAt(0));
    else bytes.push(...new TextEncoder().encode(plain));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
