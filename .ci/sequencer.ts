import { BaseSequencer, type TestSpecification } from "vitest/node";
import { partsOf } from "./parts.ts";

/** The embedded Postgres takes hundreds of megabytes, and a process of that size is slow to start others from. */
const LARGE = /\/supabase\//;

/** The files whose tests load the embedded Postgres come last in the process that they share with the others. */
export class SmallProcessesFirst extends BaseSequencer {
  override async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { shard } = this.ctx.config;
    if (!shard) return files;
    const paths = files.map(({ moduleId }) => moduleId);
    const own = new Set(partsOf(paths, shard.count)[shard.index - 1]);
    return files.filter(({ moduleId }) => own.has(moduleId));
  }

  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLarge = ({ moduleId }: TestSpecification) => LARGE.test(moduleId);
    return [...sorted.filter((file) => !isLarge(file)), ...sorted.filter(isLarge)];
  }
}
