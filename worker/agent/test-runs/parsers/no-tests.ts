import type { TextParser } from "./text-parser.ts";

/** Messages of runners that found no test but exit with 0. */
const NONE =
  /^\s*(?:no tests? (?:ran|files? found|suites? found|specified|were found|to run|is available|found)\b|no tests? executed!?$|no test is available in |there (?:are|were) no tests(?: to run)?\b|0 passing\b|0 (?:tests|runs|examples|specs|scenarios|assertions)\b|ran 0 tests\b|running 0 tests$|collected 0 items\b|1\.\.0\b|# tests 0$|tests:?\s+(?:run: )?0\b(?!.*[1-9]\d* (?:passed|failed))|\?\s+\S+\s+\[no test files\]|testing: warning: no tests to run|error: no test suite found)/i;
const SOME =
  /(?:^|[\s(,;])[1-9]\d* (?:\w+ )?(?:passing|passed|failed|failing|tests?|runs|examples|specs|scenarios|pass|fail)\b|\b(?:tests|passed|pass|ran|running|collected|tests run):? [1-9]\d*\b|^(?:ok|PASS|FAIL)\s+\S/i;

/** Detects output that says that no test ran, unless other output shows one that did. */
export function noTestsSeen(): Pick<TextParser, "line"> & { readonly said: boolean } {
  let none = false;
  let some = false;
  return {
    line(_stream, line) {
      if (some || line.length > 400) return;
      if (NONE.test(line)) none = true;
      else if (SOME.test(line)) some = true;
    },
    get said() {
      return none && !some;
    },
  };
}
