import { join } from "node:path";
import { insidePath, readHead } from "./files.ts";
import { byDepth } from "./manifests.ts";

const MAX_AGENT_BYTES = 12 * 1024;
const MAX_CONTRIBUTING_BYTES = 6 * 1024;
const MAX_NESTED = 6;
const MAX_SETUP_BYTES = 32 * 1024;
const MAX_WORKFLOWS = 12;

export interface GuidanceFile {
  path: string;
  /** The folder that it applies to; empty for the whole repository. */
  scope: string;
  text: string;
  truncated: boolean;
}

const AT_ROOT = /^(?:AGENTS|CLAUDE)\.md$|^\.github\/copilot-instructions\.md$/i;
const CONTRIBUTING = /^(?:\.github\/|docs\/)?CONTRIBUTING(?:\.(?:md|rst|txt|adoc))?$/i;
const NESTED = /\/(?:AGENTS|CLAUDE)\.md$/i;

/**
 * What the project tells those who work on it, also by links within the checkout. Of the files in folders, only those are read that lie above one of
 * `near` (the files the task is likely about), nearest to the first ones first.
 */
export function readGuidance(
  root: string,
  paths: readonly string[],
  near: readonly string[],
): GuidanceFile[] {
  const atRoot = paths.filter((path) => AT_ROOT.test(path));
  const nested = paths.filter((path) => NESTED.test(path) && !AT_ROOT.test(path));
  const contributing = paths.filter((path) => CONTRIBUTING.test(path));
  const files = [
    ...atRoot.map((path) => read(root, path, "", MAX_AGENT_BYTES)),
    ...nearest(nested, near).map((path) => read(root, path, folderOf(path), MAX_AGENT_BYTES)),
    ...byDepth(contributing)
      .slice(0, 1)
      .map((path) => read(root, path, "", MAX_CONTRIBUTING_BYTES)),
  ].filter((file) => file !== null);
  // CLAUDE.md is often a copy of AGENTS.md, or a link to it.
  const seen = new Set<string>();
  return files.flatMap(({ target, ...file }) => {
    const key = `${file.scope}\0${file.text.trim()}`;
    if (file.text.trim() === "" || seen.has(key) || seen.has(target)) return [];
    seen.add(key).add(target);
    return [file];
  });
}

function nearest(nested: readonly string[], near: readonly string[]): string[] {
  const chosen = new Set<string>();
  for (const file of near) {
    for (const path of byDepth(nested)) {
      if (file.startsWith(`${folderOf(path)}/`)) chosen.add(path);
      if (chosen.size >= MAX_NESTED) return [...chosen];
    }
  }
  return [...chosen];
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** `target` is the file itself: several links to one say one thing. */
function read(
  root: string,
  path: string,
  scope: string,
  maxBytes: number,
): (GuidanceFile & { target: string }) | null {
  const target = insidePath(root, path);
  const text = target === null ? null : readHead(join(root, target), maxBytes + 1);
  if (target === null || text === null) return null;
  const truncated = Buffer.byteLength(text) > maxBytes;
  return { path, scope, text: truncated ? text.slice(0, maxBytes) : text, truncated, target };
}

const SETUP =
  /^(?:\.verne\/setup\.sh|\.agents\/setup(?:\.sh)?|\.openhands\/setup\.sh|\.github\/workflows\/copilot-setup-steps\.ya?ml|\.devcontainer\/devcontainer\.json|\.devcontainer\.json)$/;
const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** The files that say how to set the project up, whole; the Worker reads commands out of them. */
export function readSetupFiles(root: string, paths: readonly string[]): { path: string; text: string }[] {
  const setup = paths.filter((path) => SETUP.test(path));
  const workflows = paths.filter((path) => WORKFLOW.test(path) && !SETUP.test(path)).slice(0, MAX_WORKFLOWS);
  return [...setup, ...workflows].flatMap((path) => {
    const text = readHead(join(root, path), MAX_SETUP_BYTES);
    return text === null ? [] : [{ path, text }];
  });
}
