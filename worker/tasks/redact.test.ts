import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, redactText } from "./redact.ts";

const BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const chars = (alphabet: string, length: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
const after = (prefix: string, length: number, alphabet = BASE62) =>
  chars(alphabet, length).map((text) => prefix + text);
/** Random values of services hold a digit, but for one in thousands. */
const random = (length: number) => chars(BASE62, length).map((text) => `a${text}7`);

const SECRETS: Record<string, fc.Arbitrary<string>> = {
  "GitHub token": fc
    .constantFrom("ghp_", "gho_", "ghu_", "ghs_", "ghr_")
    .chain((prefix) => after(prefix, 36)),
  "GitHub fine-grained token": fc
    .tuple(chars(BASE62, 22), chars(BASE62, 59))
    .map(([a, b]) => `github_pat_${a}_${b}`),
  "OpenAI key": random(44).map((text) => `sk-proj-${text}`),
  "Anthropic key": random(90).map((text) => `sk-ant-api03-${text}`),
  "Google key": after("AIza", 35, `${BASE62}-_`),
  "AWS key id": after("AKIA", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
  "Slack token": chars(BASE62, 24).map((text) => `xoxb-1234567890-${text}`),
  "GitLab token": after("glpat-", 20),
  "npm token": after("npm_", 36),
  "Hugging Face token": after("hf_", 34),
  JWT: fc
    .tuple(chars(BASE62, 20), chars(BASE62, 60), chars(BASE62, 43))
    .map(([a, b, c]) => `eyJ${a}.eyJ${b}.${c}`),
};
/** How a value that is no token by itself is written. */
const NAMED: [string, (value: string) => string][] = [
  ["environment", (value) => `AWS_SECRET_ACCESS_KEY=${value}`],
  ["quoted environment", (value) => `export DB_PASSWORD="${value}"`],
  ["JSON", (value) => `{"api_key": "${value}"}`],
  ["JSON in JSON", (value) => `"{\\"clientSecret\\":\\"${value}\\"}"`],
  ["code", (value) => `const authToken: string = '${value}';`],
  ["YAML", (value) => `  password: ${value}`],
  ["query", (value) => `https://example.test/?access_token=${value}`],
  ["flag", (value) => `deploy --token ${value} --force`],
  ["header", (value) => `curl -H 'Authorization: Bearer ${value}'`],
  ["basic header", (value) => `authorization: basic ${value}`],
  ["URL", (value) => `postgres://app:${value}@db.example.test/app`],
  ["key", (value) => `-----BEGIN RSA PRIVATE KEY-----\n${value}\n-----END RSA PRIVATE KEY-----`],
  ["cut key", (value) => `-----BEGIN PRIVATE KEY-----\n${value}\n${value.slice(0, 20)}`],
  ["added key", (value) => `+-----BEGIN PRIVATE KEY-----\n+${value}\n+-----END PRIVATE KEY-----\n+rest`],
  [
    "escaped key",
    (value) => `"key": "-----BEGIN PRIVATE KEY-----\\n${value}\\n-----END PRIVATE KEY-----\\n"`,
  ],
];

function checkMasked(text: string, secret: string): void {
  const masked = redactText(text);
  expect(masked).not.toContain(secret);
  expect(masked).toHaveLength(text.length);
  expect(masked.split("\n").map((line) => line.length)).toEqual(text.split("\n").map((line) => line.length));
  expect(redactText(masked)).toBe(masked);
}

describe("redaction", () => {
  it.each(Object.keys(SECRETS))("masks a %s wherever it stands", (kind) => {
    const lead = fc.constantFrom("", " ", "\n", '"', "=", "(", "\u001b[32m", "\\n", "%3D", "x-");
    const trail = fc.constantFrom("", " ", "\n", '"', "'", ",", ")", "\u001b[0m");
    const secret = SECRETS[kind] ?? fc.constant("");
    fc.assert(
      fc.property(fc.string(), lead, secret, trail, fc.string(), (before, start, value, end, rest) => {
        checkMasked(`${start && before}${start}${value}${end}${end && rest}`, value);
      }),
    );
  });

  it.each(NAMED)("masks a value that its name gives away: %s", (_name, write) => {
    fc.assert(
      fc.property(random(30), (value) => {
        checkMasked(`first line\n${write(value)}\nlast line`, value);
      }),
    );
  });

  it("masks words where the name leaves no doubt", () => {
    expect(redactText("POSTGRES_PASSWORD=correcthorse")).toBe("POSTGRES_PASSWORD=••••••••••••");
    expect(redactText('{"password": "hunter-two"}')).toBe('{"password": "••••••••••"}');
    expect(redactText("redis://:pw@cache")).toBe("redis://:••@cache");
    expect(redactText("a token that was cut: ghp_AbCdEf")).toBe("a token that was cut: ••••••••••");
  });

  it("changes no length and nothing twice, whatever the text", () => {
    const words = fc.constantFrom(
      "TOKEN=",
      "password: ",
      '"secret":"',
      "ghp_",
      "://a:",
      "@",
      "-----BEGIN PRIVATE KEY-----",
      "\n",
      "AKIA",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ unit: "binary" }), random(20))), (parts) => {
        const masked = redactText(parts.join(""));
        expect(masked).toHaveLength(parts.join("").length);
        expect(redactText(masked)).toBe(masked);
      }),
    );
  });

  it.each([
    "commit 9ffd5c9a1b2c3d4e5f60718293a4b5c6d7e8f901",
    "task 10000000-0000-4000-8000-00000000000a",
    '"integrity": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="',
    '"jsonwebtoken": "^9.0.2",',
    '"node_modules/js-tokens": { "version": "4.0.0" }',
    "max_tokens: 128000, output_tokens=4096",
    "MAX_TOKENS=128000",
    "const token = await nextToken(stream);",
    "password: z.string().min(8),",
    "token: Uint8Array;",
    'headers: { authorization: "Bearer " + token }',
    "authorization: `Bearer $" + "{jwt2}`",
    "apiKey: process.env.OPENAI_API_KEY",
    "API_KEY=$" + "{OPENAI_API_KEY}",
    "SECRET_FILE=/run/secrets/db",
    "TOKEN_URL=https://login.example.test/oauth2/token",
    "--token <token>  the token to use",
    "class sk-folding-cube-animation",
    "see https://medium.com/@ada and git@github.com:ada/invoice.git",
    "npm_config_registry_of_the_whole_machine_is_set",
    "The password must have at least 12 characters.",
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQ\n-----END PUBLIC KEY-----",
    "@@ -1,4 +1,5 @@ function tokenize(text)",
  ])("leaves %s alone", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("keeps the signs and lines of a patch that holds a key", () => {
    const key = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    expect(
      redactText(
        `@@ -0,0 +1,4 @@\n+-----BEGIN PRIVATE KEY-----\n+${key}\n+-----END PRIVATE KEY-----\n+ok = 1\n`,
      ),
    ).toBe(
      `@@ -0,0 +1,4 @@\n+-----BEGIN PRIVATE KEY-----\n+${"•".repeat(32)}\n+-----END PRIVATE KEY-----\n+ok = 1\n`,
    );
    // Of a key that is cut, only what can be a part of it.
    expect(redactText(`-----BEGIN PRIVATE KEY-----\n${key}\nand then we went home`)).toContain(
      "\nand then we went home",
    );
  });

  it("reaches every text of a value and leaves the rest as it is", () => {
    const secret = `ghp_${"a1".repeat(18)}`;
    expect(redact({ list: [secret, 1, null], deep: { text: `is ${secret}`, flag: true } })).toEqual({
      list: ["•".repeat(40), 1, null],
      deep: { text: `is ${"•".repeat(40)}`, flag: true },
    });
  });

  it("takes a hostile megabyte in no time to speak of", () => {
    for (const piece of [
      "eyJ",
      "sk-",
      "://a:",
      "token=",
      "-----BEGIN PRIVATE KEY-----",
      "a",
      "--a-token ",
      "secret: string ",
    ]) {
      const text = piece.repeat(1_000_000 / piece.length);
      const start = performance.now();
      redactText(text);
      expect(performance.now() - start, piece).toBeLessThan(20_000);
    }
  });
});
