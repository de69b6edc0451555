import type { ImageType } from "../protocol/index.ts";

const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));
const PNG = [0x89, ...ascii("PNG"), 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];

const has = (bytes: Uint8Array, at: number, signature: readonly number[]): boolean =>
  signature.every((byte, index) => bytes[at + index] === byte);

/** Whether these bytes begin as a file of this type does; nothing is decoded. */
export function isImageOf(type: ImageType, bytes: Uint8Array): boolean {
  switch (type) {
    case "image/png":
      return has(bytes, 0, PNG);
    case "image/jpeg":
      return has(bytes, 0, JPEG);
    case "image/gif":
      return has(bytes, 0, ascii("GIF87a")) || has(bytes, 0, ascii("GIF89a"));
    case "image/webp":
      return has(bytes, 0, ascii("RIFF")) && has(bytes, 8, ascii("WEBP"));
  }
}
