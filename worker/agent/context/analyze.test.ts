import { expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import { analyze } from "./analyze.ts";

const snapshot = {
  version: 1,
  file_count: 3,
  truncated: false,
  languages: [{ name: "JavaScript", files: 2 }],
  root_names: ["src/", "AGENTS.md"],
  ranked: [
    { path: "src/a.js", score: 2, symbols: [{ name: "total", kind: "function", line: 4 }] },
    { path: "src/b.js", score: 1 },
  ],
  test_files: [],
  texts: {},
  readme: "# Shop\u200b\n",
  guidance: [{ path: "AGENTS.md", scope: "", text: "Use tabs.", truncated: false }],
  setup_files: [{ path: ".verne/setup.sh", text: "npm ci\n" }],
};

const hostPrinting = (stdout: string) => new MemoryHost({}, () => ({ stdout }));

it("turns what the tool prints into card, ranking, guidance and setup", async () => {
  const context = await analyze(hostPrinting(JSON.stringify(snapshot)), "total is wrong");
  expect(context.rankedFiles).toEqual(["src/a.js", "src/b.js"]);
  expect(context.card).toContain("- src/a.js: function total 4\n- src/b.js\n");
  expect(context.card).toContain("Setup as the project describes it: .verne/setup.sh");
  expect(context.card).toContain("# Shop");
  expect(context.card).not.toContain("\u200b");
  expect(context.guidance).toMatchObject([{ path: "AGENTS.md", text: "Use tabs." }]);
  expect(context.setup).toMatchObject({ kind: "script", source: ".verne/setup.sh", script: "npm ci\n" });
});

it.each([
  ["no JSON", "output"],
  [JSON.stringify({ ...snapshot, ranked: [{ path: 1, score: 1 }] }), "ranked.0.path"],
  [JSON.stringify({ ...snapshot, guidance: Array(21).fill(snapshot.guidance[0]) }), "guidance"],
  [
    JSON.stringify({ ...snapshot, setup_files: [{ path: "a", text: "x".repeat(40_001) }] }),
    "setup_files.0.text",
  ],
])("refuses output that is not of its shape (%#)", async (stdout, where) => {
  await expect(analyze(hostPrinting(stdout), "x")).rejects.toMatchObject({
    code: "CONTEXT_INVALID",
    message: expect.stringContaining(`(${where})`),
  });
});
