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

/** Limit of detected packages; which ones are run depends on the change. */
const MAX_PACKAGES = 200;

interface Stack {
  rule: Rule;
  /** Language names of `verne-tools`. Empty for language-independent tools. */
  languages: readonly string[];
  extensions: readonly string[];
  /** Marks a folder below the root as a package of this stack; null for a stack that is detected at the root only. */
  manifest: RegExp | null;
  /** True if the top-level command also runs the packages below. */
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

/** In order of precedence when the languages do not decide. */
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

/** Folders with examples or tooling, which are not part of the project itself. */
const SIDE_FOLDER =
  /(?:^|\/)(?:examples?|samples?|demos?|playgrounds?|docs?|website|sites?|bench(?:es|marks?)?|fixtures?|__fixtures__|testdata|test|tests|templates?|fuzz|e2e|deps|vendor|third[-_]party|external|extern|\.[^/]*)(?:\/|$)/;

/**
 * Detects the install and test commands of a checkout by rules, without a model: the stack with the most files that has
 * a test command at the top level, and `packages` for what that command does not run, or runs without naming tests.
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
    // Without a top-level install, a package's own is used, so that installing is not skipped.
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

/** False without a command, or with one that is known to test nothing. */
function mayTest({ test }: Detection): boolean {
  return test !== null && test.testsNothing === undefined;
}

/** False for a command with only an exit status: `turbo run test` and the like. */
function isReadable({ test }: Detection): boolean {
  return test !== null && test.parser !== "none";
}
