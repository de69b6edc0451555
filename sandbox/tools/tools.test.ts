import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTools } from "./build.ts";
import { type CheckoutDescription, describeCheckout } from "./context.ts";
import { isAuthored } from "./listing.ts";

const scratch = mkdtempSync(join(tmpdir(), "verne-tools-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function checkout(name: string, files: Record<string, string>): string {
  const root = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync("git", ["-C", root, "-c", "init.defaultBranch=main", "init", "-q"]);
  return root;
}

describe("describeCheckout", () => {
  it("lists what is not ignored, reads manifests, and follows no symbolic link", async () => {
    const root = checkout("small", {
      ".gitignore": "secret.txt\n",
      "secret.txt": "ignored",
      "package.json": '{"name":"x"}',
      "README.md": "# X\n",
      "vitest.config.ts": "// watch",
      "deep/vitest.config.ts": "// no manifest beside it",
      "src/a.js": "const alpha = 1",
      "tests/test_a.py": "import unittest\n",
      "node_modules/m/index.js": "const alpha = 2",
    });
    writeFileSync(join(scratch, "outside.json"), "outside");
    symlinkSync(join(scratch, "outside.json"), join(root, "tox.ini"));
    const found = await describeCheckout(root, "alpha");
    expect(found.root_names).not.toContain("secret.txt");
    expect(found.texts["package.json"]).toBe('{"name":"x"}');
    expect(found.texts["tests/test_a.py"]).toBe("import unittest\n");
    expect(found.texts["vitest.config.ts"]).toBe("// watch");
    expect(found.texts["deep/vitest.config.ts"]).toBeUndefined();
    expect(JSON.stringify(found)).not.toContain("outside");
    expect(found.ranked.filter(({ matched }) => matched).map((file) => file.path)).toEqual(["src/a.js"]);
    expect(found.test_files).toEqual(["tests/test_a.py"]);
    expect(found.readme).toBe("# X\n");
  });

  it("reads guidance and readme through links within the checkout", async () => {
    const root = checkout("linked", { ".ai/rules.md": "Rules.\n", "docs/README.md": "# Docs\n" });
    symlinkSync(".ai/rules.md", join(root, "AGENTS.md"));
    symlinkSync("AGENTS.md", join(root, "CLAUDE.md"));
    symlinkSync("docs/README.md", join(root, "README.md"));
    execFileSync("git", ["-C", root, "add", "-A"]);
    const found = await describeCheckout(root, null);
    expect(found.guidance).toEqual([{ path: "AGENTS.md", scope: "", text: "Rules.\n", truncated: false }]);
    expect(found.readme).toBe("# Docs\n");
  });

  it("forgets a tracked file that was deleted", async () => {
    const root = checkout("deleted", { "a.js": "x", "b.js": "y" });
    execFileSync("git", ["-C", root, "add", "-A"]);
    rmSync(join(root, "a.js"));
    expect((await describeCheckout(root, null)).root_names).toEqual(["b.js"]);
  });

  it("skips vendored, generated and binary files when ranking", () => {
    expect(
      ["vendor/a.go", "a.min.js", "logo.png", "yarn.lock", "x/node_modules/y.js"].filter(isAuthored),
    ).toEqual([]);
    expect(isAuthored("src/build.ts")).toBe(true);
  });
});

describe("the bundle", () => {
  let executable = "";
  beforeAll(async () => {
    executable = await buildTools(join(scratch, "bundle"));
  });

  it("prints one JSON object and handles a folder of a type: module package", () => {
    writeFileSync(join(scratch, "package.json"), '{"type":"module"}');
    const root = checkout("bundled", { "src/a.py": "def compute_total(): pass" });
    writeFileSync(join(scratch, "prompt.txt"), "compute_total is wrong");
    const args = ["context", "--root", root, "--prompt-file", join(scratch, "prompt.txt"), "--json"];
    // The tool's own output; the shape is asserted below.
    const found = JSON.parse(execFileSync(executable, args, { encoding: "utf8" })) as CheckoutDescription;
    expect(found.ranked[0]?.path).toBe("src/a.py");
  });

  it("names the problem and exits 2 outside a checkout", () => {
    const missing = join(scratch, "missing");
    expect(() => execFileSync(executable, ["context", "--root", missing], { stdio: "pipe" })).toThrow(
      /missing/,
    );
    expect(() => execFileSync(executable, ["nonsense"], { stdio: "pipe" })).toThrow(/usage/);
  });
});
