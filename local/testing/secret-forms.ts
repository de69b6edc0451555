/** The shapes in which a secret may lie around: as it is, and as others write it. */
export function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const url = base64.replaceAll("+", "-").replaceAll("/", "_");
  // In base64 the last characters depend on what follows.
  const forms = [secret, base64.slice(0, -2), url.slice(0, -2), hex, encodeURIComponent(secret)];
  return [...new Set(forms)];
}

/** Names of the secrets that a text contains, in any of their forms. */
export const secretsIn = (text: string, secrets: Readonly<Record<string, string>>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
