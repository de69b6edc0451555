import {
  commandText,
  innerScript,
  type ScriptPart,
  scriptParts,
  type Word,
  withoutWrappers,
} from "./shell.ts";

/** The words of a command that ends by itself; null if it watches and no option to disable that is known. */
type Once = (command: readonly Word[]) => Word[] | null;

const word = (text: string): Word => ({ raw: text, text });
const WATCH = /^--?watch(?:-?all)?(?:=(?!false)\S*)?$/i;

const without =
  (flags: RegExp): Once =>
  (command) =>
    command.filter(({ text }, index) => index === 0 || !flags.test(text));
const noWatch = without(WATCH);
/** Also for programs where `-w` is the short form. */
const noShortWatch = without(/^(?:--?watch(?:-?all)?(?:=(?!false)\S*)?|-w)$/i);
/** Replaces the first argument. */
const instead =
  (verb: RegExp, replacement: string, next: Once = noShortWatch): Once =>
  (command) =>
    next(command.map((item, index) => (index === 1 && verb.test(item.text) ? word(replacement) : item)));
const adding =
  (flag: string, next: Once = noWatch): Once =>
  (command) => {
    const rest = next(command);
    return rest === null || rest.some(({ text }) => text === flag) ? rest : [...rest, word(flag)];
  };

const nodeOnce: Once = (command) => {
  const kept: Word[] = [];
  for (let at = 0; at < command.length; at += 1) {
    const item = command[at];
    if (item === undefined) break;
    if (item.text === "--watch-path") at += 1;
    else if (!/^--watch(?:-path=.*|-preserve-output)?$/.test(item.text)) kept.push(item);
  }
  return kept;
};

/** For a program that restarts another one on changes: the started command. */
function started(command: readonly Word[], values: RegExp, exec: RegExp, programFor: boolean): Word[] | null {
  let run: Word[] | null = null;
  for (let at = 1; at < command.length; at += 1) {
    const item = command[at];
    if (item === undefined) break;
    const [name = "", value] = item.text.split(/=(.*)/s);
    if (exec.test(name)) {
      const script = value ?? command[++at]?.text ?? "";
      run = wordsOf(script);
      if (run === null) return null;
    } else if (item.text === "--") return [...(run ?? []), ...command.slice(at + 1)];
    else if (values.test(item.text)) at += 1;
    else if (!item.text.startsWith("-")) {
      const rest = command.slice(at);
      if (run) return [...run, ...rest];
      const program = !programFor
        ? null
        : /\.[cm]?js$/.test(item.text)
          ? "node"
          : /\.py$/.test(item.text)
            ? "python3"
            : null;
      return program === null ? null : [word(program), ...rest];
    }
  }
  return run;
}

/** The words of a script with one command. */
function wordsOf(script: string): Word[] | null {
  const parts = scriptParts(script);
  return parts?.length === 1 ? (parts[0]?.words ?? null) : null;
}

const nodemon: Once = (command) => {
  const run = started(
    command,
    /^(?:-[ewid]|--(?:ext|watch|ignore|delay|signal|config|cwd))$/,
    /^(?:-x|--exec)$/,
    true,
  );
  return run && onceWords(run);
};
const watchexec: Once = (command) => {
  const run = started(
    command,
    /^(?:-[ewifds]|--(?:exts|watch|ignore|filter|delay-run|signal|shell|debounce))$/,
    /^$/,
    false,
  );
  const dashes = command.findIndex(({ text }) => text === "--");
  const rest = dashes === -1 ? run : command.slice(dashes + 1);
  return rest && rest.length > 0 ? onceWords(rest) : null;
};
/** The single quoted argument after a flag, or the first argument. */
const quotedCommand =
  (flag: RegExp | null): Once =>
  (command) => {
    const at = flag === null ? 0 : command.findIndex(({ text }) => flag.test(text));
    const words = at === -1 ? null : wordsOf(command[at + 1]?.text ?? "");
    return words && onceWords(words);
  };

const PROGRAMS: readonly (readonly [program: RegExp, once: Once])[] = [
  [/^vitest$/, instead(/^(?:watch|dev)$/, "run", without(/^(?:--watch(?:=(?!false)\S*)?|-w|--ui|--open)$/))],
  [/^jest$/, noWatch],
  [/^(?:react-scripts|craco|react-app-rewired)$/, noWatch],
  [/^_?mocha(?:\.js)?$/, noShortWatch],
  [
    /^(?:ava|tap|borp|wtr|web-test-runner|vue-cli-service|lerna|nx|ember|playwright|uvu|karma-cli|hardhat)$/,
    noShortWatch,
  ],
  [/^(?:node|nodejs)$/, nodeOnce],
  [/^bun$/, without(/^--(?:watch|hot)$/)],
  [/^deno$/, without(/^--watch(?:=.*)?$/)],
  [/^tsx$/, (command) => nodeOnce(command.filter(({ text }, index) => index !== 1 || text !== "watch"))],
  [
    /^(?:tsc|vue-tsc|tsup|rollup|webpack|vite|esbuild|swc|babel|sass|tailwindcss|unbuild|tsdown)$/,
    noShortWatch,
  ],
  [/^parcel$/, instead(/^watch$/, "build")],
  [/^turbo$/, instead(/^watch$/, "run")],
  [/^karma$/, adding("--single-run", without(/^--(?:no-single-run|auto-watch|single-run=false)$/))],
  [/^ng$/, (command) => (command[1]?.text === "test" ? adding("--watch=false")(command) : [...command])],
  [/^cypress$/, instead(/^open$/, "run")],
  [/^testem$/, (command) => (command[1]?.text === "ci" ? [...command] : [word("testem"), word("ci")])],
  [/^(?:nodemon)$/, nodemon],
  [/^watchexec$/, watchexec],
  [/^(?:ts-node-dev|tsnd|node-dev)$/, () => null],
  [/^(?:chokidar|chokidar-cli)$/, quotedCommand(/^(?:-c|--command)$/)],
  [
    /^onchange$/,
    (command) => {
      const dashes = command.findIndex(({ text }) => text === "--");
      return dashes === -1 ? null : onceWords(command.slice(dashes + 1));
    },
  ],
  [/^watch$/, quotedCommand(null)],
  [/^tsc-watch$/, () => null],
  [/^(?:gulp|grunt)$/, (command) => (/^watch\b/.test(command[1]?.text ?? "") ? null : [...command])],
];

function onceWords(words: readonly Word[]): Word[] | null {
  const { wrappers, command } = withoutWrappers(words);
  // The package managers also run programs of node_modules/.bin without a verb.
  const bare = /^(?:pnpm|yarn)$/.test(command[0]?.text ?? "") && isProgram(command[1]) ? 1 : 0;
  const rest = command.slice(bare);
  const inner = innerScript(rest);
  if (inner !== null) {
    const script = onceScript(inner);
    if (script === null || script === inner) return script === null ? null : [...words];
    return [...wrappers, ...rest.slice(0, -1), { raw: `'${script.replaceAll("'", `'\\''`)}'`, text: script }];
  }
  const program = programOf(rest);
  const once = PROGRAMS.find(([name]) => name.test(program.name))?.[1];
  if (!once) return [...words];
  const named = [word(program.name), ...rest.slice(program.at + 1)];
  const result = once(named);
  if (result === null) return null;
  const same = result[0]?.text === program.name;
  const head = same ? [...command.slice(0, bare), ...rest.slice(0, program.at + 1)] : [];
  return [...wrappers, ...head, ...(same ? result.slice(1) : result)];
}

const isProgram = (item: Word | undefined): boolean =>
  PROGRAMS.some(([name]) => name.test(item?.text ?? "")) && item?.text !== "node";

/** Also for a program started by its file: `node node_modules/jest/bin/jest.js`. */
function programOf(words: readonly Word[]): { name: string; at: number } {
  const first = words[0]?.text.replace(/^.*\/(?:\.bin\/)?/, "") ?? "";
  if (!/^(?:node|nodejs)$/.test(first)) return { name: first, at: 0 };
  const at = words.findIndex(({ text }, index) => index > 0 && !text.startsWith("-"));
  const file = words[at]?.text ?? "";
  const found = /(?:^|\/)(jest|vitest|_?mocha|ava|tsc|karma)(?:\.(?:m|c)?js)?$/.exec(file)?.[1];
  return at !== -1 && found !== undefined ? { name: found, at } : { name: "node", at: 0 };
}

/**
 * Rewrites a script so that each command runs once: watch modes become single runs, and a restarted program is started
 * once. The script itself if nothing watches; null if something watches and cannot be disabled, or if it cannot be
 * parsed.
 */
export function onceScript(script: string): string | null {
  const parts = scriptParts(script);
  if (!parts) return null;
  const each = parts.map(({ words }) => onceOf(words));
  if (each.includes(null)) return null;
  if (each.every((text, index) => text === commandText(parts[index]?.words ?? []))) return script;
  return parts.map((part, index) => `${each[index]}${joined(part, parts[index + 1])}`).join("");
}

function onceOf(words: readonly Word[]): string | null {
  const { command } = withoutWrappers(words);
  if (/^concurrently$/.test(command[0]?.text ?? "")) return concurrentlyOnce(command);
  const once = onceWords(words);
  return once && commandText(once);
}

/** Parallel watchers run in sequence: the build that the tests wait for now ends. */
const joined = ({ operator }: ScriptPart, next: ScriptPart | undefined): string =>
  next === undefined ? "" : operator === "&" ? " && " : operator === "\n" ? "\n" : ` ${operator} `;

/** Commands that end are run in sequence; beside a server they must stay parallel. */
function concurrentlyOnce(command: readonly Word[]): string | null {
  const scripts = command
    .slice(1)
    .map(({ text }) => text)
    .filter((text) => !text.startsWith("-") && text.includes(" "));
  const once = scripts.map(onceScript);
  const waited = once.some((text, index) => text !== scripts[index]);
  if (!waited) return commandText(command);
  const known = once.every((text) => text !== null && endsByItself(text));
  return known ? once.join(" && ") : null;
}

/** True for programs in the table that end when they do not watch. */
function endsByItself(script: string): boolean {
  return (scriptParts(script) ?? []).every(({ words }) => {
    const { name } = programOf(withoutWrappers(words).command);
    return (
      PROGRAMS.some(([program]) => program.test(name)) && !/^(?:vite|webpack|node|bun|deno|tsx)$/.test(name)
    );
  });
}
