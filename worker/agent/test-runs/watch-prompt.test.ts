import { describe, expect, it } from "vitest";
import { promptsForChanges } from "./watch-prompt.ts";

describe("promptsForChanges", () => {
  it.each([
    [" PASS  Waiting for file changes...\n       press h to show help, press q to quit\n"],
    ["\u001b[2J\u001b[H FAIL  Tests failed. Watching for file changes...\n"],
    [
      "Ran all test suites.\n\nWatch Usage\n › Press f to run only failed tests.\n › Press q to quit watch mode.\n › Press Enter to trigger a test run.\n",
    ],
    [
      "\n\u001bc[10:00:00 AM] Starting compilation in watch mode...\n\n[10:00:01 AM] Found 0 errors. Watching for file changes.\n",
    ],
    ["[nodemon] watching path(s): *.*\n[nodemon] clean exit - waiting for changes before restart\n"],
    ["[nodemon] app crashed - waiting for file changes before starting...\n"],
    ["Completed running 'test.js'. Waiting for file changes before restarting...\n"],
    [
      "  1 test passed [10:00:00]\n\nType `g` followed by enter to filter test files\nType `r` and press enter to rerun tests\n",
    ],
    ["  12 passing (9ms)\n\nℹ [mocha] waiting for changes...\n"],
  ])("knows the prompt of %j", (tail) => {
    expect(promptsForChanges(tail)).toBe(true);
  });

  it.each([
    [""],
    ["waiting for database\nconnecting\n"],
    ["test_a (t.T) ... "],
    [`waiting for file changes\n${"still testing\n".repeat(20)}`],
    ["Compiling foo v0.1.0\n"],
    ["running 12 tests\ntest slow ... "],
    ["Waiting for the server to start...\n"],
  ])("sees none in %j", (tail) => {
    expect(promptsForChanges(tail)).toBe(false);
  });
});
