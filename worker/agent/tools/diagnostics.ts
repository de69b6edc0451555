import { z } from "zod";
import type { FileChange } from "../edit/apply-edits.ts";
import type { AgentHost } from "../types.ts";
import type { ToolContext } from "./tool.ts";

const TIMEOUT_MS = 15_000;
const MAX_SHOWN = 5;

/** The output of `verne-tools check`. Untrusted, because it runs beside hostile code: only its shape is validated. */
const Printed = z.object({
  checked: z.boolean().optional(),
  errors: z.array(z.object({ line: z.int().nonnegative(), message: z.string() })).max(1000),
});
type SyntaxErrors = z.infer<typeof Printed>["errors"];

/** Extensions of the languages that `verne-tools` can parse. */
const SOURCE = /\.(?:[cm]?[jt]sx?|pyi?|go|rs|java|cs|rb|rake|php|c|h|cc|cpp|cxx|hh|hpp|hxx)$/i;

/**
 * A note for the model about new syntax errors after a change; null if the file parses, had errors before, or cannot be
 * checked. A syntax error does not fail the edit: the next one may fix it.
 */
export async function syntaxErrors(
  change: FileChange,
  { host, workTree }: ToolContext,
): Promise<string | null> {
  if (change.bytes === null || !SOURCE.test(change.path)) return null;
  const after = await check(host, workTree.absolute(change.path));
  if (after === null || after.length === 0) return null;
  const before = await errorsBefore(change, host);
  if (before === null || after.length <= before.length) return null;
  const shown = after
    .slice(0, MAX_SHOWN)
    .map(({ line, message }) => `- line ${line}: ${message.slice(0, 200)}`);
  const more = after.length > MAX_SHOWN ? `\n- and ${after.length - MAX_SHOWN} more` : "";
  return `${change.path} does not parse any more. Look at it and mend it:\n${shown.join("\n")}${more}`;
}

/** Checked only on demand: most edits break nothing. */
async function errorsBefore(change: FileChange, host: AgentHost): Promise<SyntaxErrors | null> {
  if (change.before === "") return [];
  const copy = `${host.sandbox.root}/verne/before-edit/${change.path.slice(change.path.lastIndexOf("/") + 1)}`;
  try {
    await host.sandbox.write(copy, new TextEncoder().encode(change.before));
  } catch {
    host.signal.throwIfAborted();
    return null;
  }
  return check(host, copy);
}

async function check(host: AgentHost, path: string): Promise<SyntaxErrors | null> {
  try {
    const result = await host.run(["verne-tools", "check", "--file", path], {
      timeoutMs: TIMEOUT_MS,
      visible: false,
    });
    if (result.exitCode !== 0) return null;
    const { checked, errors } = Printed.parse(JSON.parse(result.stdout));
    return checked === false ? null : errors;
  } catch {
    // An older image lacks the command. The next call reports a lost sandbox.
    host.signal.throwIfAborted();
    return null;
  }
}
