import { z } from "zod";
import { commandResult } from "../commands/result.ts";
import { BACKGROUND_MS, MAX_RUNNING } from "../commands/sessions.ts";
import type { CommandPort } from "../types.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse, type ToolContext } from "./tool.ts";

const MAX_TIMEOUT_S = 600;
const DEFAULT_TIMEOUT_S = 120;

export const run = defineTool({
  name: "run",
  description:
    "Runs a shell command for what no other tool does: type-check, format, regenerate, git log. No input; no network unless the user allows " +
    `it. After 30 s without output or at timeout_s (${DEFAULT_TIMEOUT_S}) it goes on, see process. ` +
    "Changes outside the plan are taken back.",
  args: z.object({
    command: z.string().min(1).max(20_000),
    purpose: z.string().min(1).max(300).describe("A few words for the user"),
    cwd: z.string().max(1024).default("."),
    timeout_s: z.number().min(1).max(MAX_TIMEOUT_S).default(DEFAULT_TIMEOUT_S),
    background: z.boolean().default(false).describe("For a server"),
  }),
  safe: false,
  quotes: true,
  async run(args, context) {
    const { host, sessions, plan } = context;
    const port = host.commandPort;
    if (!port || !sessions) return refuse("No command can be run here.");
    const folder = await folderOf(args.cwd, context);
    if (folder === null) return refuse(`cwd: ${args.cwd} is not a folder of the repository.`);
    const over = limitReached(port);
    if (over !== null) {
      reportTool(host, "run", args.command, false, over);
      return refuse(over);
    }
    const others = sessions.running();
    if (others.length >= MAX_RUNNING)
      return refuse(
        `${others.length} commands run already (${others.map(({ id }) => id).join(", ")}). End one with process first.`,
      );
    const { command, purpose, background } = args;
    const planning = plan === null;
    if (planning && background) return refuse("Nothing can run in the background while planning.");
    const { place, note } = await port.prepare();
    const session = sessions.start({ command, purpose, folder, background }, place);
    const waitMs = background ? BACKGROUND_MS : args.timeout_s * 1_000;
    // While planning nothing is left running, so that silence is no reason to come back.
    let output = await sessions.wait(session, host.now() + waitMs, planning ? waitMs : undefined);
    if (planning && session.result === null) output += await sessions.end(session, "kill");
    return commandResult(session, output, context, note);
  },
});

function limitReached({ limits, used }: CommandPort): string | null {
  const { commands, ms } = used();
  if (commands < limits.maxCommands && ms < limits.maxMs) return null;
  return `The task's limit of ${limits.maxCommands} commands or ${limits.maxMs / 60_000} minutes of them is reached. Go on without running commands.`;
}

/** The folder relative to the repository, empty for its top; null when there is none. */
async function folderOf(given: string, { host, workTree }: ToolContext): Promise<string | null> {
  const plain = given.replace(/\/+$/, "");
  if (plain === "" || plain === "." || plain === host.repoDir) return "";
  const path = workTree.parse(plain);
  if (path === null) return null;
  const found = await workTree.locate(path);
  return found.kind === "directory" ? found.path : null;
}
