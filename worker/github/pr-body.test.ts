import { describe, expect, it } from "vitest";
import type { TestReport } from "../protocol/index.ts";
import { planStep } from "../protocol/testing/plans.ts";
import { caseOf, comparisonOf, runOf } from "../protocol/testing/reports.ts";
import { codeSpan, plainText, quote } from "./markdown.ts";
import { MAX_BODY_CHARS, type PullRequestText, pullRequestBody } from "./pr-body.ts";

const report = (passed: number, failed: number): TestReport =>
  runOf([
    ...Array.from({ length: passed }, (_, n) => caseOf(`t::passed${n}`, "passed")),
    ...Array.from({ length: failed }, (_, n) => caseOf(`t::failed${n}`, "failed")),
  ]);
const tests = comparisonOf("pass", {
  fixed: ["test/discount.test.js::takes a | percentage `once`"],
  unchanged_passing: 16,
  baseline: report(16, 1),
  after: report(17, 0),
});
const text: PullRequestText = {
  summary: "Takes the discount once.",
  prompt: "Fix the failing test",
  plan: {
    goal: "g",
    steps: [
      planStep("1", {
        title: "Fix discountedTotal",
        files: [{ path: "src/discount.js", action: "modify" }],
      }),
    ],
  },
  tests,
  objections: [],
  accepted: null,
  sandbox: { isolation: "bubblewrap", network: "isolated" },
  taskUrl: "http://127.0.0.1:8080/tasks/t",
};

describe("the pull request's body", () => {
  it("says what its evidence was made in, where that promises less", () => {
    const at = (sandbox: PullRequestText["sandbox"]) => pullRequestBody({ ...text, sandbox });
    expect(at({ isolation: "none", network: "unrestricted" })).toContain(
      "without isolation, as the user who runs Verne, with an unrestricted network",
    );
    expect(at({ isolation: "uid", network: "unrestricted" })).toContain(
      "without a sandbox, with an unrestricted",
    );
    expect(at({ isolation: "container", network: "unrestricted" })).toContain(
      "container, with an unrestricted",
    );
    for (const isolation of ["bubblewrap", "container", null] as const)
      expect(at({ isolation, network: isolation && "isolated" })).not.toContain("Commands ran");
  });

  it("says what, why, how and with which evidence", () => {
    expect(pullRequestBody(text)).toMatchInlineSnapshot(`
      "## What

      Takes the discount once.

      ## Why

      The task given to Verne:

      > Fix the failing test

      ## Plan

      1. Fix discountedTotal (\`src/discount.js\`)

      ## Test evidence

      **Tests pass compared with before the change**: nothing broke and no test vanished.

      Command: \`npm test\`

      | Tests | |
      | --- | --- |
      | Before | 16 passed, 1 failed |
      | After | 17 passed, 0 failed |
      | Fixed | 1 |
      | Broken | 0 |
      | Still failing | 0 |
      | Added | 0 |
      | Removed | 0 |
      | Flaky | 0 |
      | Passing before and after | 16 |

      **Fixed**

      - \`\` test/discount.test.js::takes a | percentage \`once\` \`\`

      ---
      Made with [Verne](http://127.0.0.1:8080/tasks/t). Review it like any other pull request.
      "
    `);
  });

  it("fills the repository's template, and keeps what has no place there", () => {
    const template = "## Description\n<!-- what? -->\n\n## Testing\n\nHow?\n\n## Checklist\n- [x] Docs\n";
    const body = pullRequestBody({ ...text, template });
    const headings = body.match(/^## .*$/gm);
    expect(headings).toEqual(["## Description", "## Testing", "## Checklist", "## Why", "## Plan"]);
    expect(body).toMatch(/## Description\n\nTakes the discount once\./);
    expect(body).toMatch(/## Testing\n\n\*\*Tests pass compared/);
    expect(body).toContain("- [ ] Docs");
    expect(body.match(/Tests pass compared/g)).toHaveLength(1);
  });

  it("names what stood against it, who accepted what, and nothing that acts", () => {
    const objections: PullRequestText["objections"] = [
      {
        id: "workflow:1",
        kind: "workflow",
        serious: true,
        blocking: false,
        message: "The change touches workflows",
        paths: [".github/workflows/<b>ci</b>.yml"],
        count: 12,
      },
      {
        id: "no_evidence:1",
        kind: "no_evidence",
        serious: true,
        blocking: false,
        message: "No test ran",
        detail: "@ada none",
      },
      {
        id: "tests_changed:1",
        kind: "tests_changed",
        serious: false,
        blocking: false,
        message: "Existing tests were changed",
        paths: ["test/a.test.js"],
        count: 1,
      },
    ];
    const accepted = { ids: ["workflow:1"], by: "grace", at: "2026-11-30T10:00:00.000Z" };
    const body = pullRequestBody({ ...text, objections, accepted });
    expect(body.slice(body.indexOf("## To look at"), body.indexOf("---\nMade with"))).toMatchInlineSnapshot(`
      "## To look at

      What stood against opening this without a person:

      - **The change touches workflows** (\`workflow\`, accepted by \`grace\` in Verne)
        - \`.github/workflows/<b>ci</b>.yml\`
        - and 11 more
      - **No test ran** (\`no_evidence\`, not accepted by anybody)
        - \`@ada none\`
      - **Existing tests were changed** (\`tests_changed\`, for you to look at)
        - \`test/a.test.js\`

      "
    `);
  });

  it("says plainly that no test ran", () => {
    const none = {
      ...tests,
      verdict: "no_evidence" as const,
      after: { ...report(0, 0), note: "No test command found." },
    };
    const body = pullRequestBody({ ...text, tests: none });
    expect(body).toContain("**No test ran.**");
    expect(body).toContain("No test command found.");
    expect(body).not.toContain("pass");
    expect(pullRequestBody({ ...text, tests: null })).toContain("**No test ran.**");
  });

  it("calls an exit status weaker evidence, and counts nothing", () => {
    const silent: TestReport = { ...report(0, 0), outcome: "passed", evidence: "exit_status" };
    const body = pullRequestBody({
      ...text,
      tests: { ...tests, verdict: "exit_status", fixed: [], baseline: silent, after: silent },
    });
    expect(body).toContain("weaker evidence");
    expect(body).toContain("| After | the command succeeded; it names no test |");
    expect(body).not.toMatch(/\d passed/);
  });

  it("says what the new tests do without the change", () => {
    const new_tests = { failing: 2, passing: 1, not_loaded: 1, passing_ids: ["x"] };
    expect(pullRequestBody({ ...text, tests: { ...tests, new_tests } })).toContain(
      "| Added, run without the change | 2 fail, 1 passes, 1 cannot be loaded |",
    );
  });

  it("does not call a broken or unfinished run a pass", () => {
    const broken = pullRequestBody({ ...text, tests: { ...tests, verdict: "broken", broken: ["x::y"] } });
    expect(broken).toContain("**The change breaks tests**");
    expect(broken).toContain("- `x::y`");
    const late = {
      ...tests,
      verdict: "errored" as const,
      after: { ...report(3, 0), outcome: "timed_out" as const },
    };
    expect(pullRequestBody({ ...text, tests: late })).toContain("could not be run to the end");
    expect(pullRequestBody({ ...text, tests: late })).toContain("3 passed, 0 failed, then out of time");
  });

  it("stays below GitHub's limit and keeps its footer", () => {
    const ids = Array.from({ length: 3000 }, (_, index) => `${"x".repeat(190)}${index}`);
    const steps = Array.from({ length: 50 }, (_, index) => ({
      ...text.plan?.steps[0],
      id: String(index),
      title: "t".repeat(300),
      intent: "",
      acceptance: "",
      tests: [],
      risk: "low" as const,
      risk_note: "",
      depends_on: [],
      files: Array.from({ length: 100 }, (_, file) => ({
        path: `${"p".repeat(190)}${file}`,
        action: "modify" as const,
      })),
    }));
    const lists = { fixed: ids, broken: ids, still_failing: ids, added: ids, removed: ids, flaky: ids };
    const long = "word ".repeat(20_000);
    const body = pullRequestBody({
      ...text,
      summary: long,
      prompt: long,
      plan: { goal: "", steps },
      tests: { ...tests, ...lists },
    });
    expect(body.length).toBeLessThanOrEqual(MAX_BODY_CHARS);
    expect(body).toContain("Cut here");
    expect(body).toMatch(/Made with \[Verne\]\(http:.*\n$/);
  });
});

describe("text of others in Markdown", () => {
  it.each([
    ["thanks @ada and @org/team", /@[a-z]/],
    ["Closes #12, fixes owner/repo#3", /#\d/],
    ["resolves GH-7", /GH-\d/],
    ["closes https://github.com/o/r/issues/9 and /pull/8", /(issues|pull)\/\d/],
    ["<img src=x> <!-- hidden --> </details>", /<[a-z/!]/],
    ["![track](http://evil.example/p.png)", /!\[/],
    ["## Test evidence\n  # All passed", /^ {0,3}#/m],
    ["title\n====\nother\n---", /^(=+|-+)$/m],
    ["a\u0000b\u001b[31m\u202etxt", /[\p{Cc}\p{Cf}]/u],
  ])("defuses %j", (input, pattern) => {
    expect(input).toMatch(pattern);
    expect(plainText(input, 1000)).not.toMatch(pattern);
  });

  it("leaves the rest as it is", () => {
    const kept = "- item **bold** `code` a < b && c > d, 50% #tag me@\n\n1. one\n--flag - dash";
    expect(plainText(kept, 1000)).toBe(kept);
    expect(plainText("12345", 3)).toBe("123 …");
    expect(quote("a\n\nb")).toBe("> a\n>\n> b");
  });

  it("holds anything in a code span", () => {
    expect(codeSpan("a`b``c\nd")).toBe("```a`b``c d```");
    expect(codeSpan("`x`")).toBe("`` `x` ``");
    expect(codeSpan("")).toBe("`  `");
  });
});
