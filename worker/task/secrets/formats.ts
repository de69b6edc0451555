/** Secret formats that are recognisable by themselves: pure data, one pattern per kind. */

export interface SecretFormat {
  /** For display; never part of a value. */
  what: string;
  pattern: RegExp;
}

/** A separate word; it may follow an escape sequence in a string or URL, which ends with a letter. */
const word = (what: string, source: string): SecretFormat => ({
  what,
  pattern: new RegExp(
    `(?:(?<![A-Za-z0-9_])|(?<=\\\\[nrt]|%[0-9A-Fa-f]{2}))(?:${source})(?![A-Za-z0-9])`,
    "g",
  ),
});

export const FORMATS: readonly SecretFormat[] = [
  // Forges and package registries.
  word("GitHub token", "gh[pousr]_[A-Za-z0-9]{30,255}"),
  word("GitHub fine-grained token", "github_pat_[A-Za-z0-9]{20,30}_[A-Za-z0-9]{50,80}"),
  word("GitLab token", String.raw`gl(?:pat|dt|rt|ft|cbt|imt|soat|agent|ptt|oas)-[\w-]{20,}`),
  word("Bitbucket or Atlassian token", String.raw`AT(?:ATT|BB|CTT)3?[\w=-]{28,}`),
  word("npm token", "npm_[A-Za-z0-9]{36}"),
  word("PyPI token", String.raw`pypi-AgE[\w-]{50,}`),
  word("RubyGems key", "rubygems_[0-9a-f]{48}"),
  word("crates.io token", "cio[A-Za-z0-9]{32}"),
  word("NuGet key", "oy2[a-z0-9]{43}"),
  word("Docker Hub token", String.raw`dckr_(?:pat|oat)_[\w-]{20,}`),
  // Model providers.
  word("OpenAI key", String.raw`sk-(?:proj|svcacct|admin|None)-[\w-]{20,}`),
  word("OpenAI key", "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
  word("OpenAI key", "sk-[A-Za-z0-9]{32,64}"),
  word("Anthropic key", String.raw`sk-ant-[a-z]{3,5}\d{2}-[\w-]{20,}`),
  word("OpenRouter key", "sk-or-v1-[0-9a-f]{64}"),
  word("Hugging Face token", "(?:hf|api_org)_[A-Za-z0-9]{30,}"),
  word("Replicate token", "r8_[A-Za-z0-9]{37}"),
  word("Groq key", "gsk_[A-Za-z0-9]{52}"),
  word("xAI key", "xai-[A-Za-z0-9]{70,}"),
  word("Perplexity key", "pplx-[A-Za-z0-9]{48}"),
  // Clouds and hosting.
  word("AWS access key", "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"),
  {
    what: "AWS secret key",
    pattern:
      /(?<=aws[\w.-]{0,20}(?:secret|key)[\w.-]{0,20}["']?\s{0,4}(?:[:=]|=>|:=)\s{0,4}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi,
  },
  word("Google API key", String.raw`AIza[\w-]{35}`),
  word("Google OAuth secret", String.raw`GOCSPX-[\w-]{28}`),
  word("Google OAuth token", String.raw`ya29\.[\w-]{40,}`),
  { what: "Azure storage key", pattern: /(?<=AccountKey=)[A-Za-z0-9+/]{86}==/g },
  word("Azure client secret", String.raw`[\w.~-]{3}8Q~[\w.~-]{34}`),
  word("DigitalOcean token", "do[opr]_v1_[0-9a-f]{64}"),
  word("Heroku key", String.raw`HRKU-[\w-]{36,}`),
  word("Netlify token", "nf[cpbu]_[A-Za-z0-9]{36}"),
  word("Vercel token", "vc[apikr]_[A-Za-z0-9]{24,}"),
  word("Supabase key", String.raw`sb_secret_[\w-]{20,}`),
  word("Supabase token", "sbp_(?:oauth_)?[0-9a-f]{40}"),
  word("Cloudflare origin key", "v1\\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
  word("PlanetScale secret", String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{30,}`),
  word("Databricks token", "dapi[0-9a-f]{32}(?:-\\d)?"),
  word("Terraform token", String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}`),
  word("Vault token", String.raw`hv[sbr]\.[\w-]{24,}`),
  word("Pulumi token", "pul-[0-9a-f]{40}"),
  word("Doppler token", String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9-]{2,35}\.)?[A-Za-z0-9]{40,44}`),
  word("Tailscale key", String.raw`tskey-[a-z]+-[\w-]{16,}`),
  word("Fly.io token", "fm[12][ar]?_[A-Za-z0-9+/=_-]{80,}"),
  // Services.
  word("Slack token", String.raw`xox[abeoprs]-(?:\d-)?[A-Za-z0-9-]{24,}`),
  word("Slack app token", String.raw`xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,}`),
  {
    what: "Slack webhook",
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{30,}/g,
  },
  {
    what: "Discord webhook",
    pattern: /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/\d{16,20}\/[\w-]{60,}/g,
  },
  word("Discord token", String.raw`[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,40}`),
  word("Telegram token", String.raw`\d{8,10}:AA[\w-]{33}`),
  word("Stripe key", "(?:sk|rk)_live_[A-Za-z0-9]{16,}"),
  word("Stripe webhook secret", "whsec_[A-Za-z0-9+/]{32,}"),
  word("Square token", String.raw`sq0[a-z]{3}-[\w-]{22,43}`),
  word("Shopify token", "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
  word("Twilio key", "SK[0-9a-f]{32}"),
  word("SendGrid key", String.raw`SG\.[\w-]{22}\.[\w-]{43}`),
  word("Mailgun key", "key-[0-9a-f]{32}"),
  word("Mailchimp key", String.raw`[0-9a-f]{32}-us\d{1,2}`),
  word("Sentry token", "sntry[su]_[A-Za-z0-9+/=_-]{60,}"),
  word("Grafana token", "gl(?:sa|c)_[A-Za-z0-9+/=]{32,}(?:_[0-9a-f]{8})?"),
  word("New Relic key", "NRAK-[A-Z0-9]{27}"),
  word("Linear key", "lin_(?:api|oauth)_[A-Za-z0-9]{40,}"),
  word("Notion token", "ntn_[A-Za-z0-9]{40,}"),
  word("Figma token", String.raw`fig[dou][rh]?_[\w-]{40,}`),
  word("Airtable token", String.raw`pat[A-Za-z0-9]{14}\.[0-9a-f]{64}`),
  word("Postman key", "PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
  word("Dropbox token", String.raw`sl\.(?:u\.)?[\w-]{130,}`),
  word("1Password token", "ops_eyJ[A-Za-z0-9+/=_-]{200,}"),
  word("age key", "AGE-SECRET-KEY-1[0-9A-Z]{58}"),
];

/** The header and enough of the body to exclude a mere mention of a key. */
export const PRIVATE_KEY: SecretFormat = {
  what: "private key",
  pattern:
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:\\r)?\\n|[\s"'+,\\]){1,40}(?:(?:Proc-Type|DEK-Info|Version|Comment)[^\n]*\n\s*)*[A-Za-z0-9+/=]{16}[A-Za-z0-9+/=\s\\"'+,]{0,16000}/g,
};

/** Formats of values that are often public (an anonymous key, a test mode) but may be secret. */
export const DOUBTFUL: readonly SecretFormat[] = [
  word("signed token", String.raw`eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}`),
  word("Stripe test key", "(?:sk|rk)_test_[A-Za-z0-9]{16,}"),
];
