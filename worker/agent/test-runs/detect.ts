import type { DetectedCommands, DetectedPackage } from "../types.ts";
import { cacheKeyOf } from "./cache-key.ts";
import {
  type CheckoutFacts,
  type Detection,
  type Folder,
  foldersWith,
  type Rule,
  rootFolder,
  subFolder,
} from "./folder.ts";
import { detectCmake, detectJust, detectMake } from "./rules/build-tools.ts";
import { detectCargo, detectGo } from "./rules/compiled.ts";
import { detectDotnet } from "./rules/dotnet.ts";
import { detectElixir } from "./rules/elixir.ts";
import { detectGradle, detectMaven } from "./rules/jvm.ts";
import { detectNode } from "./rules/node.ts";
import { detectPhp } from "./rules/php.ts";
import { detectPython } from "./rules/python.ts";
import { detectRuby } from "./rules/ruby.ts";

/** All of them, as far as they can be kept: which are run is decided by what a change touches. */
const MAX_PACKAGES = 200;

interface Stack {
  rule: Rule;
  /** Names as `verne-tools` counts them. Empty for tools that build anything. */
  languages: readonly string[];
  extensions: readonly string[];
  /** Marks a folder below the root as a package of this stack; null for a stack that is looked for at the root only. */
  manifest: RegExp | null;
  /** True when the command of the top level runs the packages below it too. */
  coversBelow: boolean;
}

const JS = ["JavaScript", "TypeScript", "Vue", "Svelte", "Astro"];
const JS_EXTENSIONS = [
  "js",
  "mjs",
  "cjs",
  "jsx",
  "ts",
  "mts",
  "cts",
  "tsx",
  "vue",
  "svelte",
  "astro",
  "json",
  "css",
];
const JVM = ["Java", "Kotlin", "Scala", "Groovy"];
const JVM_EXTENSIONS = ["java", "kt", "kts", "scala", "groovy", "xml", "gradle", "properties"];
const stack = (
  rule: Rule,
  languages: readonly string[],
  extensions: readonly string[],
  manifest: RegExp | null,
  coversBelow = true,
): Stack => ({ rule, languages, extensions, manifest, coversBelow });

/** In the order in which they win when the languages do not decide. */
const STACKS: readonly Stack[] = [
  stack(detectNode, JS, JS_EXTENSIONS, /^package\.json$/),
  stack(detectPython, ["Python"], ["py", "pyi", "toml", "cfg"], /^(?:pyproject\.toml|setup\.py)$/),
  stack(detectGo, ["Go"], ["go", "mod"], /^go\.mod$/, false),
  stack(detectCargo, ["Rust"], ["rs", "toml"], /^Cargo\.toml$/),
  stack(detectMaven, JVM, JVM_EXTENSIONS, /^pom\.xml$/),
  stack(detectGradle, JVM, JVM_EXTENSIONS, /^settings\.gradle(?:\.kts)?$/),
  stack(
    detectDotnet,
    ["C#", "F#", "Visual Basic"],
    ["cs", "fs", "vb", "csproj", "fsproj", "props"],
    /\.slnx?$/,
  ),
  stack(detectRuby, ["Ruby"], ["rb", "rake", "erb"], /^Gemfile$/, false),
  stack(detectPhp, ["PHP"], ["php"], /^composer\.json$/, false),
  stack(detectElixir, ["Elixir"], ["ex", "exs", "eex", "heex"], /^mix\.exs$/),
  stack(detectCmake, ["C", "C++"], ["c", "cc", "cpp", "cxx", "h", "hh", "hpp", "txt", "cmake"], null),
  stack(detectMake, ["C", "C++"], [], null),
  stack(detectJust, [], [], null),
];

/** Folders whose packages show or serve the project and are not the project. */
const SIDE_FOLDER =
  /(?:^|\/)(?:examples?|samples?|demos?|playgrounds?|docs?|website|sites?|bench(?:es|marks?)?|fixtures?|__fixtures__|testdata|test|tests|templates?|fuzz|e2e|deps|vendor|third[-_]party|external|extern|\.[^/]*)(?:\/|$)/;

/**
 * Finds the install and test commands of a checkout by rule, without a model: the stack of most files with a test
 * command at the top level, and `packages` for what that command does not run or runs without naming a test.
 */
export function detectCommands(facts: CheckoutFacts): DetectedCommands {
  const root = rootFolder(facts);
  const found = STACKS.flatMap((candidate) => {
    const detection = candidate.rule(root);
    return detection ? [{ stack: candidate, detection, files: filesOf(facts, candidate) }] : [];
  }).sort((a, b) => b.files - a.files);
  const first =
    found.find(({ detection }) => mayTest(detection)) ??
    found.find(({ detection }) => detection.test !== null) ??
    found[0];
  const packages = [
    ...found
      .filter((other) => other !== first && other.files > 0 && hasManifest(root, other.stack))
      .flatMap(({ stack: { extensions }, detection }) => packageOf("", detection, extensions)),
    ...packagesBelow(facts, root, new Map(found.map((item) => [item.stack, item.detection]))),
  ].slice(0, MAX_PACKAGES);
  const main = first?.detection ?? { install: null, test: null, reason: NOTHING };
  return {
    // With nothing to install at the top, a package's own step stands there, so that installing is not skipped.
    install: main.install ?? packages.find(({ install }) => install !== null)?.install ?? null,
    test: main.test,
    reason: main.reason,
    ...(packages.length > 0 ? { packages } : {}),
    cacheKey: cacheKeyOf(facts),
  };
}

const NOTHING = "no manifest, test file or Makefile that a rule knows was found";

function filesOf(facts: CheckoutFacts, { languages }: Stack): number {
  const counts = facts.languages.filter(({ name }) => languages.includes(name)).map(({ files }) => files);
  return counts.reduce((sum, count) => sum + count, 0);
}

function packageOf(dir: string, detection: Detection, extensions?: readonly string[]): DetectedPackage[] {
  if (!detection.test || !mayTest(detection)) return [];
  const place = dir === "" ? {} : { dir };
  const { install, test, reason } = detection;
  return [
    {
      dir,
      install: install && { ...install, ...place },
      test: { ...test, ...place },
      reason,
      ...(extensions ? { extensions: [...extensions] } : {}),
    },
  ];
}

function packagesBelow(
  facts: CheckoutFacts,
  root: Folder,
  atRoot: ReadonlyMap<Stack, Detection>,
): DetectedPackage[] {
  const packages: DetectedPackage[] = [];
  for (const { rule, manifest, coversBelow, ...rest } of STACKS) {
    if (!manifest) continue;
    const above = [...atRoot].find(([candidate]) => candidate.rule === rule)?.[1];
    // Maven and Gradle in one repository build the same sources.
    const sameLanguage = [...atRoot].some(
      ([other, detection]) => other.rule !== rule && other.languages === rest.languages && mayTest(detection),
    );
    const covers = coversBelow || above?.reason === "go.work";
    if (sameLanguage || (covers && above?.test && isReadable(above))) continue;
    const taken: string[] = [];
    for (const dir of foldersWith(facts, manifest)) {
      if (SIDE_FOLDER.test(dir)) continue;
      if (coversBelow && taken.some((parent) => dir.startsWith(`${parent}/`))) continue;
      const detection = rule(subFolder(facts, root, dir));
      if (!detection || !mayTest(detection)) continue;
      taken.push(dir);
      packages.push(...packageOf(dir, detection));
    }
  }
  return packages;
}

function hasManifest(folder: Folder, { manifest }: Stack): boolean {
  return manifest !== null && [...folder.names].some((name) => manifest.test(name));
}

/** False without a command, and for one that is known to test nothing. */
function mayTest({ test }: Detection): boolean {
  return test !== null && test.testsNothing === undefined;
}

/** False for a command of which only the exit status can be read: `turbo run test` and the like. */
function isReadable({ test }: Detection): boolean {
  return test !== null && test.parser !== "none";
}
