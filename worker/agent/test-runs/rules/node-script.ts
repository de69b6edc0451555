import type { TestCommand, TestRunner } from "../../types.ts";
import { ONLY, quoted, RESULT_DIR, RESULT_FILE } from "../placeholders.ts";
import { anyNodeTest, asksForReporter, reporterOptions, withReporter } from "./node-reporter.ts";
import { type NodeRunner, runnerOf } from "./node-runners.ts";
import { withoutFiles } from "./picked-files.ts";
import { chainOf, expand } from "./script-chain.ts";
import type { Scripts } from "./scripts.ts";
import { commandText } from "./shell.ts";
import { onceScript } from "./watch.ts";

export type PackageTool = "npm" | "pnpm" | "yarn" | "yarn-berry" | "bun";

/** How arguments are passed to a script. `pnpm test` would consume them; `pnpm run test` forwards them. */
function runScript(tool: PackageTool, name: string, withArguments: boolean): [string, ...string[]] {
  const short = name === "test" ? ["test"] : ["run", name];
  switch (tool) {
    case "npm":
      return ["npm", ...short, ...(withArguments ? ["--"] : [])];
    case "pnpm":
      return withArguments ? ["pnpm", "run", name] : ["pnpm", ...short];
    case "bun":
      // `bun test` is bun's own runner, not the script.
      return ["bun", "run", name];
    case "yarn":
    case "yarn-berry":
      return ["yarn", ...(name === "test" ? ["test"] : ["run", name])];
  }
}

/**
 * The command for one package.json script, with a machine-readable result if its runner is known, and without watch
 * mode. A runner at the end gets its arguments through the package manager; in a chain of commands, each runner gets
 * them in place.
 */
export function scriptCommand(
  scripts: Scripts,
  name: string,
  tool: PackageTool,
  texts: Readonly<Record<string, string>> = {},
): TestCommand {
  const script = scripts[name] ?? "";
  const plain = { argv: runScript(tool, name, false), env: { CI: "true" } };
  const base = { display: plain.argv.join(" "), env: plain.env, plain };
  const written = expand(scripts, name, 0);
  const each = written?.map(onceScript) ?? [];
  const parts = written && each.every((part) => part !== null) ? each : null;
  const known = parts?.map(runnerOf).filter((runner) => runner !== null) ?? [];
  if (!parts || known.length === 0) return { ...base, ...unread(scripts, name, tool, parts) };
  const pick = pickOf(parts, tool, texts, plain.env);
  const waits = parts.some((part, index) => part !== written?.[index]);
  const own = waits ? null : lastRunner(script, parts.length);
  if (!own || known.length !== 1) {
    const whole = withHooks(parts, scripts, name, tool);
    const nodes = parts.filter((part) => runnerOf(part)?.name === "node-test");
    const several = nodes.length > 1 || nodes.some(asksForReporter);
    const env = several ? {} : reporterOf(nodes[0]);
    const again = waits ? { plain: { argv: shell(whole.join(" && "), tool), env: base.env } } : {};
    return {
      ...base,
      ...chainCommand(whole, tool, texts, several),
      env: { ...base.env, ...env },
      ...pick,
      ...again,
    };
  }
  const { parser, resultFile } = own;
  if (own.name !== "node-test") {
    const args = [...own.args(RESULT_FILE), ...onceArgs(own, script, texts)];
    return {
      ...base,
      argv: [...runScript(tool, name, true), ...args, ONLY],
      parser,
      resultFile,
      runner: own.name,
      ...pick,
    };
  }
  return {
    ...base,
    argv: runScript(tool, name, false),
    env: { ...base.env, ...reporterOptions(script, RESULT_FILE) },
    parser,
    resultFile,
    runner: own.name,
    onlyArgv: chainCommand(parts, tool, texts, false).argv,
    ...pick,
  };
}

/** The command for named files: the last runner without files of its own, after what is not a runner (a build). */
function pickOf(
  parts: readonly string[],
  tool: PackageTool,
  texts: Readonly<Record<string, string>>,
  env: Record<string, string>,
): Pick<TestCommand, "pick"> {
  const last = parts.findLastIndex((part) => runnerOf(part));
  const part = parts[last];
  if (part === undefined) return {};
  const stripped = withoutFiles(part);
  if (runnerOf(stripped)?.name !== runnerOf(part)?.name) return {};
  const before = parts.slice(0, last).filter((one) => !runnerOf(one));
  const { runner: _, ...chain } = chainCommand([...before, stripped], tool, texts, true);
  return { pick: { ...chain, env } };
}

/** The same for a line that is no script of package.json; null where no runner of it is known. */
export function lineCommand(line: string): Omit<TestCommand, "display"> | null {
  const chain = chainOf(line);
  const parts = chain?.map((words) => onceScript(commandText(words))) ?? [];
  const known = parts.flatMap((part) => (part === null ? [] : (runnerOf(part) ?? [])));
  if (known.length === 0 || parts.length !== chain?.length) return null;
  const whole = parts.filter((part) => part !== null);
  if (whole.length !== parts.length) return null;
  const nodes = whole.filter((part) => runnerOf(part)?.name === "node-test");
  const several = nodes.length > 1;
  const env = { CI: "true" };
  return {
    ...chainCommand(whole, "npm", {}, several),
    env: { ...env, ...(several ? {} : reporterOf(nodes[0])) },
    plain: { argv: shell(whole.join(" && "), "npm"), env },
  };
}

/** A script with an unknown runner: its output is read as text, or what `node --test` in it reports. */
function unread(
  scripts: Scripts,
  name: string,
  tool: PackageTool,
  parts: readonly string[] | null,
): Omit<TestCommand, "display"> {
  const script = scripts[name] ?? "";
  const once = parts?.join(" && ") ?? onceScript(script);
  // Unchanged unless part of it would watch.
  const waits = onceScript(script) !== script && once !== null;
  const argv = waits ? shell(once, tool) : runScript(tool, name, false);
  const plain = { argv, env: { CI: "true" } };
  const calls = /\b(?:npm|pnpm|yarn|bun|run-[sp]|npm-run-all2?)\b/.test(script);
  const nodes = anyNodeTest(calls ? [script, ...Object.values(scripts)] : [script]);
  if (nodes === null) return { argv, parser: "none", resultFile: null, plain };
  return { argv, plain, ...nodes, env: { ...plain.env, ...nodes.env } };
}

/** Arguments against a watch mode from the configuration; vitest also watches when it has a terminal. */
function onceArgs(runner: NodeRunner, command: string, texts: Readonly<Record<string, string>>): string[] {
  if (!runner.once) return [];
  if (runner.name === "vitest") return /\bvitest\s+(?:run|related|--run)\b/.test(command) ? [] : runner.once;
  const config = new RegExp(
    `^(?:\\.${runner.name}rc(?:\\.\\w+)?|${runner.name}\\.config\\.\\w+|package\\.json)$`,
  );
  const asks = Object.entries(texts).some(
    ([path, text]) => config.test(path) && /(?:^|[\s{,"'])watch(?:All)?["']?\s*:\s*true\b/m.test(text),
  );
  return asks ? runner.once : [];
}

/** Adds the pre and post scripts that the package manager would run. */
function withHooks(parts: readonly string[], scripts: Scripts, name: string, tool: PackageTool): string[] {
  const hook = (kind: string) =>
    tool !== "yarn-berry" && scripts[`${kind}${name}`] !== undefined
      ? [runScript(tool, `${kind}${name}`, false).join(" ")]
      : [];
  return [...hook("pre"), ...parts, ...hook("post")];
}

/** The runner that would receive arguments appended to the script. */
function lastRunner(script: string, partCount: number): NodeRunner | null {
  const own = chainOf(script);
  const last = own?.at(-1);
  // If expansion lengthened the chain, the last command is in another script, which appended arguments do not reach.
  return own && last !== undefined && own.length === partCount ? runnerOf(commandText(last)) : null;
}

const reporterOf = (command: string | undefined): Record<string, string> =>
  command === undefined ? {} : reporterOptions(command, `${RESULT_DIR}/run-node.xml`);

/** `several`: parts that are `node --test` get a reporter with a file of its own each, instead of by the environment. */
function chainCommand(
  parts: readonly string[],
  tool: PackageTool,
  texts: Readonly<Record<string, string>>,
  several: boolean,
): Pick<TestCommand, "argv" | "parser" | "resultFile" | "resultGlob" | "lastResult" | "runner"> {
  const names = new Set<TestRunner>();
  const commands = parts.map((part, index) => {
    const runner = runnerOf(part);
    if (!runner) return part;
    names.add(runner.name);
    // Node's options precede the files; the reporter of a single part is passed by the environment.
    if (runner.name === "node-test") {
      const own = several ? withReporter(part, `${RESULT_DIR}/run-${index + 1}.xml`) : part;
      // Files follow all options.
      if (withoutFiles(part) === part) return tolerant(`${own} ${ONLY}`);
      return tolerant(own.replace(/\s--test(?=\s|$)/, ` --test ${ONLY}`));
    }
    const args = [...runner.args(`${RESULT_DIR}/run-${index + 1}.out`), ...onceArgs(runner, part, texts)].map(
      quotedPlaceholder,
    );
    return tolerant(`${part} ${args.join(" ")} ${ONLY}`);
  });
  const chain = [...commands, `test -z "$failed"`].join(" && ");
  const argv = shell(`failed=; ${chain}`, tool);
  const [single] = names;
  return {
    argv,
    parser: "mixed",
    resultFile: null,
    resultGlob: `${RESULT_DIR}/run-*`,
    ...lastResult(parts, several),
    ...(names.size === 1 && single ? { runner: single } : {}),
  };
}

/** The file of the last command, if that is a runner with a file. */
function lastResult(parts: readonly string[], several: boolean): Pick<TestCommand, "lastResult"> {
  const runner = runnerOf(parts.at(-1) ?? "");
  if (!runner || runner.resultFile === null) return {};
  const node = several ? `run-${parts.length}.xml` : "run-node.xml";
  return { lastResult: runner.name === "node-test" ? node : `run-${parts.length}.out` };
}

/** A failing runner must not prevent the next one; the chain still exits with a failure. */
const tolerant = (command: string): string => `{ ${command} || failed=1; }`;

/** The result folder is resolved later; the text around it is quoted now. */
function quotedPlaceholder(arg: string): string {
  return arg.includes(RESULT_DIR) ? `"${arg}"` : quoted(arg);
}

/** With Plug'n'Play only yarn finds programs. */
function shell(script: string, tool: PackageTool): [string, ...string[]] {
  return tool === "yarn-berry"
    ? ["yarn", "exec", "sh", "-c", script]
    : ["sh", "-c", `PATH="$PWD/node_modules/.bin:$PATH"; ${script}`];
}
