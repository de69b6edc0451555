/** What the parts of `npm test` came to, and the lines it ends with. */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { z } from "zod";

/** vitest's JSON reporter, as far as it is read here. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export class Tally {
  passed = 0;
  /** What failed and what was skipped, by name. */
  readonly failed: string[] = [];
  readonly skipped: string[] = [];

  check(name: string, ok: boolean): void {
    if (ok) this.passed += 1;
    else this.failed.push(name);
  }

  skip(names: string[]): void {
    this.skipped.push(...names);
  }

  /** Adds a run of vitest. One that leaves no report, or fails without a failed test, is a failure of its own. */
  tests(name: string, file: string, ok: boolean, root: string): void {
    const before = this.failed.length;
    const parsed = existsSync(file) ? Report.safeParse(JSON.parse(readFileSync(file, "utf8"))) : null;
    for (const { name: path, status, assertionResults } of parsed?.data?.testResults ?? []) {
      const title = (test: string) => `${relative(root, path)}: ${test}`;
      for (const test of assertionResults) {
        if (test.status === "passed") this.passed += 1;
        else if (test.status === "failed") this.failed.push(title(test.fullName));
        else this.skipped.push(title(test.fullName));
      }
      // A hook or an import that failed.
      if (status === "failed" && assertionResults.every((test) => test.status !== "failed"))
        this.failed.push(title("the file as a whole"));
    }
    if (this.failed.length === before && (!ok || !parsed?.success)) this.failed.push(`${name}, as a whole`);
  }

  /** The last lines: what was skipped, what failed, and the count. */
  lines(): string[] {
    const counted = `${this.passed} passed, ${this.failed.length} failed`;
    return [
      ...this.skipped.map((name) => `skipped  ${name}`),
      ...this.failed.map((name) => `failed   ${name}`),
      "",
      this.skipped.length > 0 ? `${counted}, ${this.skipped.length} skipped` : counted,
    ];
  }
}
