/** Makes the cluster that new databases start from, where none is kept yet: `node local/prepare-database.ts`. */
import { join } from "node:path";
import { ROOT } from "./root.ts";
import { openDatabase } from "./supabase/database.ts";

const database = await openDatabase({ dataDir: null, migrationsDir: join(ROOT, "supabase/migrations") });
await database.close();
