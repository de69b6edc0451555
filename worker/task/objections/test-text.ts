/** Pure: runner-independent analysis of test source text. */

/** Extensions with `#` comments; all others use `//`. */
const HASH = /\.(?:py|pyi|rb|rake|exs?|sh|bash|r|jl|pl|ya?ml|toml|cfg|ini)$/i;
const SLASH_COMMENT =
  /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const HASH_COMMENT =
  /("""[\s\S]*?(?:"""|(?![\s\S]))|'''[\s\S]*?(?:'''|(?![\s\S])))|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|#[^\n]*|^=begin[\s\S]*?^=end/gm;
/** Go build constraint: a comment that decides whether the file is built. */
const BUILD_TAG = /^\/\/(?:go:build\b| ?\+build\b)/;
const RUST_TESTS = /^\s*#\[cfg\(test\)\]/m;

/** The text with comments blanked out, keeping line numbers, so that a commented-out test counts as removed. */
export function codeOf(path: string, text: string): string {
  const blank = (match: string) => match.replace(/[^\n]/g, "");
  if (!HASH.test(path))
    return text.replace(
      SLASH_COMMENT,
      (match, literal?: string) => literal ?? (BUILD_TAG.test(match) ? match : blank(match)),
    );
  // A Python string statement over several lines is a comment.
  return text.replace(
    HASH_COMMENT,
    (match, block: string | undefined, literal: string | undefined, at: number) => {
      if (literal !== undefined) return literal;
      const alone = /(?:^|\n)[ \t]*[rbuf]{0,2}$/i.test(text.slice(Math.max(0, at - 200), at));
      return block !== undefined && !alone ? block : blank(match);
    },
  );
}

/** The test modules of a Rust source, without the other code. Line numbers stay. */
export function rustTests(text: string): string | null {
  const start = RUST_TESTS.exec(text);
  if (!start) return null;
  return text.slice(0, start.index).replace(/[^\n]/g, "") + text.slice(start.index);
}

const ASSERTION =
  /\b(?:assert\w*|expect(?!ed|ation|\.(?:any|anything|\w+Containing|stringMatching|closeTo|extend|assertions|hasAssertions)\b)\w*|refute\w*|verify\w*|must_\w+|wont_\w+|should(?:Be|Equal|Not|Have|Throw|Contain|Match|Raise)\w*|raises_error|pytest\.(?:raises|warns)|Assert(?:ions)?\.[A-Z]\w*|require\.[A-Z]\w*|XCTAssert\w*|REQUIRE\w*|CHECK\w*|ASSERT_\w+|EXPECT_\w+|t\.(?:Error|Fatal|Fail)\w*|t\.(?:is|not|true|false|truthy|falsy|deepEqual|notDeepEqual|like|throws\w*|rejects|regex|snapshot|ok|equals?|same|match|strictSame|has|resolves))(?=\s*[.!({]|\s+\S)|\.[sS]hould\b/g;

/** Assertions that only check existence. */
const EXISTENCE =
  /toBeDefined|toBeTruthy|not\.toBe(?:Null|Undefined)|toExist|[iI]sNot(?:None|Null|Nil)|[nN]ot_?[nN](?:il|ull|one)\b|NotEmpty|assert\.(?:ok|exists|isDefined|isOk)\b|be_truthy|to\.(?:exist|be\.ok)\b|\.is_(?:ok|some)\(|assert\s+\w+\s*$|is not None|expect\.any(?:thing)?\(|\bmock\.ANY\b|\bisinstance\(|\btoBeInstanceOf\(|\bbe_an?(?:_instance_of|_kind_of)?[( ]|\bisInstanceOf\(|\b[iI]s_a\?|(?:\braises|assertRaises|assertThrows|toThrow\w*|Throws)\s*[(<]\s*(?:(?:Base)?Exception|Throwable|Error)?(?:\.class)?\s*[),>]/;

const TRUE = String.raw`(?:true|True|TRUE|1|!0|!!1|!false|not False|"[^"\n]+"|'[^'\n]+')`;
const FALSE = `(?:false|False|FALSE|0|!1|!true|not True|nil|null|None)`;

/** Assertions that hold whatever the code does. */
const TRIVIAL = new RegExp(
  [
    String.raw`\b(?:assert|assert\.(?:ok|isTrue|isOk|truthy)|(?:Assert\.)?(?:True|IsTrue)|assert_?[Tt]rue|XCTAssert(?:True)?|t\.(?:ok|true|truthy|assert)|assertThat)!?\s*\(\s*${TRUE}\s*[,)]`,
    String.raw`\b(?:assert\.isFalse|Assert\.(?:False|IsFalse)|assert_?[Ff]alse|refute|t\.(?:notOk|false|falsy))\s*\(\s*${FALSE}\s*[,)]`,
    String.raw`\bassert\s+${TRUE}\s*(?:[,;]|$)`,
    String.raw`\brefute\s+${FALSE}\s*$`,
    // Both sides are the same expression.
    String.raw`\b(?:assert|Assert|t|require|XCTAssert|ASSERT_|EXPECT_|REQUIRE|CHECK)\w*(?:\.\w+)*!?\s*\(\s*(?:t\s*,\s*)?(?<one>[^(),\n]+?)\s*,\s*\k<one>\s*[,)]`,
    String.raw`\bassert\s+(?<left>\S+)\s*(?:==|===|is)\s*\k<left>\s*(?:[,;]|$)`,
    String.raw`\bassert(?:_equal)?\s+(?<want>[^(),\n]+?)\s*,\s*\k<want>\s*$`,
    String.raw`\bexpect\s*\(\s*(?<got>[^()\n]+?)\s*\)\s*\.\s*[\w.]+\s*\(?\s*\k<got>\s*\)`,
    String.raw`\bexpect\s*\(\s*(?:${TRUE}|${FALSE}|\d+)\s*\)`,
    String.raw`\b(?:t|assert|Assert)\.[pP]ass\s*\(`,
    // True whatever the left operand is.
    String.raw`\|\|\s*(?:true|1)\b|\bor\s+True\b`,
  ].join("|"),
  "gm",
);

/** Skips a test, or the other tests of the file (`only`). */
const SKIP = new RegExp(
  [
    String.raw`(?:\.|->)(?:skip|todo|fixme|fails|failing|skipIf|runIf|only|skip_if)\b\s*[(.\`]`,
    String.raw`\b(?:xit|xtest|xdescribe|xcontext|xspecify|fit|fdescribe|fcontext)\b\s*[("'. ]`,
    String.raw`\b(?:skip|todo|only)\s*:\s*(?!false\b)`,
    String.raw`@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip\w*|expectedFailure)|skip\w*|(?:org\.junit\.\w+\.)*(?:Disabled|Ignore)\w*)`,
    String.raw`\bpytest\.(?:skip|xfail|importorskip|exit)\b|\.skipTest\(|\bSkipTest\b|\bcollect_ignore|__test__\s*=\s*False`,
    String.raw`\bt\.Skip(?:f|Now)?\(|#\[ignore|\bSkip\s*=|\bIgnore\s*[(=]|@tag\s+:?(?:skip|pending)|//go:build\s+ignore`,
    String.raw`\bXCTSkip\w*|\bGTEST_SKIP\b|\bDISABLED_\w+|\bAssert\.(?:Inconclusive|Ignore)\b|[,(]\s*:(?:skip|pending)\b|\bpytest\.mark\.(?:skip|xfail)|\benabled\s*=\s*false`,
    String.raw`^//(?:go:build|\s*\+build)\b[^\n]*|#\[cfg\((?:any\(\)|FALSE|not\(test\))|\bexpectNotToPerformAssertions\b|\bdoesNotPerformAssertions\b`,
    String.raw`\bmarkTest(?:Skipped|Incomplete)\b|\b(?:assume|Assume)\w*[.(]|^\s*(?:skip|pending)\b(?:\s|$)|\bthis\.skip\(`,
  ].join("|"),
  "gm",
);

/** Ends the run or a test early. */
const ESCAPE = new RegExp(
  [
    String.raw`\b(?:process|os|sys|std::process|Deno|System)(?:\.|::)_?[eE]xit\s*\(`,
    String.raw`^\s*return\s*(?:true|None|nil)?\s*;?\s*$`,
    String.raw`\bif\s*\(?\s*(?:false|False|0)\s*\)?\s*[:{]|\bwhile\s*\(?\s*(?:false|False)\b|&&\s*false\b|^\s*#if\s+0\b`,
    String.raw`\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|\bexcept\b[^:\n]*:\s*pass\b|\brescue\s+nil\b`,
  ].join("|"),
  "gm",
);

const DECLARATION =
  /\b(?:test|it|specify|scenario)\s*(?:\.\w+\s*)*[(`]|^\s*(?:async\s+)?def\s+test|\bfunc\s+(?:\([^)]*\)\s*)?(?:Test|Fuzz|Example)\w*|#\[(?:\w+::)*test\b|@(?:Test|ParameterizedTest|RepeatedTest)\b|\[(?:Fact|Theory|Test|TestMethod|TestCase)\b|\bfunction\s+test\w*\s*\(|^\s*(?:test|it|specify|scenario)\s+["']/gm;

export const PATTERNS = { TRIVIAL, SKIP, ESCAPE, DECLARATION } as const;

/** Counts the assertions that can fail, and those among them that compare values. */
export function strengthOf(code: string): { assertions: number; comparing: number } {
  const all = code.match(ASSERTION)?.length ?? 0;
  const trivial = code.match(TRIVIAL)?.length ?? 0;
  const assertions = Math.max(0, all - trivial);
  return { assertions, comparing: EXISTENCE.test(code) ? Math.max(0, assertions - 1) : assertions };
}
