/**
 * `npm run image:pin`: asks the registry for the digest of each base image and writes it into the Dockerfile. `--check`
 * uses no network, says which images are pinned, and ends with 1 while one is not. Another Dockerfile may be named.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { baseImages, pinned } from "./base-images.ts";
import { digestOf } from "./manifest.ts";

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});
const file = positionals[0] ?? join(import.meta.dirname, "../Dockerfile");

/** Answers whether every image is pinned. */
function check(): boolean {
  const images = baseImages(readFileSync(file, "utf8"));
  for (const { name, digest } of images)
    console.log(digest === null ? `unpinned  ${name}` : `pinned    ${name} ${digest}`);
  return images.every(({ digest }) => digest !== null);
}

function pin(): void {
  let text = readFileSync(file, "utf8");
  // All digests are there before anything is written.
  for (const { name } of baseImages(text)) text = pinned(text, name, digestOf(name));
  writeFileSync(file, text);
}

try {
  if (!values.check) pin();
  if (!check()) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
