import {
  BLOCK_LINES,
  type Failure,
  type FailureReader,
  type Frame,
  kindOfMessage,
  saysMissing,
} from "./failure.ts";

const JS_IN_BRACKETS = /^\s*(?:at|❯) .*\((.+?):(\d+):\d+\)\s*,?$/;
const JS = /^\s*(?:at|❯) (?:async )?(?:\S+ )?((?:[a-z]+:\/\/)?(?:[A-Za-z]:)?[^\s():]+):(\d+):\d+\s*$/;
const JVM = /^\s*at (?:[\w.-]+(?:@[\w.-]+)?\/)*([\w.$<>]+)\(([\w$-]+\.(?:java|kt|kts|scala|groovy)):(\d+)\)/;
const DOTNET = /^\s*at .+ in (.+):line (\d+)\s*$/;
/** Gradle's short form: the message and the place in one line. */
const GRADLE =
  /^\s+(?:[\w.$]+(?:Error|Exception|Failure)\b.*) at ([\w$]+\.(?:java|kt|groovy|scala)):(\d+)\s*$/;
/** A frame that names no place, and lines between frames. */
const NO_PLACE =
  /^\s*(?:at .*(?:\(native\)|\(<anonymous>\)|<anonymous>|\(Native Method\)|\(Unknown Source\))|at [\w.$+`<>[\],]+\(.*\)|\.\.\. \d+ more|--- End of .*)\s*$/;

const HEADER =
  /^\s*(?:Exception in thread "[^"]*" |Caused by: |Unhandled exception\.? ?|Uncaught |\[cause\]: |[✖⨯×] |\d+\) )*(?:[\w$]+[.:/\\])*[\w$]*(?:Error|Exception|Failure|Failed|Fault|Violation)\w*(?: \[[\w-]+\])?\s*(?::.*|\{?)$/;
const BUN = /^\s*error: /;
/** The line with which a runner names the failed test. */
const TEST_TITLE = /^\s*(?:● |✖ |✗ |× |\(fail\) |FAIL {2}|\d+\) )\S/;

/** Packages of runners and libraries, whose files share names with those of a repository. */
const JVM_LIBRARY =
  /^(?:java|javax|jdk|sun|kotlin|kotlinx|scala|groovy|org\.(?:junit|opentest4j|gradle|assertj|hamcrest|apache|codehaus|testng))\./;

/** Errors with lines `at …` below them: JavaScript in all its runners, the JVM, .NET. */
export const stacks: FailureReader = (lines) => {
  const found: Failure[] = [];
  let after = 0;
  for (let at = 0; at < lines.length; at += 1) {
    if (!isFrame(lines[at] ?? "")) continue;
    let end = at;
    while (end < lines.length && isFrame(lines[end] ?? "")) end += 1;
    const above = lines.slice(Math.max(after, at - BLOCK_LINES), at);
    found.push(failureOf(above, lines.slice(at, end).flatMap(frameOf)));
    after = end;
    at = end;
  }
  return [...found, ...lines.flatMap(gradleLine)];
};

const isFrame = (line: string): boolean => frameOf(line).length > 0 || NO_PLACE.test(line);

function frameOf(line: string): Frame[] {
  const jvm = JVM.exec(line);
  if (jvm) return jvmFrames(jvm[1] ?? "", jvm[2] ?? "", Number(jvm[3]));
  const match = DOTNET.exec(line) ?? JS_IN_BRACKETS.exec(line) ?? JS.exec(line);
  return match?.[1] ? [{ path: match[1], line: Number(match[2]) }] : [];
}

/** `com.acme.Cart$Line.total` in `Cart.java` is `com/acme/Cart.java`; Kotlin files may lie elsewhere. */
function jvmFrames(method: string, file: string, line: number): Frame[] {
  const parts = method.replace(/\$.*$/, "").split(".");
  const isMethod = !method.includes("$");
  const packageParts = parts.slice(0, isMethod ? -2 : -1);
  const frames = [{ path: [...packageParts, file].join("/"), line }];
  if (!JVM_LIBRARY.test(method) && /\.(?:kts?|scala)$/.test(file)) frames.push({ path: file, line });
  return frames;
}

function gradleLine(line: string): Failure[] {
  const [, path, at] = GRADLE.exec(line) ?? [];
  if (path === undefined) return [];
  const title = line.trim();
  return [{ kind: kindOfMessage(title), title, text: title, frames: [{ path, line: Number(at) }] }];
}

/** `above`: the lines over the frames, back to the last frames. */
function failureOf(above: readonly string[], frames: readonly Frame[]): Failure {
  const header = above.findLastIndex((line) => HEADER.test(line) || BUN.test(line));
  const title = above.findLastIndex((line) => TEST_TITLE.test(line));
  const paragraph = above.findLastIndex((line, at) => line.trim() === "" && at < above.length - 2) + 1;
  const from = header === -1 ? (title === -1 ? paragraph : title) : header;
  const message = above.slice(from);
  const named = title !== -1 && title < from ? [above[title] ?? ""] : [];
  const text = [...named, ...message].join("\n");
  const said = header === -1 ? firstSaid(message) : (above[header] ?? "");
  const broken = brokenFile(above, message);
  if (broken) return { kind: "syntax", title: said.trim(), text, frames: broken };
  return { kind: kindBy(said, message), title: said.trim(), text, frames: [...frames] };
}

/** Errors of the language itself, whatever the code says that a runner quotes around them. */
const OF_THE_LANGUAGE = /\b(?:Type|Reference|Range|URI|Eval|Internal)Error\b/;
/** A line of source that a runner quotes. */
const QUOTED_SOURCE = /^\s*>?\s*\d+\s*\|/;

function kindBy(said: string, message: readonly string[]): Failure["kind"] {
  const words = message.filter((line) => !QUOTED_SOURCE.test(line)).join("\n");
  if (OF_THE_LANGUAGE.test(said)) return saysMissing(words) ? "missing" : "error";
  return kindOfMessage(words);
}

const firstSaid = (message: readonly string[]): string =>
  message.find((line) => line.trim() !== "" && !TEST_TITLE.test(line)) ?? message[0] ?? "";

/** Of a file that could not be parsed: its place, which stands above the message. What JSON.parse throws is another. */
function brokenFile(above: readonly string[], message: readonly string[]): Frame[] | null {
  const said = message.join("\n");
  const parsed =
    /\bSyntaxError: (?!.*\bJSON\b)(?!.*position \d)|Transform failed with|SyntaxError: .*\(\d+:\d+\)/;
  if (!parsed.test(said) || /does not provide an export/.test(said)) return null;
  return above.flatMap((line) => {
    const match =
      /^\s*(?:SyntaxError: )?((?:file:\/\/)?(?:[A-Za-z]:)?\/?[^\s:]+\.\w+):(?:(\d+)(?::\d+)?(?:: (?:ERROR|error).*)?$| )/.exec(
        line,
      ) ?? /^\s*(?:.*Error: )?((?:file:\/\/)?\/[^\s:]+\.\w+): .*\((\d+):\d+\)$/.exec(line);
    return match?.[1] ? [{ path: match[1], line: Number(match[2] ?? 0) }] : [];
  });
}
