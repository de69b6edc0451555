import type { Life } from "../record/life.ts";
import type { ScanFindings } from "../record/stored-documents.ts";

/** Null when the current tree was not scanned. */
export function scansOf({ record, documents }: Life): ScanFindings | null {
  const stored = documents.get("scans");
  return stored?.tree === record.tree ? stored : null;
}

/** Call inside a commit. */
export const keepScans = ({ documents }: Life, tree: string | null, found: ScanFindings): void =>
  documents.put("scans", { tree, ...found });
