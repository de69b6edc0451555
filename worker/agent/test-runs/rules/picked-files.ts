/** A runner's command without the files it names itself, so that others can be named. Pure. */
import { commandText, scriptParts, type Word, withoutWrappers } from "./shell.ts";

/** Options whose value is the next word, of Node and of the runners on it. */
const VALUED =
  /^(?:-[rcuRtsOjCnw]|--(?:require|import|loader|experimental-loader|env-file|conditions|test-(?:concurrency|timeout|reporter|reporter-destination|name-pattern|coverage-\w+)|config|package|ui|timeout|slow|extension|reporter(?:-options?)?|jobs|retries|ignore|exclude|project|environment|env|root|rootDir|dir|pool|maxWorkers|testTimeout|node-option|tsconfig|selectProjects|concurrency|fgrep|grep))$/;

export function withoutFiles(part: string): string {
  const words = scriptParts(part)?.[0]?.words;
  if (!words) return part;
  const { wrappers, command } = withoutWrappers(words);
  const start = ownWords(command);
  const kept: Word[] = [...wrappers, ...command.slice(0, start)];
  for (let at = start; at < command.length; at += 1) {
    const word = command[at];
    if (!word?.text.startsWith("-") || word.text === "--") continue;
    kept.push(word);
    const value = command[at + 1];
    if (VALUED.test(word.text) && value) {
      kept.push(value);
      at += 1;
    }
  }
  return commandText(kept);
}

/** How many words name the program: `vitest run`, `react-scripts test`, `node node_modules/jest/bin/jest.js`. */
function ownWords(command: readonly Word[]): number {
  const script = command.findIndex(({ text }, index) => index > 0 && /(?:jest|_?mocha)(?:\.js)?$/.test(text));
  if (command[0]?.text === "node") return script === -1 ? 1 : script + 1;
  return /^(?:run|test|related)$/.test(command[1]?.text ?? "") ? 2 : 1;
}
