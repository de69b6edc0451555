/** What can be changed in a source to see whether a test notices, and the source with all of it at once. Pure. */
import { parseSync } from "vite";

export interface Mutant {
  /** Counts the mutants of a file from 0, in the order of their places. */
  index: number;
  /** From 1. */
  line: number;
  /** The line it stands on, without the space around it. */
  at: string;
  /** What stands there and what takes its place, each in one line. */
  from: string;
  to: string;
}

/** A place with what could stand there; `emit` gives its text for the mutants' own indexes. */
interface Spot {
  start: number;
  end: number;
  /** `value`: another expression in its place. `entry`: a block that is left at its beginning. */
  kind: "value" | "entry";
  changes: string[];
}

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

const SWAPPED: Record<string, readonly string[]> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "||=": ["&&="],
  "&&=": ["||="],
  "??=": ["&&="],
};

/** Methods that are exchanged; null: left out, so that what they are called on takes their place. */
const METHODS: Record<string, string | null> = {
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
  min: "max",
  max: "min",
  indexOf: "lastIndexOf",
  lastIndexOf: "indexOf",
  find: "findLast",
  findLast: "find",
  trimStart: "trimEnd",
  trimEnd: "trimStart",
  trim: null,
  filter: null,
  sort: null,
  toSorted: null,
  reverse: null,
  toReversed: null,
  slice: null,
  toLowerCase: null,
};

/**
 * The mutants of a TypeScript source. Sentences (texts with a space in them) are left as they are: they are for
 * readers, and a test that repeats each of them tests nothing.
 */
export function mutantsOf(path: string, source: string): Mutant[] {
  return flat(spotsOf(path, source), source);
}

/**
 * The source with every mutant in it, each behind `active(n)`: a call of that name with the mutant's index and `first`
 * added to it.
 */
export function withMutants(path: string, source: string, active: string, first: number): string {
  const spots = spotsOf(path, source);
  const numbers = new Map<Spot, number>();
  let next = first;
  for (const spot of spots) {
    numbers.set(spot, next);
    next += spot.changes.length;
  }
  const emit = (start: number, end: number, inside: readonly Spot[]): string => {
    let text = "";
    let at = start;
    for (let index = 0; index < inside.length; ) {
      const spot = inside[index] as Spot; // below its length
      let last = index + 1;
      while (last < inside.length && (inside[last] as Spot).start < spot.end) last += 1;
      const within = inside.slice(index + 1, last);
      const n = numbers.get(spot) ?? 0;
      text += source.slice(at, spot.start);
      if (spot.kind === "entry")
        text += `{if(${active}(${n}))return;${emit(spot.start + 1, spot.end, within)}`;
      else {
        const choices = spot.changes.map((change, i) => `${active}(${n + i})?(${change}):`).join("");
        text += `(${choices}(${emit(spot.start, spot.end, within)}))`;
      }
      at = spot.end;
      index = last;
    }
    return text + source.slice(at, end);
  };
  return emit(0, source.length, spots);
}

function flat(spots: readonly Spot[], source: string): Mutant[] {
  return spots
    .flatMap((spot) => spot.changes.map((change) => ({ spot, change })))
    .map(({ spot, change }, index) => {
      const lineStart = source.lastIndexOf("\n", spot.start - 1) + 1;
      const lineEnd = source.indexOf("\n", spot.start);
      return {
        index,
        line: source.slice(0, spot.start).split("\n").length,
        at: source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd).trim(),
        from: inOneLine(source.slice(spot.start, spot.end)),
        to: spot.kind === "entry" ? "{}" : inOneLine(change),
      };
    });
}

const inOneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

/** All places, the outer ones before those within. */
function spotsOf(path: string, source: string): Spot[] {
  const { program, errors } = parseSync(path, source, { lang: path.endsWith("x") ? "tsx" : "ts" });
  const [error] = errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  const spots = new Map<string, Spot>();
  const add = (node: Node, changes: readonly string[], kind: Spot["kind"] = "value") => {
    const key = `${node.start}-${node.end}-${kind}`;
    const spot = spots.get(key) ?? { start: node.start, end: node.end, kind, changes: [] };
    for (const change of changes) if (!spot.changes.includes(change)) spot.changes.push(change);
    if (spot.changes.length > 0) spots.set(key, spot);
  };
  // Vite's own type of a program knows no index.
  visit(program as unknown as Node, { source, add, links: new Set(), fixed: new Set() });
  return [...spots.values()].toSorted((a, b) => a.start - b.start || b.end - a.end);
}

interface Visit {
  source: string;
  add(node: Node, changes: readonly string[], kind?: Spot["kind"]): void;
  /** Parts of an optional chain: what stands in their place would end the chain there. */
  links: Set<Node>;
  /** What must stay as it is. */
  fixed: Set<Node>;
}

/** Where nothing runs, or where only a name may stand. */
const LEFT_OUT = /^(?:Import|ExportAll|TSType|TSInterface|TSEnum|TSDeclare|TSModule)/;

function visit(node: Node, how: Visit): void {
  if (LEFT_OUT.test(node.type)) return;
  if (node.type.startsWith("TS")) {
    if (isNode(node.expression)) visit(node.expression, how);
    return;
  }
  keep(node, how);
  if (!how.fixed.has(node)) change(node, how);
  for (const [key, value] of Object.entries(node)) {
    if (
      key === "typeAnnotation" ||
      key === "returnType" ||
      key === "typeParameters" ||
      key === "typeArguments"
    )
      continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, how);
  }
}

/** Marks what must not be changed, or not in its place. */
function keep(node: Node, { links, fixed }: Visit): void {
  const mark = (value: unknown, set = fixed) => isNode(value) && set.add(value);
  switch (node.type) {
    case "ExportNamedDeclaration":
      mark(node.source);
      break;
    case "Property":
    case "PropertyDefinition":
    case "MethodDefinition":
      if (!node.computed) mark(node.key);
      if (node.type === "MethodDefinition" && node.kind === "constructor") mark((node.value as Node).body);
      break;
    case "TaggedTemplateExpression":
      mark(node.quasi);
      break;
    case "ChainExpression":
      mark(node.expression, links);
      break;
    case "MemberExpression":
      if (links.has(node)) mark(node.object, links);
      break;
    case "CallExpression":
      if (links.has(node)) mark(node.callee, links);
      break;
    case "LogicalExpression":
      // The default that `noUncheckedIndexedAccess` asks for where something always stands.
      if (node.operator === "??" && isIndexed(node.left)) mark(node.right);
      break;
    case "ArrayPattern":
      for (const element of node.elements as (Node | null)[])
        if (element?.type === "AssignmentPattern") mark(element.right);
      break;
  }
}

const isIndexed = (value: unknown): boolean =>
  isNode(value) &&
  ((value.type === "MemberExpression" && value.computed === true) ||
    (value.type === "ChainExpression" && isIndexed(chainRoot(value))) ||
    (value.type === "CallExpression" && isNode(value.callee) && nameOf(value.callee) === "at"));

/** What the chain begins with. */
function chainRoot(chain: Node): unknown {
  let root = chain.expression;
  while (
    isNode(root) &&
    (root.type === "CallExpression" || !root.optional) &&
    isNode(root.callee ?? root.object)
  )
    root = root.callee ?? root.object;
  return isNode(root) ? root.object : root;
}

const nameOf = (callee: Node): string | null =>
  callee.type === "MemberExpression" && !callee.computed && isNode(callee.property)
    ? String(callee.property.name)
    : null;

function change(node: Node, how: Visit): void {
  const { source, add } = how;
  const text = (value: unknown): string => (isNode(value) ? source.slice(value.start, value.end) : "");
  switch (node.type) {
    case "IfStatement":
    case "ConditionalExpression":
      add(node.test as Node, ["true", "false"]);
      break;
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
      if (isNode(node.test)) add(node.test, ["false"]);
      break;
    case "BinaryExpression":
    case "LogicalExpression":
      if (isText(node.left) || isText(node.right)) {
        if (node.operator === "+") break;
      }
      add(
        node,
        (SWAPPED[String(node.operator)] ?? []).map(
          (other) => `(${text(node.left)}) ${other} (${text(node.right)})`,
        ),
      );
      break;
    case "AssignmentExpression":
      add(
        node,
        (SWAPPED[String(node.operator)] ?? []).map(
          (other) => `${text(node.left)} ${other} (${text(node.right)})`,
        ),
      );
      break;
    case "UnaryExpression":
      if (node.operator === "!" || node.operator === "-") add(node, [text(node.argument)]);
      break;
    case "UpdateExpression":
      add(node, [text(node).replace(/\+\+|--/, (sign) => (sign === "++" ? "--" : "++"))]);
      break;
    case "Literal":
      add(node, literalChanges(node));
      break;
    case "TemplateLiteral":
      if (!/\s/.test(text(node).replaceAll(/\$\{[^}]*\}/g, ""))) add(node, ['""']);
      break;
    case "ArrayExpression":
      if ((node.elements as unknown[]).length > 0) add(node, ["[]"]);
      break;
    case "ObjectExpression":
      if ((node.properties as unknown[]).length > 0) add(node, ["{}"]);
      break;
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "FunctionDeclaration":
      changeFunction(node, how);
      break;
    case "ExpressionStatement":
      if (!node.directive && !text(node.expression).startsWith("super("))
        add(node.expression as Node, ["undefined"]);
      break;
    case "ChainExpression":
      if (!isIndexed(node))
        add(node, [
          text(node)
            .replace(/\?\.(?=[[(])/, "")
            .replace("?.", "."),
        ]);
      break;
    case "CallExpression":
      if (!how.links.has(node)) changeCall(node, how);
      break;
  }
}

const isText = (value: unknown): boolean =>
  isNode(value) &&
  (value.type === "TemplateLiteral" || (value.type === "Literal" && typeof value.value === "string"));

function literalChanges({ value, raw, regex }: Node): string[] {
  if (typeof value === "boolean") return [String(!value)];
  if (typeof value === "string") return value === "" ? ['"mutant"'] : /\s/.test(value.trim()) ? [] : ['""'];
  if (regex === undefined || regex === null) return [];
  const { pattern, flags } = regex as { pattern: string; flags: string };
  const source = String(raw);
  return [
    ...(pattern.startsWith("^") ? [`/${pattern.slice(1) || "(?:)"}/${flags}`] : []),
    ...(/(?<!\\)\$$/.test(pattern) ? [`/${pattern.slice(0, -1) || "(?:)"}/${flags}`] : []),
  ].filter((other) => other !== source);
}

function changeFunction(node: Node, { add }: Visit): void {
  const { body } = node;
  if (!isNode(body)) return;
  if (body.type !== "BlockStatement") add(body, ["undefined"]);
  else if (node.type !== "FunctionExpression" || !node.isConstructor) {
    if ((body.body as unknown[]).length > 0) add(body, [""], "entry");
  }
}

function changeCall(node: Node, { source, add }: Visit): void {
  const callee = node.callee as Node;
  const name = nameOf(callee);
  if (name === null || !Object.hasOwn(METHODS, name) || !isNode(callee.object) || !isNode(callee.property))
    return;
  const other = METHODS[name] ?? null;
  const object = source.slice(callee.object.start, callee.object.end);
  add(node, [
    other === null
      ? object
      : source.slice(node.start, callee.property.start) + other + source.slice(callee.property.end, node.end),
  ]);
}
