/** How this repository words its commits and pull requests, read from the base before anything else has run. */
import { visibleText } from "../../protocol/hidden-text.ts";
import { WorkTree } from "../tools/work-tree.ts";
import type { AgentHost, HouseStyle } from "../types.ts";

const MAX_SUBJECTS = 60;
const MAX_SUBJECT_CHARS = 200;
const MAX_TEMPLATES = 10;
const MAX_TEMPLATE_CHARS = 8_000;
const TIMEOUT_MS = 20_000;

/** The folders in which GitHub looks for a template. */
const FOLDERS = [".github", "", "docs"];
const TEMPLATE = /^pull_request_template(?:\.(?:md|markdown|txt))?$/i;
const SEVERAL = /^pull_request_template$/i;

/** Nothing of it is needed: what cannot be read is left out. */
export async function houseStyleOf(host: AgentHost): Promise<HouseStyle> {
  return { subjects: await subjectsOf(host), templates: await templatesOf(host) };
}

async function subjectsOf(host: AgentHost): Promise<string[]> {
  const format = ["--no-merges", "--format=%s", "-z", `--max-count=${MAX_SUBJECTS}`];
  const options = { timeoutMs: TIMEOUT_MS, visible: false, git: true };
  const result = await host.run(["git", "log", ...format], options);
  if (result.exitCode !== 0) return [];
  return result.stdout
    .split("\0")
    .map((subject) => visibleText(subject).replace(/\s+/g, " ").trim().slice(0, MAX_SUBJECT_CHARS))
    .filter((subject) => subject !== "");
}

async function templatesOf(host: AgentHost): Promise<HouseStyle["templates"]> {
  const workTree = new WorkTree(host);
  const found: HouseStyle["templates"] = [];
  for (const folder of FOLDERS) {
    const names = await namesIn(host, folder);
    const files = names.filter((name) => TEMPLATE.test(name)).map((name) => pathOf(folder, name));
    for (const name of names.filter((one) => SEVERAL.test(one))) {
      const below = pathOf(folder, name);
      const inside = await namesIn(host, below);
      files.push(
        ...inside.filter((one) => /\.(?:md|markdown|txt)$/i.test(one)).map((one) => `${below}/${one}`),
      );
    }
    for (const path of files) {
      const read = await workTree.read(path);
      if (read.ok) found.push({ path: read.path, text: read.file.text.slice(0, MAX_TEMPLATE_CHARS) });
      if (found.length === MAX_TEMPLATES) return found;
    }
  }
  return found;
}

async function namesIn(host: AgentHost, folder: string): Promise<string[]> {
  const path = folder === "" ? host.repoDir : `${host.repoDir}/${folder}`;
  const entries = await host.sandbox.list(path).catch(() => []);
  return entries.map(({ name }) => name).sort();
}

const pathOf = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
