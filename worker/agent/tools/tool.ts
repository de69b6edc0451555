import { z } from "zod";
import type { ToolSpec } from "../../llm/types.ts";
import { visibleText } from "../../protocol/hidden-text.ts";
import type { Plan, PlanDraft } from "../../protocol/index.ts";
import type { AgentHost, Knowledge } from "../types.ts";
import type { WorkTree } from "./work-tree.ts";

/** What a tool call came to. Refusals and failures are values: the model reads them and goes on. */
export interface ToolOutcome {
  ok: boolean;
  /** What the model gets to read. */
  content: string;
  /** All of it, where `content` is a part. It is kept, and the model can look at it with `read_output`. */
  full?: string;
  /** The work tree changed: conversation and checkpoint are stored together. */
  edited?: boolean;
  /** The call was not a call: unknown tool, broken JSON, arguments of another shape. */
  malformed?: boolean;
  /** The run is over, with this. */
  ending?: Ending;
}

export type Ending =
  | { kind: "plan"; draft: PlanDraft }
  | { kind: "finish"; summary: string }
  | { kind: "ask"; questions: string[]; summary: string };

export interface ToolContext {
  host: AgentHost;
  workTree: WorkTree;
  /** The approved plan while editing; null while planning. */
  plan: Plan | null;
  /** The step of the plan that is carried out alone; absent when the whole plan is. */
  stepId?: string;
  /** Takes what is worth knowing next time in this repository. */
  learn?(item: Knowledge): void;
}

export interface Tool {
  name: string;
  spec: ToolSpec;
  /** `safe` tools change nothing, so a call that a crash left open is simply made again. */
  safe: boolean;
  /** What it returns when it went well is text of the repository: data, and shown as such. */
  quotes: boolean;
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
  /** Its arguments are words for the user: hidden characters are left out of them, except of paths. */
  speaks?: boolean;
  /** Offers the tool as free text; then arguments that are no JSON are taken as that text. */
  freeform?: ToolSpec["freeform"];
  /** Puts what models commonly get wrong into shape before the check; gets whatever JSON was sent. */
  normalise?: (value: unknown) => unknown;
  run(args: z.infer<S>, context: ToolContext): Promise<ToolOutcome>;
}

/** Makes a tool whose JSON schema and argument check come from one zod schema. */
export function defineTool<S extends z.ZodType>(definition: ToolDefinition<S>): Tool {
  const {
    name,
    description,
    args,
    safe,
    quotes = false,
    speaks = false,
    freeform,
    normalise = (value: unknown) => value,
  } = definition;
  const { $schema: _, ...parameters } = z.toJSONSchema(args, { io: "input" });
  return {
    name,
    safe,
    quotes,
    spec: { name, description, parameters, ...(freeform ? { freeform } : {}) },
    call: async (argumentsJson, context) => {
      const value = parseJson(argumentsJson) ?? (freeform ? argumentsJson : undefined);
      if (value === undefined) {
        return malformed(
          `The arguments of ${name} are not valid JSON. Send one JSON object that fits its schema.`,
        );
      }
      const given = normalise(withoutNulls(value));
      const parsed = args.safeParse(speaks ? visibleWords(given) : given);
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

function parseJson(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A file is named exactly as it is on the disk, whatever is in its name. */
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
