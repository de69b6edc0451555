import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Language, Parser, Query } from "web-tree-sitter";
import { DEFINITION_QUERIES } from "./definition-queries.ts";

export type GrammarName = keyof typeof DEFINITION_QUERIES;
// The object's own keys, written in this folder.
export const GRAMMARS = Object.keys(DEFINITION_QUERIES) as GrammarName[];

const RUNTIME_FILE = "web-tree-sitter.wasm";
/** The file of each grammar, as `@vscode/tree-sitter-wasm` names it. */
const grammarFile = (name: GrammarName): string => `tree-sitter-${name}.wasm`;

/** Everything that the bundle needs beside it. */
export const wasmFiles = (): string[] => [RUNTIME_FILE, ...GRAMMARS.map(grammarFile)];

/** C is read with the grammar of C++: it is all but a subset. */
const BY_EXTENSION: ReadonlyMap<string, GrammarName> = new Map<string, GrammarName>([
  ...["js", "jsx", "mjs", "cjs"].map((extension) => [extension, "javascript"] as const),
  ...["ts", "mts", "cts"].map((extension) => [extension, "typescript"] as const),
  ["tsx", "tsx"],
  ...["py", "pyi"].map((extension) => [extension, "python"] as const),
  ["go", "go"],
  ["rs", "rust"],
  ["java", "java"],
  ...["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "hxx"].map((extension) => [extension, "cpp"] as const),
  ["cs", "c-sharp"],
  ...["rb", "rake"].map((extension) => [extension, "ruby"] as const),
  ["php", "php"],
]);

/** The grammar for a path by its extension; null when there is none. */
export function grammarOf(path: string): GrammarName | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? null : (BY_EXTENSION.get(name.slice(dot + 1).toLowerCase()) ?? null);
}

export interface Grammar {
  parser: Parser;
  definitions: Query;
}

let runtime: Promise<void> | undefined;
const loaded = new Map<GrammarName, Promise<Grammar>>();

/**
 * Loads a grammar once per process. Throws when its WASM file is not beside the bundle (`grammars/`), nor, when run
 * from source, in node_modules.
 */
export function loadGrammar(name: GrammarName): Promise<Grammar> {
  let grammar = loaded.get(name);
  if (!grammar) {
    grammar = open(name);
    loaded.set(name, grammar);
  }
  return grammar;
}

async function open(name: GrammarName): Promise<Grammar> {
  runtime ??= Parser.init({ wasmBinary: readFileSync(wasmPath(RUNTIME_FILE)) });
  await runtime;
  const language = await Language.load(readFileSync(wasmPath(grammarFile(name))));
  const parser = new Parser();
  parser.setLanguage(language);
  return { parser, definitions: new Query(language, DEFINITION_QUERIES[name]) };
}

/** Where a WASM file lies: `grammars/` beside the bundle, or its package when run from source. */
export function wasmPath(file: string): string {
  const bundled = join(dirname(fileURLToPath(import.meta.url)), "grammars", file);
  if (existsSync(bundled)) return bundled;
  const require = createRequire(import.meta.url);
  return file === RUNTIME_FILE
    ? require.resolve("web-tree-sitter/web-tree-sitter.wasm")
    : join(dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm", file);
}
