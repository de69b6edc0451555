import type { Node } from "web-tree-sitter";
import { grammarOf, loadGrammar } from "./grammars.ts";

const MAX_ERRORS = 20;
const MAX_EXCERPT_CHARS = 60;
const PARSE_LIMIT_MS = 3_000;

export interface SyntaxCheck {
  /** False when nothing can be said: no grammar for the file, or parsing took too long. */
  checked: boolean;
  errors: { line: number; message: string }[];
}

/**
 * Says where a file does not parse, at most 20 places with 1-based lines. Grammars know no preprocessor and lag behind
 * the newest syntax, so an error that was there before an edit is no news: compare.
 */
export async function checkSyntax(path: string, text: string): Promise<SyntaxCheck> {
  const name = grammarOf(path);
  if (name === null) return { checked: false, errors: [] };
  const { parser } = await loadGrammar(name);
  const stopAt = performance.now() + PARSE_LIMIT_MS;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > stopAt });
  if (tree === null) return { checked: false, errors: [] };
  try {
    return { checked: true, errors: collectErrors(tree.rootNode) };
  } finally {
    tree.delete();
  }
}

function collectErrors(root: Node): SyntaxCheck["errors"] {
  const errors: SyntaxCheck["errors"] = [];
  const open: Node[] = root.hasError ? [root] : [];
  while (open.length > 0 && errors.length < MAX_ERRORS) {
    const node = open.pop();
    if (!node) break;
    if (node.isMissing)
      errors.push({ line: node.startPosition.row + 1, message: `missing ${quoted(node.type)}` });
    else if (node.isError) errors.push({ line: node.startPosition.row + 1, message: describeError(node) });
    // Only the branches that hold an error are walked; an error's own parts say nothing more.
    else for (const child of node.children.toReversed()) if (child?.hasError) open.push(child);
  }
  return errors;
}

function describeError(node: Node): string {
  const text = node.text.replace(/\s+/g, " ").trim();
  const short = text.length > MAX_EXCERPT_CHARS ? `${text.slice(0, MAX_EXCERPT_CHARS)}…` : text;
  return short === "" ? "syntax error" : `syntax error at ${quoted(short)}`;
}

const quoted = (text: string): string => `\`${text.replaceAll("`", "'")}\``;
