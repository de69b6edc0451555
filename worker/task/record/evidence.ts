import type { TestComparison } from "../../protocol/index.ts";
import type { Documents } from "./documents.ts";
import type { TaskRecord } from "./record.ts";

/** Test evidence about the current change; null when no tests ran or they ran on another tree. */
export function evidenceOf(task: {
  record: Pick<TaskRecord, "testedTree" | "tree">;
  documents: Documents;
}): TestComparison | null {
  const { record, documents } = task;
  return record.testedTree === record.tree ? documents.get("comparison") : null;
}
