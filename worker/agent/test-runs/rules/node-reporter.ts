/** How `node --test` is made to write a JUnit file, beside the reporters that a script asks for itself. */
import { RESULT_DIR, RESULT_FILE } from "../placeholders.ts";

const OPTION = /\s--test-reporter(-destination)?(?:=|\s+)("[^"]*"|'[^']*'|[^\s'"&|;]+)/g;
const NODE_TEST = /\bnode\b[^&|;]*\s--test(?=\s|$)/;

/** A reporter's name and destination, in the form of Node's options. */
const reporter = (name: string, destination: string): string[] => [
  `--test-reporter=${name}`,
  `--test-reporter-destination=${destination}`,
];

/**
 * Options for NODE_OPTIONS, where Node 20 and later accept them. They precede those of the command line, and every
 * reporter needs a destination as soon as there are two: the script's own, if it has none, keeps stdout.
 */
export function reporterOptions(command: string, file: string, name = "junit"): Record<string, string> {
  const own = [...command.matchAll(OPTION)];
  const destinations = own.filter(([, kind]) => kind !== undefined).length;
  const reporters = own.length - destinations;
  const shown = reporters === 0 ? reporter("spec", "stdout") : [];
  const missing = Math.max(0, reporters - destinations);
  const options = [
    ...shown,
    ...reporter(name, `"${file}"`),
    ...Array.from({ length: missing }, () => "--test-reporter-destination=stdout"),
  ];
  return { NODE_OPTIONS: options.join(" ") };
}

/** `--test-reporter` in NODE_OPTIONS, so that the script itself stays as it is. */
export const NODE_TEST_ENV = reporterOptions("", RESULT_FILE);

export const asksForReporter = (command: string): boolean => /\s--test-reporter(?:=|\s)/.test(command);

/** The command with a reporter of its own file instead of those it asks for: several may run in one chain. */
export function withReporter(command: string, file: string): string {
  const options = [...reporter("spec", "stdout"), ...reporter("junit", `"${file}"`)].join(" ");
  return command.replace(OPTION, "").replace(/\s--test(?=\s|$)/, ` --test ${options}`);
}

const REPORTER = "node-report.mjs";
/** Writes a file for each process, because nobody knows how many a script starts. */
const SOURCE = `const load = (name) => import("node:" + name);
const { appendFileSync } = await load("fs");
const { junit } = await load("test/reporters");
const file = new URL(\`run-node-\${process.pid}-\${Date.now()}.xml\`, import.meta.url);

export default async function* report(source) {
  for await (const text of junit(source)) appendFileSync(file, text);
}
`;

/**
 * What a script needs that starts `node --test` in a way that is not understood (in pipes, alternatives, sub-shells,
 * parallel or hooked scripts). Null if none of the scripts does, or if they ask for reporters in different ways, for
 * which no options fit all.
 */
export function anyNodeTest(scripts: readonly string[]) {
  const commands = scripts.flatMap((script) =>
    script.split(/&&|\|\||[;|&\n()]/).filter((command) => NODE_TEST.test(command)),
  );
  const [first] = commands;
  if (first === undefined) return null;
  const name = `"${RESULT_DIR}/${REPORTER}"`;
  const options = new Set(
    commands.map((command) => reporterOptions(command, "/dev/null", name).NODE_OPTIONS),
  );
  if (options.size > 1) return null;
  return {
    env: reporterOptions(first, "/dev/null", name),
    parser: "junit" as const,
    resultFile: null,
    resultGlob: `${RESULT_DIR}/run-*`,
    support: [{ name: REPORTER, text: SOURCE }],
  };
}
