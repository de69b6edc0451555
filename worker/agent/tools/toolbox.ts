import { presetOf } from "../../llm/presets.ts";
import type { ToolCall } from "../../llm/types.ts";
import { applyPatch } from "./apply-patch.ts";
import { askUser } from "./ask-user.ts";
import { deleteFile } from "./delete.ts";
import { edit } from "./edit.ts";
import { finish } from "./finish.ts";
import { glob } from "./glob.ts";
import { grep } from "./grep.ts";
import { processTool } from "./process.ts";
import { read } from "./read.ts";
import { readOutput } from "./read-output.ts";
import { remember } from "./remember.ts";
import { reportTool } from "./report-tool.ts";
import { requestFiles } from "./request-files.ts";
import { run } from "./run.ts";
import { runTests } from "./run-tests.ts";
import { submitPlan } from "./submit-plan.ts";
import type { Tool, ToolContext, ToolOutcome } from "./tool.ts";
import type { WorkTree } from "./work-tree.ts";
import { write } from "./write.ts";

export interface ToolChoice {
  provider?: string;
  model?: string;
  /** The model may run commands. Default false. */
  commands?: boolean;
  /** Tests can be run. Default false. */
  tests?: boolean;
  /** Number of notes that this run has made. */
  notes?: number;
}

/**
 * The tools of each phase, sorted by name: the list is part of the prompt cache's prefix. In the planning phase no
 * writing tool exists, so no prompt injection can use one; what a command writes is taken back.
 */
export const planningTools = (workTree: WorkTree, choice: ToolChoice = {}): Tool[] =>
  fitted(
    [
      glob,
      grep,
      read,
      readOutput,
      remember(choice.notes ?? 0),
      ...(choice.commands ? [run] : []),
      submitPlan(workTree),
    ],
    choice,
  );

export const editingTools = (choice: ToolChoice = {}): Tool[] =>
  fitted(
    [
      applyPatch,
      askUser,
      deleteFile,
      edit,
      finish,
      glob,
      grep,
      ...(choice.commands ? [processTool] : []),
      read,
      readOutput,
      remember(choice.notes ?? 0),
      requestFiles,
      ...(choice.commands ? [run] : []),
      ...(choice.tests ? [runTests] : []),
      write,
    ],
    choice,
  );

/** The tools as the model's family is offered them. */
function fitted(tools: readonly Tool[], { provider = "", model = "" }: ToolChoice): Tool[] {
  const preset = presetOf(provider, model);
  return tools
    .filter(({ name }) => name !== applyPatch.name || preset.patch !== null)
    .map((tool) => withHint(tool, preset.hints[tool.name]));
}

const withHint = (tool: Tool, hint: string | undefined): Tool =>
  hint === undefined
    ? tool
    : { ...tool, spec: { ...tool.spec, description: `${tool.spec.description} ${hint}` } };

/** Runs one call; an unknown tool is reported to the model. */
export async function callTool(
  tools: readonly Tool[],
  call: ToolCall,
  context: ToolContext,
): Promise<ToolOutcome> {
  const tool = tools.find((candidate) => candidate.name === call.name);
  const outcome = tool
    ? await tool.call(call.arguments, context)
    : {
        ok: false,
        malformed: true,
        content: `There is no tool ${JSON.stringify(call.name.slice(0, 80))}. There are: ${tools.map(({ name }) => name).join(", ")}.`,
      };
  if (outcome.malformed) reportTool(context.host, call.name || "(none)", "", false, outcome.content);
  return outcome;
}
