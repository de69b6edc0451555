import type { ObjectionFinding } from "../../protocol/index.ts";
import type { Life } from "../record/life.ts";

/** What tools said about a change, beside its tests. */
export interface ScanFindings {
  advisories: ObjectionFinding[];
  /** Why a tool that is there has said nothing; null where each has, or none is there. */
  advisoriesUnknown: string | null;
  scanner: ObjectionFinding[];
  /** The same for the scanner of the repository. */
  scannerFailure: string | null;
}

const SCANS = "scans";
type Stored = ScanFindings & { tree: string | null };

/** Null where nothing was looked for in the change as it is now. */
export function scansOf({ record, documents }: Life): ScanFindings | null {
  const stored = documents.get<Stored>(SCANS);
  return stored?.tree === record.tree ? stored : null;
}

/** Call it inside a commit. */
export const keepScans = ({ documents }: Life, tree: string | null, found: ScanFindings): void =>
  documents.put(SCANS, { tree, ...found } satisfies Stored);
