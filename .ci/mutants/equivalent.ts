/**
 * Mutants that no test can notice, because the program does the same with them. They count neither as killed nor as
 * survivors. One that stands nowhere any more is named at the end of a run.
 */
export interface Equivalent {
  /** The line, without the space around it. */
  at: string;
  from: string;
  to: string;
  /** Why nobody can tell the difference. */
  why: string;
}

const NO_EXPORT = "the key never leaves its function, so that nobody can try to export it";
const ALWAYS_MATCHES = "the pattern matches nothing as well, so that it always matches where the line begins";
const ALWAYS_32 = "it is given 32 digits, always";

export const EQUIVALENT: Record<string, readonly Equivalent[]> = {
  "worker/access/access-token.ts": [
    {
      at: `keys = createRemoteJWKSet(new URL(\`\${supabaseUrl}/auth/v1/.well-known/jwks.json\`), {`,
      from: "{ cacheMaxAge: KEY_CACHE_MS, timeoutDuration: 5_000, }",
      to: "{}",
      why: "the library's defaults are the same today",
    },
  ],
  "worker/access/capability.ts": [
    {
      at: `/^Bearer ([\\w.-]+)$/i.exec(authorization ?? "")?.[1] ?? "";`,
      from: '""',
      to: '"mutant"',
      why: "no header is no bearer token, whatever stands for it",
    },
  ],
  "worker/access/credentials.ts": [
    {
      at: 'const UNREADABLE = Symbol("unreadable");',
      from: '"unreadable"',
      to: '""',
      why: "a symbol is itself alone, whatever its description",
    },
    {
      at: "const NO_KEY: KeyAccess = { key: null, baseUrl: null };",
      from: "{ key: null, baseUrl: null }",
      to: "{}",
      why: "the demo model's client asks for neither",
    },
  ],
  "worker/access/keyring.ts": [
    {
      at: 'return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);',
      from: "false",
      to: "true",
      why: NO_EXPORT,
    },
  ],
  "worker/access/link-token.ts": [
    {
      at: 'return crypto.subtle.importKey("raw", material, { name: "HMAC", hash: "SHA-256" }, false, [usage]);',
      from: "false",
      to: "true",
      why: NO_EXPORT,
    },
    {
      at: 'return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");',
      from: "/^(.{8})(.{4})(.{4})(.{4})(.{12})$/",
      to: "/(.{8})(.{4})(.{4})(.{4})(.{12})$/",
      why: ALWAYS_32,
    },
    {
      at: 'return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");',
      from: "/^(.{8})(.{4})(.{4})(.{4})(.{12})$/",
      to: "/^(.{8})(.{4})(.{4})(.{4})(.{12})/",
      why: ALWAYS_32,
    },
  ],
  "worker/access/ticket.ts": [
    {
      at: 'const offered = (protocols ?? "").split(",").map((name) => name.trim());',
      from: '""',
      to: '"mutant"',
      why: "it is no ticket either",
    },
  ],
  "worker/agent/edit/indentation.ts": [
    {
      at: 'export const indentOf = (line: string): string => /^[ \\t]*/.exec(line)?.[0] ?? "";',
      from: "/^[ \\t]*/.exec(line)?.[0]",
      to: "/^[ \\t]*/.exec(line)[0]",
      why: ALWAYS_MATCHES,
    },
    {
      at: 'export const indentOf = (line: string): string => /^[ \\t]*/.exec(line)?.[0] ?? "";',
      from: '""',
      to: '"mutant"',
      why: ALWAYS_MATCHES,
    },
    {
      at: 'export const indentOf = (line: string): string => /^[ \\t]*/.exec(line)?.[0] ?? "";',
      from: "/^[ \\t]*/",
      to: "/[ \\t]*/",
      why: ALWAYS_MATCHES,
    },
  ],
  "worker/agent/test-runs/compare.ts": [
    {
      at: 'lists.vanished.push(...lost.filter(({ outcome }) => outcome === "passed").map(({ id }) => id));',
      from: "id",
      to: "undefined",
      why: "only whether there is one is asked",
    },
    {
      at: `return (id) => missing.includes(labels.findLast((label) => id.startsWith(\`\${label}::\`)) ?? "");`,
      from: `labels.findLast((label) => id.startsWith(\`\${label}::\`))`,
      to: `labels.find((label) => id.startsWith(\`\${label}::\`))`,
      why: "labels are folders, and no id begins with two of them",
    },
  ],
  "worker/github/publish.ts": [
    {
      at: 'const where = { repo, baseBranch: input.baseBranch, branch: input.branch ?? "" };',
      from: '""',
      to: '"mutant"',
      why: "without a branch nobody asks for its pull request, and the one that is created takes its place",
    },
  ],
  "worker/task/objections/gate.ts": [
    {
      at: "for (let index = 0; index < text.length; index += 1)",
      from: "index < text.length",
      to: "(index) <= (text.length)",
      why: "every fingerprint then takes one more turn; they are only compared with each other",
    },
  ],
};
