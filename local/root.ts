import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout this file lies in. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
