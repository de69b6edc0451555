/** Reproductions that look at files in place of running the repository's code. */
import type { Reproduction } from "../../protocol/index.ts";

const SCRIPT = /\.(?:[cm]?[jt]sx?|py|rb|php)$/;
const READS =
  /\b(?:readFileSync|readFile|existsSync|statSync|accessSync|file_get_contents|file_exists|read_text|is_file|readdirSync)\b|\bos\.path\.|\bopen\(|\bFile\.(?:read|exist|open)/;
const STARTS = /\b(?:spawn|exec|fork|popen|subprocess|system|shell_exec|proc_open|child_process|Open3)\w*\b/i;
const IMPORTS = [
  /\b(?:from|import|require(?:_relative|_once)?|include(?:_once)?)\s*\(?\s*['"]([^'"]+)['"]/g,
  /^\s*(?:from|import)\s+([\w.]+)/gm,
];
/** What reads and compares, and holds nothing of a repository. */
const LIBRARIES =
  /^(?:node:.*|fs|path|url|os|util|assert(?:\/strict)?|process|sys|re|pathlib|io|json|unittest|pytest|vitest|mocha|chai|jest|@jest\/.*|bun:test|minitest.*|rspec.*|test\/unit|rubygems|set|__future__)$/;

/** Whether a script of it reads files and loads nothing else: what fails then is a search, not the code. */
export function onlyLooks({ command, files = [] }: Pick<Reproduction, "command" | "files">): boolean {
  const scripts = files.filter(({ path }) => SCRIPT.test(path)).map(({ content }) => content);
  const inline = /(?:^|\s)(?:-[ce]|--eval|-r)\s/.test(command) ? [command] : [];
  const texts = [...scripts, ...inline];
  return texts.length > 0 && texts.some((text) => READS.test(text)) && texts.every(loadsNothing);
}

function loadsNothing(text: string): boolean {
  if (STARTS.test(text.replace(/\bchild_process\b/g, " spawn "))) return false;
  const loaded = IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  return loaded.every((name) => LIBRARIES.test(name));
}
