import type { TestCommand, TestRunner } from "../../types.ts";
import { ONLY, quoted, RESULT_DIR, RESULT_FILE } from "../placeholders.ts";
import { runnerOf } from "./node-runners.ts";

export type PackageTool = "npm" | "pnpm" | "yarn" | "yarn-berry" | "bun";

/** `--test-reporter` is accepted in NODE_OPTIONS from Node 20 on, so the script itself stays as it is. */
export const NODE_TEST_ENV = {
  NODE_OPTIONS: [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=junit",
    `--test-reporter-destination="${RESULT_FILE}"`,
  ].join(" "),
};

/** How arguments reach a script. `pnpm test` would take them for its own; `pnpm run test` passes them on. */
function runScript(tool: PackageTool, name: string, withArguments: boolean): [string, ...string[]] {
  const short = name === "test" ? ["test"] : ["run", name];
  switch (tool) {
    case "npm":
      return ["npm", ...short, ...(withArguments ? ["--"] : [])];
    case "pnpm":
      return withArguments ? ["pnpm", "run", name] : ["pnpm", ...short];
    case "bun":
      // `bun test` is bun's own runner and not the script.
      return ["bun", "run", name];
    case "yarn":
    case "yarn-berry":
      return ["yarn", ...(name === "test" ? ["test"] : ["run", name])];
  }
}

/**
 * The command for one script of package.json, with a machine-readable result where its runner is known. A runner at
 * the end gets its arguments through the package manager; in a chain of commands, each runner gets them in place.
 */
export function scriptCommand(
  scripts: Readonly<Record<string, string>>,
  name: string,
  tool: PackageTool,
): TestCommand {
  const script = scripts[name] ?? "";
  const display = runScript(tool, name, false).join(" ");
  const base = { display, env: { CI: "true" } };
  const parts = expand(scripts, name, 0);
  const runners = parts?.map(runnerOf) ?? [];
  const known = runners.filter((runner) => runner !== null);
  const [first] = known;
  if (!parts || !first) {
    const nodeTest = /\bnode\b[^&|;]*\s--test\b/.test(script);
    const plain = { ...base, argv: runScript(tool, name, false) };
    if (!nodeTest) return { ...plain, parser: "none", resultFile: null };
    return { ...plain, env: { ...base.env, ...NODE_TEST_ENV }, parser: "junit", resultFile: "node.xml" };
  }
  const own = lastRunner(script, parts.length);
  if (own && known.length === 1) {
    const args = own.args(RESULT_FILE);
    const { parser, resultFile } = own;
    if (own.name === "node-test") {
      return {
        ...base,
        argv: runScript(tool, name, false),
        env: { ...base.env, ...NODE_TEST_ENV },
        parser,
        resultFile,
        runner: own.name,
        onlyArgv: chainCommand(parts, tool).argv,
      };
    }
    return {
      ...base,
      argv: [...runScript(tool, name, true), ...args, ONLY],
      parser,
      resultFile,
      runner: own.name,
    };
  }
  return { ...base, ...chainCommand(parts, tool), env: { ...base.env, ...nodeTestEnv(known) } };
}

/** The runner that arguments behind the script would reach. */
function lastRunner(script: string, partCount: number): ReturnType<typeof runnerOf> {
  const own = splitChain(script);
  const last = own?.commands.at(-1);
  // Expansion that lengthened the chain went into another script, where such arguments do not arrive.
  return own && last !== undefined && own.commands.length === partCount ? runnerOf(last) : null;
}

function nodeTestEnv(runners: readonly { name: TestRunner }[]): Record<string, string> {
  if (!runners.some(({ name }) => name === "node-test")) return {};
  return { NODE_OPTIONS: NODE_TEST_ENV.NODE_OPTIONS.replace(RESULT_FILE, `${RESULT_DIR}/run-node.xml`) };
}

function chainCommand(
  parts: readonly string[],
  tool: PackageTool,
): Pick<TestCommand, "argv" | "parser" | "resultFile" | "resultGlob" | "runner"> {
  const names = new Set<TestRunner>();
  const texts = parts.map((part, index) => {
    const runner = runnerOf(part);
    if (!runner) return part;
    names.add(runner.name);
    // Options of node stand before the files; the reporters come through the environment.
    if (runner.name === "node-test") return tolerant(part.replace(/\s--test(?=\s|$)/, ` --test ${ONLY}`));
    const args = runner.args(`${RESULT_DIR}/run-${index + 1}.out`).map((arg) => quotedPlaceholder(arg));
    return tolerant(`${part} ${args.join(" ")} ${ONLY}`);
  });
  const chain = [...texts, `test -z "$failed"`].join(" && ");
  // Plug'n'Play keeps programs where only yarn finds them.
  const argv: [string, ...string[]] =
    tool === "yarn-berry"
      ? ["yarn", "exec", "sh", "-c", `failed=; ${chain}`]
      : ["sh", "-c", `PATH="$PWD/node_modules/.bin:$PATH"; failed=; ${chain}`];
  const [single] = names;
  return {
    argv,
    parser: "mixed",
    resultFile: null,
    resultGlob: `${RESULT_DIR}/run-*`,
    ...(names.size === 1 && single ? { runner: single } : {}),
  };
}

/** A failing test in one runner must not hide the tests of the next; the chain still ends with a bad status. */
const tolerant = (command: string): string => `{ ${command} || failed=1; }`;

/** The result folder is known only later; what stands around it needs quotes now. */
function quotedPlaceholder(arg: string): string {
  return arg.includes(RESULT_DIR) ? `"${arg}"` : quoted(arg);
}

const CALL = /^(?:(?:npm|pnpm|yarn|bun)\s+(?:run(?:-script)?\s+)?|npm\s+)([\w:.-]+)$/;
const MAX_DEPTH = 4;

/**
 * The commands of a script joined by `&&`, with calls of other scripts put in place. Null for anything that is more
 * than such a chain: taking it apart could change what it means.
 */
function expand(scripts: Readonly<Record<string, string>>, name: string, depth: number): string[] | null {
  const chain = splitChain(scripts[name] ?? "");
  if (!chain) return null;
  return chain.commands.flatMap((command) => {
    const called = CALL.exec(command)?.[1];
    const script = called === undefined ? undefined : scripts[called];
    if (called === undefined || script === undefined || depth >= MAX_DEPTH) return [command];
    // `bun test` and `npm install` are not scripts, whatever scripts are called.
    if (/^bun\s+test$/.test(command) || /^\w+\s+install$/.test(command)) return [command];
    if (`pre${called}` in scripts || `post${called}` in scripts) return [command];
    return expand(scripts, called, depth + 1) ?? [command];
  });
}

/** Null when the script has more than `&&`: pipes, alternatives, sequences, sub-shells, substitutions. */
function splitChain(whole: string): { commands: string[] } | null {
  // Where arguments arrive anyway.
  const script = whole.replace(/\s+"\$@"\s*$/, "");
  const bare = script.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (text) => "_".repeat(text.length));
  if (/[`;|()\n]|\$\(|(?:^|[^&>])&(?:[^&>]|$)/.test(bare) || /"[^"]*[`$][^"]*"/.test(script)) return null;
  const commands: string[] = [];
  let from = 0;
  for (const match of bare.matchAll(/&&/g)) {
    commands.push(script.slice(from, match.index).trim());
    from = match.index + 2;
  }
  commands.push(script.slice(from).trim());
  return commands.every((command) => command !== "") ? { commands } : null;
}
