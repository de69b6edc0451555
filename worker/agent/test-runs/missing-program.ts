/**
 * What runs a command of which only the program is missing: the same command, with the program fetched for this run.
 * Only programs of this table are fetched: a repository's script may name anything, and a name that nobody has taken yet
 * is one that an attacker can take. Pure.
 */
type Argv = [string, ...string[]];

/** A way to run the command. */
export interface Substitute {
  /** Run before it, with the network of an install; null where nothing is fetched. */
  fetch: Argv | null;
  /** With what `fetch` brought, and without a network. */
  argv: Argv;
  /** The same where the command itself is an install, which may fetch. */
  online: Argv;
  /** The command as a person would type it. */
  display: string;
  /** A sentence for the user. */
  why: string;
}

/** Programs that npm's registry has, by the package that brings them. Several: in this order. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ...{ bun: ["bun"], bunx: ["bun"], deno: ["deno"] },
  ...{ pnpm: ["pnpm"], pnpx: ["pnpm"], yarn: ["yarn", "@yarnpkg/cli-dist"] },
  ...{ vitest: ["vitest"], jest: ["jest"], mocha: ["mocha"], _mocha: ["mocha"], ava: ["ava"], tap: ["tap"] },
  ...{ borp: ["borp"], jasmine: ["jasmine"], uvu: ["uvu"], tape: ["tape"], qunit: ["qunit"] },
  ...{ tsx: ["tsx"], "ts-node": ["ts-node"], "ts-mocha": ["ts-mocha"], tsc: ["typescript"] },
  ...{ c8: ["c8"], nyc: ["nyc"], "cross-env": ["cross-env"], "npm-run-all": ["npm-run-all"] },
  ...{ "run-s": ["npm-run-all"], "run-p": ["npm-run-all"] },
};
const PYTHON = new Set(["pytest", "tox", "nox"]);

/** npx hands its own options on, which an npm or npx of the command would take as theirs. */
const OWN_NPM = ["env", ...["package", "offline", "yes"].flatMap((name) => ["-u", `npm_config_${name}`])];

const NAME = String.raw`[‘'"\x60]?([\w@.+/-]+)[’'"\x60]?`;
/** How shells and package managers say that there is no such program. */
const MISSING = [
  `${NAME}: (?:command )?not found\\s*$`,
  `command not found: ${NAME}\\s*$`,
  `[Cc]ommand ${NAME} not found`,
  `env: ${NAME}: No such file or directory`,
  `spawn ${NAME} ENOENT`,
  `${NAME}: executable file not found`,
  String.raw`No module named '?(pytest|tox|nox)\b`,
].map((text) => new RegExp(text, "gm"));

/** The program that is missing, by what the run printed; null if none of those that can be had is. */
export function missingIn(output: string): string | null {
  const text = output.slice(-20_000);
  for (const form of MISSING)
    for (const [, named = ""] of text.matchAll(form)) {
      const program = named.slice(named.lastIndexOf("/") + 1);
      if (canBeHad(program)) return program;
    }
  return null;
}

const canBeHad = (program: string): boolean => Object.hasOwn(PACKAGES, program) || PYTHON.has(program);

/** Ways to run the command without its program, the likeliest first; none for a program that cannot be had. */
export function substitutesFor(program: string, argv: Argv, display: string): Substitute[] {
  if (PYTHON.has(program)) return pythonSubstitutes(program, argv, display);
  const packages = Object.hasOwn(PACKAGES, program) ? (PACKAGES[program] ?? []) : [];
  // Yarn 1 takes these options of later ones, and does something else.
  const later = argv.some((arg) => /^--(?:no-)?immutable$/.test(arg));
  return packages
    .filter((name) => !(later && name === "yarn"))
    .map((name) => {
      const own = display.startsWith(`${program} `) && name === program;
      const shown = own ? `npx ${display}` : `npx --package=${name} -- ${display}`;
      const around = (...options: string[]): Argv => ["npx", ...options, "--yes", `--package=${name}`, "--"];
      return {
        fetch: [...around(), "true"],
        argv: [...around("--offline"), ...OWN_NPM, ...argv],
        online: [...around(), ...OWN_NPM, ...argv],
        display: shown,
        why: `\`${program}\` is not installed here, so it was fetched and the command run as \`${shown}\`.`,
      };
    });
}

/** A module that is there without its program, else the program in an environment of uv. */
function pythonSubstitutes(program: string, argv: Argv, display: string): Substitute[] {
  const [shell, flag, script, ...rest] = argv;
  const why = (shown: string, how: string) =>
    `\`${program}\` is not installed here, so ${how} the command run as \`${shown}\`.`;
  const found: Substitute[] = [];
  if (/(?:^|\/)(?:ba|da)?sh$/.test(shell) && flag === "-c" && script !== undefined) {
    const shown = display.replace(new RegExp(`(?<![\\w./-])${program}(?![\\w./-])`), `python3 -m ${program}`);
    const defined = `${program}() { python3 -m ${program} "$@"; }\n${script}`;
    const own: Argv = [shell, flag, defined, ...rest];
    found.push({
      fetch: null,
      argv: own,
      online: own,
      display: shown,
      why: why(shown, "its module is, and"),
    });
  }
  const shown = `uv run --with ${program} -- ${display}`;
  const around = (...options: string[]): Argv => [
    "uv",
    "run",
    ...options,
    "--no-project",
    "--with",
    program,
    "--",
  ];
  found.push({
    fetch: [...around(), "true"],
    argv: [...around("--offline"), ...argv],
    online: [...around(), ...argv],
    display: shown,
    why: why(shown, "it was fetched and"),
  });
  return found;
}
