import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { baseImages, pinned } from "./base-images.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const ROOT = join(import.meta.dirname, "../..");
const dir = mkdtempSync(join(tmpdir(), "verne-pin-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const MANIFEST = '{"schemaVersion": 2}\n';
const DIGEST = `sha256:${createHash("sha256").update(MANIFEST).digest("hex")}`;
const DOCKERFILE = `FROM --platform=linux/amd64 example.test:5000/base:1.2 AS first
RUN echo FROM nothing
from first
FROM $VARIANT
FROM scratch
`;

/** Runs it on a Dockerfile of its own, where `docker` is this program and no other is installed. */
function run(docker: string | null, ...args: string[]) {
  const file = join(dir, `Dockerfile-${crypto.randomUUID()}`);
  const bin = mkdtempSync(join(dir, "bin-"));
  writeFileSync(file, DOCKERFILE);
  if (docker !== null) {
    writeFileSync(join(bin, "docker"), `#!/bin/sh\n${docker}\n`);
    chmodSync(join(bin, "docker"), 0o755);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, file], {
    env: { PATH: bin },
  });
  return { status, out: `${stdout}${stderr}`, text: readFileSync(file, "utf8") };
}
const answers = (text: string) => `printf '%s' '${text}'`;

describe("a Dockerfile", () => {
  it("starts from images, not from its own stages", () => {
    expect(baseImages(DOCKERFILE)).toEqual([{ name: "example.test:5000/base:1.2", digest: null }]);
    const text = pinned(DOCKERFILE, "example.test:5000/base:1.2", DIGEST);
    expect(text).toContain(`FROM --platform=linux/amd64 example.test:5000/base:1.2@${DIGEST} AS first\n`);
    expect(baseImages(text)).toEqual([{ name: "example.test:5000/base:1.2", digest: DIGEST }]);
    expect(text.split("\n").slice(1)).toEqual(DOCKERFILE.split("\n").slice(1));
    expect(() => pinned(DOCKERFILE, "x", "sha256:latest")).toThrow("no digest");
  });
});

describe("npm run image:pin", () => {
  it("writes the digest of the manifest that the registry answers", () => {
    const { status, out, text } = run(answers(MANIFEST));
    expect(status, out).toBe(0);
    expect(text).toContain(`example.test:5000/base:1.2@${DIGEST} AS first`);
    expect(out).toContain(`pinned    example.test:5000/base:1.2 ${DIGEST}`);
  });

  it.each([
    ["no program is installed", null, "docker: is not installed"],
    ["the registry refuses", "echo denied >&2; exit 1", "docker: denied"],
    ["the answer is no manifest", answers("<html>"), "no manifest"],
    [
      "the registry does not know what it answered by its digest",
      `case "$*" in *@sha256*) ${answers("{}")};; *) ${answers(MANIFEST)};; esac`,
      "no image under the digest",
    ],
  ])("writes nothing where %s", (_why, docker, reason) => {
    const { status, out, text } = run(docker);
    expect(status).toBe(1);
    expect(out).toContain(reason);
    expect(text).toBe(DOCKERFILE);
  });

  it("says with --check what is not pinned, and asks nobody", () => {
    const { status, out, text } = run("exit 9", "--check");
    expect({ status, out: out.trim() }).toEqual({ status: 1, out: "unpinned  example.test:5000/base:1.2" });
    expect(text).toBe(DOCKERFILE);
  });
});

it("is what README and the guide to deploying say of the sandbox's image, pinned or not", () => {
  const images = baseImages(readFileSync(join(ROOT, "sandbox/Dockerfile"), "utf8"));
  expect(images.length).toBeGreaterThan(0);
  const words = images.every(({ digest }) => digest !== null)
    ? "base image is pinned by digest"
    : "base image is unpinned";
  for (const document of ["README.md", "docs/deploy.md"])
    expect(readFileSync(join(ROOT, document), "utf8"), document).toContain(words);
});
