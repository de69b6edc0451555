import type { Content, GenerateContentParameters, Part } from "@google/genai/web";
import { type SentImage, sentImages } from "../images.ts";
import { type Replay, replay } from "../outline.ts";
import { argumentsOf, sendableName } from "../tool-calls.ts";
import type { ModelRequest } from "../types.ts";

/** Stands for the signature that Gemini 3 and later want with each first call, on calls that another model made. */
const FOREIGN_CALL = "skip_thought_signature_validator";

export interface GeminiOptions {
  provider: string;
  /** The model thinks, and may be asked to tell what. */
  thinks: boolean;
  signal: AbortSignal;
}

/** The parameters of a streaming call. The SDK's own loops (function calling, continuation) are off. */
export function toGeminiRequest(
  request: ModelRequest,
  { provider, thinks, signal }: GeminiOptions,
): GenerateContentParameters {
  const system = request.messages.flatMap((one) => (one.role === "system" ? [one.content] : []));
  const tools = request.tools.map(({ name, description, parameters }) => ({
    name,
    description,
    parametersJsonSchema: parameters,
  }));
  return {
    model: request.model,
    contents: toContents(request, provider),
    config: {
      abortSignal: signal,
      maxOutputTokens: request.maxOutputTokens,
      automaticFunctionCalling: { disable: true },
      automaticContinuation: false,
      ...(system.length > 0 ? { systemInstruction: system.join("\n\n") } : {}),
      ...(tools.length > 0 ? { tools: [{ functionDeclarations: tools }] } : {}),
      ...(thinks ? { thinkingConfig: { includeThoughts: true } } : {}),
    },
  };
}

interface SentCall {
  name: string;
  /** Null where Gemini gave none: calls and results then match by order. */
  id: string | null;
}

/** Results of one turn's calls stand together in one content, alone: their number must be that of the calls. */
function toContents(request: ModelRequest, provider: string): Content[] {
  const sent = new Map<string, SentCall>();
  const contents: Content[] = [];
  let results: Part[] | null = null;
  for (const message of request.messages) {
    if (message.role === "system") continue;
    if (message.role === "tool") {
      const part = toResult(sent.get(message.toolCallId), message.content);
      if (results) results.push(part);
      else {
        results = [part];
        contents.push({ role: "user", parts: results });
      }
      continue;
    }
    results = null;
    if (message.role === "assistant") {
      const parts = toParts(replay(message, provider, request.model), request.model, sent);
      if (parts.length > 0) contents.push({ role: "model", parts });
    } else {
      const images = sentImages(message, request).map(toImage);
      contents.push({ role: "user", parts: [...images, { text: message.content }] });
    }
  }
  return contents;
}

/** Gemini reads every type of ours but GIF, and would refuse the whole request for one. */
function toImage({ mediaType, base64 }: SentImage): Part {
  if (mediaType === "image/gif") return { text: "[An attached GIF, which you cannot see.]" };
  return { inlineData: { mimeType: mediaType, data: base64 } };
}

function toResult(call: SentCall | undefined, content: string): Part {
  const id = call?.id ? { id: call.id } : {};
  return { functionResponse: { ...id, name: call?.name ?? "unknown", response: { output: content } } };
}

function toParts({ own, parts }: Replay, model: string, sent: Map<string, SentCall>): Part[] {
  let wantsSignature = !own && !/^gemini-[12]\b/.test(model);
  return parts.map((part): Part => {
    // A thought as this API sent it; `outline.ts` has checked where it is from.
    if (part.kind === "opaque") return part.value as Part;
    const signature = signatureOf(part.extra);
    if (part.kind === "text") return { text: part.text, ...signature };
    const { call, extra } = part;
    const id = extra.hasId === true ? call.id : null;
    const name = sendableName(call.name);
    sent.set(call.id, { name, id });
    const foreign = wantsSignature ? { thoughtSignature: FOREIGN_CALL } : {};
    wantsSignature = false;
    return {
      functionCall: { ...(id ? { id } : {}), name, args: argumentsOf(call) },
      ...foreign,
      ...signature,
    };
  });
}

function signatureOf(extra: Record<string, unknown>): { thoughtSignature?: string } {
  const { thoughtSignature } = extra;
  return typeof thoughtSignature === "string" ? { thoughtSignature } : {};
}
