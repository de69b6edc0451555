import { describe, expect, it } from "vitest";
import { findSecrets, maskSecrets } from "./find.ts";
import { DOUBTFUL, FORMATS } from "./formats.ts";

/** Deterministic pseudo-random text, built here so that secret scanners do not flag this file. */
function random(
  length: number,
  alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
): string {
  let seed = length * 7919 + alphabet.length;
  return Array.from({ length }, () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return alphabet[Math.floor((seed / 2147483648) * alphabet.length)];
  }).join("");
}
const HEX = "0123456789abcdef";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const DIGITS = "123456789";

/** One value of each kind, in its service's format. */
const MADE: [what: string, value: string][] = [
  ["GitHub token", `ghp_${random(36)}`],
  ["GitHub token", `gho_${random(36)}`],
  ["GitHub token", `ghs_${random(36)}`],
  ["GitHub fine-grained token", `github_pat_${random(22)}_${random(59)}`],
  ["GitLab token", `glpat-${random(20)}`],
  ["GitLab token", `gldt-${random(20)}`],
  ["Bitbucket or Atlassian token", `ATATT3${random(180)}`],
  ["npm token", `npm_${random(36)}`],
  ["PyPI token", `pypi-AgEIcHlwaS5vcmc${random(80)}`],
  ["RubyGems key", `rubygems_${random(48, HEX)}`],
  ["crates.io token", `cio${random(32)}`],
  ["NuGet key", `oy2${random(43, "abcdefghijklmnopqrstuvwxyz0123456789")}`],
  ["Docker Hub token", `dckr_pat_${random(27)}`],
  ["OpenAI key", `sk-proj-${random(48)}`],
  ["OpenAI key", `sk-${random(20)}T3BlbkFJ${random(20)}`],
  ["OpenAI key", `sk-${random(48)}`],
  ["Anthropic key", `sk-ant-api03-${random(93)}AA`],
  ["OpenRouter key", `sk-or-v1-${random(64, HEX)}`],
  ["Hugging Face token", `hf_${random(34)}`],
  ["Replicate token", `r8_${random(37)}`],
  ["Groq key", `gsk_${random(52)}`],
  ["xAI key", `xai-${random(80)}`],
  ["Perplexity key", `pplx-${random(48)}`],
  ["AWS access key", `AKIA${random(16, UPPER)}`],
  ["AWS access key", `ASIA${random(16, UPPER)}`],
  ["AWS secret key", `aws_secret_access_key = ${random(40)}`],
  ["AWS secret key", `"AWS_SECRET_KEY": "${random(40)}"`],
  ["Google API key", `AIza${random(35)}`],
  ["Google OAuth secret", `GOCSPX-${random(28)}`],
  ["Google OAuth token", `ya29.${random(60)}`],
  ["Azure storage key", `AccountKey=${random(86)}==`],
  ["Azure client secret", `abc8Q~${random(34)}`],
  ["DigitalOcean token", `dop_v1_${random(64, HEX)}`],
  ["Heroku key", `HRKU-${random(60)}`],
  ["Netlify token", `nfp_${random(36)}`],
  ["Vercel token", `vcp_${random(56)}`],
  ["Supabase key", `sb_secret_${random(31)}`],
  ["Supabase token", `sbp_${random(40, HEX)}`],
  ["Cloudflare origin key", `v1.0-${random(24, HEX)}-${random(146, HEX)}`],
  ["PlanetScale secret", `pscale_tkn_${random(43)}`],
  ["Databricks token", `dapi${random(32, HEX)}`],
  ["Terraform token", `${random(14)}.atlasv1.${random(67)}`],
  ["Vault token", `hvs.${random(90)}`],
  ["Pulumi token", `pul-${random(40, HEX)}`],
  ["Doppler token", `dp.pt.${random(43)}`],
  ["Tailscale key", `tskey-auth-${random(12)}CNTRL-${random(32)}`],
  ["Fly.io token", `fm2_${random(120)}`],
  ["Slack token", `xoxb-${random(12, DIGITS)}-${random(13, DIGITS)}-${random(24)}`],
  ["Slack app token", `xapp-1-${random(11, UPPER)}-${random(13, DIGITS)}-${random(64, HEX)}`],
  [
    "Slack webhook",
    `https://hooks.slack.com/services/T${random(9, UPPER)}/B${random(10, UPPER)}/${random(24)}`,
  ],
  ["Discord webhook", `https://discord.com/api/webhooks/${random(18, DIGITS)}/${random(68)}`],
  ["Discord token", `M${random(25)}.${random(6)}.${random(38)}`],
  ["Telegram token", `${random(10, DIGITS)}:AA${random(33)}`],
  ["Stripe key", `sk_live_${random(24)}`],
  ["Stripe webhook secret", `whsec_${random(32)}`],
  ["Square token", `sq0atp-${random(22)}`],
  ["Shopify token", `shpat_${random(32, HEX)}`],
  ["Twilio key", `SK${random(32, HEX)}`],
  ["SendGrid key", `SG.${random(22)}.${random(43)}`],
  ["Mailgun key", `key-${random(32, HEX)}`],
  ["Mailchimp key", `${random(32, HEX)}-us12`],
  ["Sentry token", `sntrys_${random(90)}`],
  ["Grafana token", `glsa_${random(32)}_${random(8, HEX)}`],
  ["New Relic key", `NRAK-${random(27, UPPER)}`],
  ["Linear key", `lin_api_${random(40)}`],
  ["Notion token", `ntn_${random(46)}`],
  ["Figma token", `figd_${random(43)}`],
  ["Airtable token", `pat${random(14)}.${random(64, HEX)}`],
  ["Postman key", `PMAK-${random(24, HEX)}-${random(34, HEX)}`],
  ["Dropbox token", `sl.${random(135)}`],
  ["1Password token", `ops_eyJ${random(250)}`],
  ["age key", `AGE-SECRET-KEY-1${random(58, "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")}`],
];
const certain = (text: string) => findSecrets(text, false).map(({ what }) => what);
const possible = (text: string) =>
  findSecrets(text, true).map(({ what, certain: sure }) => (sure ? `sure: ${what}` : what));

describe("secrets of a known form", () => {
  it.each(MADE)("are found: %s", (what, value) => {
    for (const text of [value, `key = "${value}"`, `+  key: ${value}\n`, `"line\\n${value}"`, `(${value}),`])
      expect(certain(text)).toEqual([what]);
  });

  it("have a test for each form", () => {
    const made = new Set(MADE.map(([what]) => what));
    expect(FORMATS.filter(({ what }) => !made.has(what)).map(({ what }) => what)).toEqual([]);
  });

  it.each([
    [
      "in a file",
      (body: string) => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`,
    ],
    ["of OpenSSH", (body: string) => `-----BEGIN OPENSSH PRIVATE KEY-----\r\n${body}\r\n`],
    [
      "with headers",
      (body: string) => `-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n${body}`,
    ],
    ["in a string", (body: string) => `const key = "-----BEGIN PRIVATE KEY-----\\n${body}\\n";`],
    [
      "in strings that are put together",
      (body: string) => `"-----BEGIN PRIVATE KEY-----\\n" +\n  "${body}\\n"`,
    ],
    ["in YAML", (body: string) => `key: |\n  -----BEGIN PRIVATE KEY-----\n  ${body}\n`],
    ["of PGP", (body: string) => `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${body}\n`],
  ])("are found: a private key %s", (_where, write) => {
    expect(certain(write(random(64)))).toEqual(["private key"]);
  });

  it.each([
    "AKIAIOSFODNN7EXAMPLE",
    `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
    `ghp_${"x".repeat(36)}`,
    `xoxb-your-token-goes-here-please-do-it`,
    "sk-proj-xxxxxxxxxxxxxxxxxxxxxxxx",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "a line that speaks of -----BEGIN PRIVATE KEY----- and goes on with words about it",
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUF\n",
    "glpat-short",
    "class sk-folding-cube-animation-with-a-long-name",
    "npm_config_registry_of_the_whole_machine_is_set",
    "hf_hub_download_and_cache_this_file_for_me",
  ])("are not what only looks like one: %s", (text) => {
    expect(certain(text)).toEqual([]);
  });
});

describe("what may be a secret", () => {
  const value = `${random(8)}4${random(12)}`;

  it.each([
    ["code", `const apiKey = "${value}";`, "value of `apiKey`"],
    ["typed code", `private authToken: string = '${value}'`, "value of `authToken`"],
    ["JSON", `{"client_secret": "${value}"}`, "value of `client_secret`"],
    ["a hash of Ruby", `:password => "${value}"`, "value of `password`"],
    ["a file of variables", `DB_PASSWORD=${value}`, "value of `DB_PASSWORD`"],
    ["a shell", `export API_TOKEN=${value}`, "value of `API_TOKEN`"],
    ["YAML", `  secret_key: ${value}  # ours`, "value of `secret_key`"],
    ["a Dockerfile", `ENV SIGNING_KEY=${value}`, "value of `SIGNING_KEY`"],
    ["an address", `postgres://app:${value}@db.internal.corp.net/app`, "password in an address"],
    ["nothing but its randomness", `send("${random(40)}")`, "random text"],
    ["a signed token", `t = "eyJ${random(20)}.eyJ${random(60)}.${random(43)}"`, "signed token"],
    ["test mode", `stripe("sk_test_${random(24)}")`, "Stripe test key"],
  ])("is found in %s", (_where, text, what) => {
    expect(possible(text)).toEqual([what]);
  });

  it("has a test for each doubtful form", () => {
    expect(DOUBTFUL.map(({ what }) => what)).toEqual(["signed token", "Stripe test key"]);
  });

  it.each([
    `"integrity": "sha512-${random(86)}=="`,
    `integrity sha512-${random(86)}==`,
    `<script src="a.js" integrity="sha384-${random(64)}" crossorigin>`,
    `pip==1.0 --hash=sha256:${random(64, HEX)}`,
    `const COMMIT = "${random(40, HEX)}";`,
    `const id = "${crypto.randomUUID()}";`,
    `checksum = "${random(64, HEX)}"`,
    `const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";`,
    `background: url("data:image/png;base64,${random(120)}")`,
    `const token = await nextToken(stream);`,
    `password: z.string().min(8),`,
    `apiKey: process.env.OPENAI_API_KEY,`,
    `API_KEY=${"$"}{OPENAI_API_KEY}`,
    `password = "correct-horse"`,
    `"password": "Must hold at least 12 characters"`,
    `passwordPlaceholder: "auth.password.placeholder"`,
    `SECRET_FILE=/run/secrets/db`,
    `TOKEN_URL=https://login.example.test/oauth2/token`,
    `token: \${{ secrets.GITHUB_TOKEN }}`,
    `postgres://user:password@localhost:5432/app`,
    `postgres://app:s3cr3t-of-tests@localhost/app`,
    `https://user:pass1234@example.com/`,
    `JSON_CREDENTIALS: "MINIFLARE_R2_S3_CREDENTIALS",`,
    "password: userPass[2]",
    "credentials: EthereumWeb3Credentials",
    'signUp({ email: "a@b.com", password: "secret123" })',
    '"module_AMD_or_UMD_or_System_or_ES6_then_Classic_Otherwise_Node_69010": "module"',
    `max_tokens: 128000,`,
    `const shortToken = "abc123";`,
    `import { createSupabaseServerComponentClient } from "@supabase/auth-helpers-nextjs-v2";`,
    `"description": "VeryLongClassNameThatHoldsManyWordsInCamelCase42"`,
    `tokenizer: "cl100k_base",`,
    `private_key_path: "keys/dev.pem"`,
    `version = "1.2.3-beta.4+build.5678"`,
  ])("is not: %s", (text) => {
    expect(possible(text)).toEqual([]);
  });

  it("is not looked for in lines that a machine wrote", () => {
    const minified = `!function(){var t="${random(48)}",secretKey="${value}";${"a(b,c);".repeat(200)}}();`;
    expect(possible(minified)).toEqual([]);
    expect(possible(`${minified}ghp_${random(36)}`)).toEqual(["sure: GitHub token"]);
  });
});

describe("masks", () => {
  it("leave length and lines, and nothing of the value", () => {
    const token = `ghp_${random(36)}`;
    const text = `use ${token}\nand password="${random(16)}7"\n`;
    const masked = maskSecrets(text);
    expect(masked).toHaveLength(text.length);
    expect(masked).not.toContain(token);
    expect(masked).toMatch(/^use •{40}\nand password="•{17}"\n$/);
    expect(maskSecrets(masked)).toBe(masked);
  });

  it("take a hostile megabyte in no time to speak of", () => {
    for (const piece of [
      "eyJ",
      "sk-",
      "://a:",
      "secret=",
      "-----BEGIN PRIVATE KEY-----\n",
      "a",
      '"A1b2',
      "M",
      "0",
      "\\n",
    ]) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
      const started = performance.now();
      findSecrets(text, true);
      // Linear cost takes milliseconds, quadratic cost takes minutes.
      expect(performance.now() - started, piece).toBeLessThan(20_000);
    }
  });
});
