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
const SAME_ENDS = "nothing is replaced, or line ends by themselves; it only saves a copy";
const ENDS_ANYWAY = "past the end of a text there is no character, and none equals that";
const MORE_LINES = "more common lines are compared than have to be, and their hunks are the same";
const ONE_MORE = "past the end stands nothing, which counts for nothing";
const KNOWN = "the encodings of the list are all known";
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
  "worker/agent/edit/diff.ts": [
    {
      at: "const most = Math.min(before.length, after.length);",
      from: "Math.min(before.length, after.length)",
      to: "Math.max(before.length, after.length)",
      why: ENDS_ANYWAY,
    },
    {
      at: "while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;",
      from: "head < most",
      to: "(head) <= (most)",
      why: ENDS_ANYWAY,
    },
    {
      at: "tail < most - head &&",
      from: "tail < most - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      to: "false",
      why: MORE_LINES,
    },
    {
      at: "tail < most - head &&",
      from: "tail < most - head",
      to: "(tail) >= (most - head)",
      why: MORE_LINES,
    },
    {
      at: "before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      from: "before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      to: "(before.charCodeAt(before.length - 1 - tail)) !== (after.charCodeAt(after.length - 1 - tail))",
      why: MORE_LINES,
    },
    {
      at: "before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      from: "before.length - 1 - tail",
      to: "(before.length - 1) + (tail)",
      why: MORE_LINES,
    },
    {
      at: "before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      from: "before.length - 1",
      to: "(before.length) + (1)",
      why: MORE_LINES,
    },
    {
      at: "before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      from: "after.length - 1 - tail",
      to: "(after.length - 1) + (tail)",
      why: MORE_LINES,
    },
    {
      at: "before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)",
      from: "after.length - 1",
      to: "(after.length) + (1)",
      why: MORE_LINES,
    },
    { at: "tail += 1;", from: "tail += 1", to: "tail -= (1)", why: MORE_LINES },
    {
      at: "for (let left = CONTEXT; left > 0 && from > 0; left -= 1)",
      from: "left > 0",
      to: "(left) >= (0)",
      why: MORE_LINES,
    },
    {
      at: "for (let left = CONTEXT; left > 0 && from > 0; left -= 1)",
      from: "left -= 1",
      to: "left += (1)",
      why: MORE_LINES,
    },
    {
      at: "for (let left = CONTEXT + 1; left > 0 && end < after.length; left -= 1) {",
      from: "left > 0 && end < after.length",
      to: "(left > 0) || (end < after.length)",
      why: MORE_LINES,
    },
    {
      at: "for (let left = CONTEXT + 1; left > 0 && end < after.length; left -= 1) {",
      from: "left > 0",
      to: "(left) >= (0)",
      why: MORE_LINES,
    },
    {
      at: "for (let left = CONTEXT + 1; left > 0 && end < after.length; left -= 1) {",
      from: "end < after.length",
      to: "(end) <= (after.length)",
      why: MORE_LINES,
    },
    {
      at: "for (let left = CONTEXT + 1; left > 0 && end < after.length; left -= 1) {",
      from: "left -= 1",
      to: "left += (1)",
      why: MORE_LINES,
    },
  ],
  "worker/agent/edit/encoding/detect.ts": [
    {
      at: "for (let at = 0; at < bytes.length; ) {",
      from: "at < bytes.length",
      to: "(at) <= (bytes.length)",
      why: ONE_MORE,
    },
    {
      at: "const text = codec?.decode(sample) ?? null;",
      from: "codec?.decode(sample)",
      to: "codec.decode(sample)",
      why: KNOWN,
    },
    {
      at: "for (let at = 0; at < bytes.length; at += 1) {",
      from: "at < bytes.length",
      to: "(at) <= (bytes.length)",
      why: ONE_MORE,
    },
  ],
  "worker/agent/edit/indent-reading.ts": [
    {
      at: 'if (!was || !will || line === "") continue;',
      from: "!was || !will",
      to: "(!was) && (!will)",
      why: "a line that both texts have stands in both",
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
  "worker/agent/edit/text-file.ts": [
    {
      at: 'const text = eol === "\\n" || eol === null ? raw : raw.replaceAll(eol, "\\n");',
      from: '"\\n"',
      to: '""',
      why: SAME_ENDS,
    },
    {
      at: "? { ok: true, bytes: bom.length === 0 ? encoded.bytes : concat([bom, encoded.bytes]) }",
      from: "bom.length === 0",
      to: "false",
      why: "a copy with nothing before it is the same",
    },
    {
      at: 'const plain = text.includes("\\r\\n") ? text.replaceAll("\\r\\n", "\\n") : text;',
      from: 'text.includes("\\r\\n")',
      to: "true",
      why: SAME_ENDS,
    },
    {
      at: 'const plain = text.includes("\\r\\n") ? text.replaceAll("\\r\\n", "\\n") : text;',
      from: '"\\r\\n"',
      to: '""',
      why: SAME_ENDS,
    },
    {
      at: 'return eol === "\\n" ? plain : plain.replaceAll("\\n", eol);',
      from: 'eol === "\\n"',
      to: "false",
      why: SAME_ENDS,
    },
    {
      at: 'return eol === "\\n" ? plain : plain.replaceAll("\\n", eol);',
      from: '"\\n"',
      to: '""',
      why: SAME_ENDS,
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
