import type { TestComparison } from "../../protocol/index.ts";
import type { Documents } from "./documents.ts";
import type { TaskRecord } from "./record.ts";

/** The evidence about the change as it stands; null where the tests ran on another tree, or not at all. */
export function evidenceOf(task: {
  record: Pick<TaskRecord, "testedTree" | "tree">;
  documents: Documents;
}): TestComparison | null {
  const { record, documents } = task;
  return record.testedTree === record.tree ? documents.get("comparison") : null;
}
