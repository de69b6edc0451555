import { expect, it } from "vitest";
import { ImageType } from "../protocol/index.ts";
import { isImageOf } from "./image-bytes.ts";

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const FILES: Record<ImageType, Uint8Array[]> = {
  "image/png": [bytes("\x89PNG\r\n\x1a\n")],
  "image/jpeg": [bytes("\xff\xd8\xff\xe0")],
  "image/webp": [bytes("RIFF\0\0\0\0WEBPVP8 ")],
  "image/gif": [bytes("GIF87a"), bytes("GIF89a")],
};

it.each(ImageType.options)("tells %s from every other file", (type) => {
  const others = ImageType.options.filter((other) => other !== type).flatMap((other) => FILES[other]);
  for (const file of FILES[type]) expect(isImageOf(type, file)).toBe(true);
  for (const file of [...others, bytes("<svg>"), bytes("RIFF\0\0\0\0WAVE"), new Uint8Array()])
    expect(isImageOf(type, file)).toBe(false);
});
