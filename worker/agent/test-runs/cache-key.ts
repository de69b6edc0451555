import type { CheckoutFacts } from "./folder.ts";

const KEY_FILE =
  /(?:^|\/)(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|yarn\.lock|bun\.lockb?|\.yarnrc\.yml|pyproject\.toml|setup\.(?:py|cfg)|requirements[\w.-]*\.txt|uv\.lock|poetry\.lock|Pipfile(?:\.lock)?|go\.(?:mod|sum|work)|Cargo\.(?:toml|lock)|pom\.xml|[\w.-]*\.gradle(?:\.kts)?|gradle\.lockfile|libs\.versions\.toml|[\w.-]+\.(?:slnx?|[cf]sproj|vbproj)|packages\.lock\.json|Directory\.[\w.]+\.props|Gemfile(?:\.lock)?|[\w-]+\.gemspec|composer\.(?:json|lock)|mix\.(?:exs|lock))$/;

/**
 * A short hash of every manifest and lock file: by git object id if known, otherwise by text. Distinguishes trees of
 * one repository; not collision-resistant.
 */
export function cacheKeyOf(facts: CheckoutFacts): string {
  const entries = new Map<string, string>();
  for (const name of facts.root_names) if (KEY_FILE.test(name)) entries.set(name, "");
  for (const [path, text] of Object.entries(facts.texts)) if (KEY_FILE.test(path)) entries.set(path, text);
  for (const { path, object } of facts.manifests ?? []) {
    if (object !== null && KEY_FILE.test(path)) entries.set(path, object);
  }
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return hash(sorted.map(([path, content]) => `${path}\0${content}\0`).join(""));
}

/** Two 32-bit multiplicative hashes, in hexadecimal. */
export function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
    b ^= b >>> 15;
  }
  return [a, b].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}
