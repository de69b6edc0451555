/** How `npm run mutants` runs tests: the files of its plan one after the other in one process, with the mutants in. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { ROOT } from "../../local/root.ts";
import { withMutants } from "./mutators.ts";
import type { MutantPlan } from "./plan.ts";

const plan = JSON.parse(readFileSync(process.env.VERNE_MUTANTS ?? "", "utf8")) as MutantPlan; // written by ../mutants.ts
const first = new Map(plan.files.map((file) => [join(ROOT, file.path), file.first]));

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      plan.tests.findIndex((test) => moduleId.endsWith(`/${test}`));
    return files.toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  root: ROOT,
  plugins: [
    {
      name: "verne:mutants",
      enforce: "pre",
      transform(source, id) {
        const start = first.get(id.replace(/\?.*$/, ""));
        return start === undefined
          ? null
          : { code: withMutants(id, source, "verneMutant", start), map: null };
      },
    },
  ],
  test: {
    include: plan.tests,
    globalSetup: ".ci/run-setup.ts",
    runner: ".ci/mutants/runner.ts",
    provide: { long: false, mutantsDone: plan.done, mutantResults: plan.results },
    environment: "node",
    isolate: false,
    // It would keep sources with the mutants of another plan.
    fsModuleCache: false,
    maxWorkers: 1,
    maxConcurrency: 1,
    sequence: { sequencer: InOrder },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Within the least that a test with a mutant gets.
    expect: { poll: { timeout: 2_500 } },
  },
});
