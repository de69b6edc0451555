import { expect, it } from "vitest";
import { MemoryHost } from "../fakes/memory-host.ts";
import { planFor } from "../fakes/requests.ts";
import { call } from "../fakes/scripted-model.ts";
import { applyPatch } from "./apply-patch.ts";
import { callTool, editingTools } from "./toolbox.ts";
import { WorkTree } from "./work-tree.ts";

const TEXT = "one();\ntwo();\ntwo();\n  three();\n";

async function use(name: string, args: unknown) {
  const host = new MemoryHost({ "a.js": TEXT });
  const plan = planFor([{ path: "a.js", action: "modify" }]);
  const context = { host, workTree: new WorkTree(host), plan };
  const [made] = call(name, args).calls ?? [];
  const tools = [applyPatch, ...editingTools({ provider: "demo" })];
  const outcome = await callTool(
    tools,
    { id: "c", name: made?.name ?? "", arguments: JSON.stringify(made?.args) },
    context,
  );
  return { ok: outcome.ok, text: host.text("a.js"), content: outcome.content };
}

const patch = (...lines: string[]) => ({
  patch: ["*** Begin Patch", "*** Update File: a.js", "@@", ...lines, "*** End Patch"].join("\n"),
});
const edit = (...edits: unknown[]) => ({ path: "a.js", edits });

it.each<[string, string, unknown, string]>([
  [
    "an exact, unique text",
    "edit",
    edit({ old: "one();", new: "1();" }),
    "1();\ntwo();\ntwo();\n  three();\n",
  ],
  [
    "several of them",
    "edit",
    edit({ old: "one();", new: "1();" }, { old: "  three();", new: "  3();" }),
    "1();\ntwo();\ntwo();\n  3();\n",
  ],
  [
    "an exact, unique hunk",
    "apply_patch",
    patch(" one();", "-two();", "+2();", " two();"),
    "one();\n2();\ntwo();\n  three();\n",
  ],
])("%s needs no reading before", async (_what, tool, args, text) => {
  expect(await use(tool, args)).toMatchObject({ ok: true, text });
});

it.each<[string, string, unknown]>([
  ["a text that stands there twice", "edit", edit({ old: "two();", new: "2();" })],
  ["each of a text", "edit", edit({ old: "two();", new: "2();", replace_all: true })],
  ["another indentation", "edit", edit({ old: "one();\n    two();", new: "1();" })],
  ["one of two that is not there", "edit", edit({ old: "one();", new: "1();" }, { old: "four", new: "4" })],
  ["a blank text", "edit", edit({ old: "  ", new: "\t" })],
  ["a mode alone", "edit", { path: "a.js", executable: true }],
  ["a hunk with another indentation", "apply_patch", patch("-three();", "+3();")],
  ["a whole file", "write", { path: "a.js", content: "x();\n" }],
])("%s does, and the file is shown", async (_what, tool, args) => {
  const { ok, text, content } = await use(tool, args);
  expect([ok, text]).toEqual([false, TEXT]);
  expect(content).toContain("You have not read this file yet");
  expect(content).toContain("    1| one();");
});
