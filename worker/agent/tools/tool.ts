import { z } from "zod";
import type { ToolSpec } from "../../llm/types.ts";
import { visibleText } from "../../protocol/hidden-text.ts";
import type { Plan, PlanDraft } from "../../protocol/index.ts";
import type { CommandSessions } from "../commands/sessions.ts";
import type { AgentHost, Knowledge, PlanRequest, RunTests } from "../types.ts";
import { fitArguments, parsedText } from "./fit-arguments.ts";
import { schemaForModel } from "./model-schema.ts";
import type { WorkTree } from "./work-tree.ts";

/** The result of a tool call. Refusals and failures are values: the model reads them and continues. */
export interface ToolOutcome {
  ok: boolean;
  /** Text for the model. */
  content: string;
  /** The whole result if `content` is a part. It is stored, and the model can read it with `read_output`. */
  full?: string;
  /** Output of the repository's programs that belongs to the result; shown as untrusted data. */
  quoted?: string;
  /** The work tree changed: conversation and checkpoint are stored together. */
  edited?: boolean;
  /** What of the result counts when the model repeats itself; all of it when absent. */
  repeats?: string;
  /** The call was invalid: unknown tool, broken JSON, arguments that do not match the schema. */
  malformed?: boolean;
  /** Ends the run. */
  ending?: Ending;
}

export type Ending =
  | { kind: "plan"; draft: PlanDraft }
  | { kind: "finish"; title: string; summary: string; notDone: string }
  | { kind: "ask"; questions: string[]; summary: string };

export interface ToolContext {
  host: AgentHost;
  workTree: WorkTree;
  /** The model's commands; absent where it may run none. */
  sessions?: CommandSessions;
  /** The approved plan while editing; null while planning. */
  plan: Plan | null;
  /** The plan step that is executed alone; absent for the whole plan. */
  stepId?: string;
  /** What a plan is checked against, while planning. */
  planning?: Pick<PlanRequest, "prompt" | "reproduce">;
  /** Stores knowledge about this repository for later tasks. */
  learn?(item: Knowledge): void;
  /** Absent where no test can be run. */
  runTests?: RunTests;
}

export interface Tool {
  name: string;
  spec: ToolSpec;
  /** `safe` tools have no side effects, so a call interrupted by a crash is repeated. */
  safe: boolean;
  /** Its successful result is repository text: shown as untrusted data. */
  quotes: boolean;
  /** Its success ends the run. */
  ends: boolean;
  /** Runs the call. Throws only for failures of the sandbox and for the abort signal. */
  call(argumentsJson: string, context: ToolContext): Promise<ToolOutcome>;
}

interface ToolDefinition<S extends z.ZodType> {
  name: string;
  description: string;
  args: S;
  safe: boolean;
  /** Default false. */
  quotes?: boolean;
  /** Default false. */
  ends?: boolean;
  /** Its arguments are text for the user: hidden characters are removed, except in paths. */
  speaks?: boolean;
  /** Offers the tool as free text: arguments that are not JSON are taken as that text. */
  freeform?: ToolSpec["freeform"];
  /** Normalises common deviations before validation; receives any JSON. */
  normalise?: (value: unknown) => unknown;
  run(args: z.infer<S>, context: ToolContext): Promise<ToolOutcome>;
}

/** Creates a tool whose JSON schema and argument validation come from one zod schema. */
export function defineTool<S extends z.ZodType>(definition: ToolDefinition<S>): Tool {
  const {
    name,
    description,
    args,
    safe,
    quotes = false,
    ends = false,
    speaks = false,
    freeform,
    normalise = (value: unknown) => value,
  } = definition;
  const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: "input" });
  return {
    name,
    safe,
    quotes,
    ends,
    spec: { name, description, parameters: schemaForModel(parameters), ...(freeform ? { freeform } : {}) },
    call: async (argumentsJson, context) => {
      const value = parseJson(argumentsJson) ?? (freeform ? argumentsJson : undefined);
      if (value === undefined) {
        return malformed(
          `The arguments of ${name} are not valid JSON. Send one JSON object that fits its schema.`,
        );
      }
      const parsed = fitArguments(args, withoutNulls(value), (raw) => {
        const given = normalise(raw);
        return speaks ? visibleWords(given) : given;
      });
      if (!parsed.success)
        return malformed(`The arguments of ${name} do not fit its schema:\n${describe(parsed.error)}`);
      return definition.run(parsed.data, context);
    },
  };
}

export function refuse(content: string): ToolOutcome {
  return { ok: false, content };
}

function malformed(content: string): ToolOutcome {
  return { ok: false, content, malformed: true };
}

/** One line per problem, each with its path: `steps.0.title: must be ...`. */
function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 20)
    .map((issue) => `- ${issue.path.join(".") || "(arguments)"}: ${issue.message}`)
    .join("\n");
}

const parseJson = (text: string): unknown => (text.trim() === "" ? {} : parsedText(text));

/** Arguments with file names, which are kept unchanged. */
const NAMES = new Set(["path", "paths"]);

function visibleWords(value: unknown): unknown {
  if (typeof value === "string") return visibleText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(visibleWords);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, NAMES.has(key) ? item : visibleWords(item)]),
  );
}

/** Many models send null for an optional argument. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}
