import { BaseSequencer, type TestSpecification } from "vitest/node";
import { partsOf } from "./parts.ts";

/** The embedded Postgres takes hundreds of megabytes; so does a change that is too large to publish. */
const LARGE = /\/supabase\/|\/worker\/test\/publishing\./;
/** These start hundreds of programs, and a process of 300 MB takes seven times as long for that as one of 50. */
const STARTERS =
  /\/(?:sandbox|local|worker\/(?:sandbox|github|agent\/test-runs|agent\/tools|task\/change-set))\//;

/**
 * In the process that all files share, those come first whose tests start many programs, while it is small, and those
 * that make it large last.
 */
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
    const rank = ({ moduleId }: TestSpecification) =>
      LARGE.test(moduleId) ? 2 : STARTERS.test(moduleId) ? 0 : 1;
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
