import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The embedded Postgres takes hundreds of megabytes, and a process of that size is slow to start others from. */
const LARGE = /\/supabase\//;

/** The files whose tests load the embedded Postgres come last in the process that they share with the others. */
export class SmallProcessesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLarge = ({ moduleId }: TestSpecification) => LARGE.test(moduleId);
    return [...sorted.filter((file) => !isLarge(file)), ...sorted.filter(isLarge)];
  }
}
