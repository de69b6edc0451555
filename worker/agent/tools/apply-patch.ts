import { z } from "zod";
import { PATCH_GRAMMAR } from "../edit/patch/grammar.ts";
import { performEdit } from "./perform-edit.ts";
import { defineTool } from "./tool.ts";

/** For models that were trained on this format; offered as free text if the provider supports it. */
export const applyPatch = defineTool({
  name: "apply_patch",
  description: `Changes files that you have read, all or none, by a patch of this form:
*** Begin Patch
*** Update File: path/relative/to/the/root.py
@@ class Outer
@@     def method(self):
 unchanged line
-removed line
+added line
 unchanged line
*** Add File: path/of/new.txt
+its first line
*** Delete File: path/of/old.txt
*** End Patch
Unchanged and removed lines are copied exactly from the file and stand there once: three around a change, and @@ lines that name the class or function where that is not enough. \`*** Move to: new/path\` after an Update line moves the file; \`*** End of File\` after a hunk: its last line is the file's last.`,
  args: z.object({ patch: z.string().min(1).max(4_000_000) }),
  safe: false,
  freeform: { argument: "patch", syntax: "lark", definition: PATCH_GRAMMAR },
  normalise: patchArgument,
  run: ({ patch }, context) => performEdit("apply_patch", { kind: "patch", patch }, context),
});

/** Models also call the argument `input`, or send the bare patch. */
export function patchArgument(value: unknown): unknown {
  if (typeof value === "string") return { patch: value };
  if (typeof value !== "object" || value === null || "patch" in value) return value;
  return "input" in value ? { patch: value.input } : value;
}
