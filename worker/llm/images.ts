import type { ImageType } from "../protocol/index.ts";
import { findModel } from "./catalog.ts";
import type { ImageRef, Message, ModelRequest } from "./types.ts";

/** What an image counts at most by default, of the providers' own rules for one of 1,568 pixels; for reserving. */
const TOKENS_PER_IMAGE = 1_600;

export interface SentImage {
  mediaType: ImageType;
  base64: string;
}

/** Whether a model reads images; null where that is not known. The demo model is a script and does not. */
export function readsImages(provider: string, model: string): boolean | null {
  if (provider === "demo") return false;
  const known = findModel(model);
  return known?.provider === provider ? known.images : null;
}

export const imagesOf = (message: Message): readonly ImageRef[] =>
  message.role === "user" ? (message.images ?? []) : [];

/** The images of a message that go out with this request. */
export function sentImages(message: Message, request: ModelRequest): SentImage[] {
  return imagesOf(message).flatMap(({ id, mediaType }) => {
    const base64 = request.images?.get(id);
    return base64 === undefined ? [] : [{ mediaType, base64 }];
  });
}

export const dataUrl = ({ mediaType, base64 }: SentImage): string => `data:${mediaType};base64,${base64}`;

/** Rough size in tokens of the images in these messages. */
export function imageTokens(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + imagesOf(message).length, 0) * TOKENS_PER_IMAGE;
}

/** The messages without those images that are not in `images`; each message says how many it lacks, and why. */
export function withoutUnsent(
  messages: readonly Message[],
  images: ReadonlyMap<string, string>,
  why: string,
): Message[] {
  return messages.map((message) => {
    if (message.role !== "user" || !message.images) return message;
    const sent = message.images.filter(({ id }) => images.has(id));
    const lacking = message.images.length - sent.length;
    if (lacking === 0) return message;
    const what = lacking === 1 ? "an image" : `${lacking} images`;
    const content = `[The user attached ${what} to this message. ${why}]\n\n${message.content}`;
    return { role: "user", content, ...(sent.length > 0 ? { images: sent } : {}) };
  });
}
