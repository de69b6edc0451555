import type { QueryMatch } from "web-tree-sitter";
import { grammarOf, loadGrammar } from "./grammars.ts";

const MAX_DEFINITIONS = 2_000;
const MAX_NAME_CHARS = 120;
const PARSE_LIMIT_MS = 1_000;

export interface Definition {
  name: string;
  /** function, method, class, interface, struct, enum, type, constant, property, macro or module. */
  kind: string;
  /** 1-based, inclusive. */
  line: number;
  endLine: number;
}

/**
 * The definitions in a file, in order of their lines; null when the language has no grammar, or parsing took more
 * than a second.
 */
export async function definitionsIn(path: string, text: string): Promise<Definition[] | null> {
  const name = grammarOf(path);
  if (name === null) return null;
  const { parser, definitions } = await loadGrammar(name);
  const stopAt = performance.now() + PARSE_LIMIT_MS;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > stopAt });
  if (tree === null) {
    parser.reset();
    return null;
  }
  try {
    const found = new Map<string, Definition>();
    for (const match of definitions.matches(tree.rootNode, { matchLimit: 4_096 })) {
      const definition = toDefinition(match);
      if (!definition) continue;
      // A name that two patterns catch on one line is one definition; a constant that holds a function is a function.
      const key = `${definition.line}:${definition.name}`;
      const known = found.get(key);
      if (!known || known.kind === "constant") found.set(key, definition);
      if (found.size >= MAX_DEFINITIONS) break;
    }
    return [...found.values()].sort((a, b) => a.line - b.line || b.endLine - a.endLine);
  } finally {
    tree.delete();
  }
}

function toDefinition(match: QueryMatch): Definition | null {
  const name = match.captures.find((capture) => capture.name === "name");
  const whole = match.captures.find((capture) => capture.name !== "name");
  if (!name || !whole) return null;
  return {
    name: name.node.text.slice(0, MAX_NAME_CHARS),
    kind: whole.name,
    line: whole.node.startPosition.row + 1,
    endLine: whole.node.endPosition.row + 1,
  };
}
