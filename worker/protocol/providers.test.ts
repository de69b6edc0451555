import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MODEL_KEY_VARIABLES, MODEL_URL_VARIABLES, PROVIDERS } from "./providers.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("the table of model providers", () => {
  it("names a variable for a key wherever one is taken, and one for a URL wherever the user says it", () => {
    for (const [id, { key, keyVariable, keyNote, takesUrl, urlVariable }] of Object.entries(PROVIDERS)) {
      expect(keyVariable !== null, id).toBe(key !== "none");
      expect(keyNote !== "", id).toBe(key !== "none");
      expect(urlVariable !== null, id).toBe(takesUrl);
    }
  });

  it("has no label and no variable twice", () => {
    const labels = Object.values(PROVIDERS).map(({ label }) => label);
    const variables = [...MODEL_KEY_VARIABLES, ...MODEL_URL_VARIABLES];
    expect(new Set(labels).size).toBe(labels.length);
    expect(new Set(variables).size).toBe(variables.length);
  });

  it.each(["README.md", "docs/deploy.md"])("has each of its variables in %s", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const missing = [...MODEL_KEY_VARIABLES, ...MODEL_URL_VARIABLES].filter((name) => !text.includes(name));
    expect(missing).toEqual([]);
  });
});
