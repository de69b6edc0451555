/** Commands that a person chose, in place of those found by rule. */
import type { ChosenCommands, Plan } from "../../protocol/index.ts";
import type { DetectedCommands, ProjectSetup, TestCommand } from "../types.ts";
import { hash } from "./cache-key.ts";
import { type CheckoutFacts, rootFolder } from "./folder.ts";
import { DEPS_DIR, ONLY, RESULT_FILE } from "./placeholders.ts";
import { testsNothing } from "./rules/empty-script.ts";
import { packageTool, parseManifest, stringsOf } from "./rules/node.ts";
import { lineCommand, scriptCommand } from "./rules/node-script.ts";
import { ENV as PYTHON_ENV } from "./rules/python-install.ts";
import { calledScript } from "./rules/scripts.ts";
import { scriptParts } from "./rules/shell.ts";

const BY_CHOICE = "chosen for this repository";

/**
 * The detected commands with the chosen ones in their places. A chosen test command stands for all packages; what they
 * install is still installed, unless an install command is chosen too. Pure.
 */
export function withChosen(
  found: DetectedCommands,
  chosen: ChosenCommands,
  facts: CheckoutFacts,
): DetectedCommands {
  let commands = found;
  const { install, test, lint } = chosen;
  if (lint != null) commands = { ...commands, lint: lint === "" ? null : lint };
  if (test != null && test !== found.test?.display) {
    const { packages = [], ...rest } = commands;
    const installs = packages.flatMap((one) => (one.install === null ? [] : [one.install]));
    commands = {
      ...rest,
      test: test === "" ? null : testLine(test, facts),
      reason: test === "" ? "no tests are run in this repository, by choice" : BY_CHOICE,
      ...(installs.length > 0 ? { installs } : {}),
    };
  }
  if (install != null && install !== found.install?.display) {
    const { packages, installs: _, ...rest } = commands;
    commands = {
      ...rest,
      install: install === "" ? null : shellLine(install),
      // Another command leaves another environment behind.
      cacheKey: hash(`${found.cacheKey ?? ""}\0${install}`),
      ...(packages ? { packages: packages.map((one) => ({ ...one, install: null })) } : {}),
    };
  }
  return commands;
}

/** The set-up with the chosen commands in place of it. Pure. */
export function setupWithChosen(
  found: ProjectSetup | null | undefined,
  { setup }: ChosenCommands,
): ProjectSetup | null {
  if (setup == null) return found ?? null;
  if (setup.length === 0) return null;
  return { kind: "script", source: BY_CHOICE, commands: setup.map(shellLine), script: null };
}

/** Commands and set-up as a plan shows them. Pure. */
export function shownOf(
  { install, test, lint }: DetectedCommands,
  setup: ProjectSetup | null | undefined,
): NonNullable<Plan["commands"]["found"]> {
  return {
    install: install?.display ?? null,
    test: test?.display ?? null,
    lint: lint ?? null,
    setup: (setup?.commands ?? []).map(({ display }) => ({ command: display, source: setup?.source ?? "" })),
  };
}

/** Programs of the environment that the Python rules install into. */
const PYTHON = /(?:^|[\s;&|(/])(?:pip3?|python3?|pytest|tox|nox)(?=$|[\s;&|)])/;
const IN_VENV = [
  `venv="${DEPS_DIR}/venv"`,
  `[ -x "$venv/bin/python" ] || python3 -m venv --system-site-packages "$venv" >/dev/null 2>&1`,
  `[ ! -x "$venv/bin/python" ] || PATH="$venv/bin:$PATH"`,
].join("; ");

function shellLine(text: string): {
  argv: [string, ...string[]];
  display: string;
  env?: Record<string, string>;
} {
  if (!PYTHON.test(text)) return { argv: ["sh", "-c", text], display: text };
  return { argv: ["sh", "-c", `${IN_VENV}\n${text}`], display: text, env: PYTHON_ENV };
}

/** A line that only calls a script of package.json, as that script runs. */
function scriptCalled(text: string, facts: CheckoutFacts): TestCommand | null {
  const manifest = parseManifest(facts.texts["package.json"] ?? "");
  const [part, ...more] = scriptParts(text) ?? [];
  if (!manifest || !part || more.length > 0) return null;
  const scripts = stringsOf(manifest.scripts);
  const called = calledScript(part.words, scripts);
  if (!called || called.args.length > 0) return null;
  const { tool } = packageTool(manifest, rootFolder(facts));
  const marked = testsNothing(
    `the script ${called.name} of package.json`,
    scripts[called.name] ?? "",
    scripts,
  );
  return { ...scriptCommand(scripts, called.name, tool, facts.texts), ...marked };
}

/** A test command, with a result that can be read where its runner is known. */
function testLine(text: string, facts: CheckoutFacts): TestCommand {
  const script = scriptCalled(text, facts);
  if (script) return { ...script, display: text };
  const marked = testsNothing("the chosen test command", text);
  const only = scriptParts(text)?.length === 1 && !text.includes("\n");
  const plain = shellLine(text);
  const display = text;
  if (only && /^(?:python3?\s+-m\s+)?pytest(?:\s|$)/.test(text)) {
    const report = `-o junit_family=xunit1 --junitxml="${RESULT_FILE}" ${ONLY}`;
    return {
      argv: ["sh", "-c", `${IN_VENV}\n${text} ${report}`],
      display,
      env: { CI: "true", ...PYTHON_ENV },
      parser: "junit",
      resultFile: "pytest.xml",
      runner: "pytest",
      ...marked,
    };
  }
  if (only && /^go\s+test(?:\s|$)/.test(text)) {
    const json = /\s-json(?:\s|$)/.test(text) ? text : text.replace(/^go\s+test/, "go test -json");
    return {
      argv: ["sh", "-c", json],
      display,
      parser: "go-json",
      resultFile: null,
      runner: "go",
      ...marked,
    };
  }
  return {
    ...(lineCommand(text) ?? { parser: "none" as const, resultFile: null, ...plain }),
    display,
    ...marked,
  };
}
