/** Secrets of this side of a running product, and where on the machine they lie. For tests. */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { formsOf } from "./secret-forms.ts";

/** The homes of the installation's secrets, which their owner alone reads. */
const HOMES = ["secrets.json", "supabase/keys.json"];

export interface Hit {
  secret: string;
  /** A file below the product's folder, or `arguments of PID`. */
  where: string;
}

export class Canaries {
  private readonly dir: string;
  private readonly known = new Map<string, string>();

  constructor(dir: string) {
    this.dir = dir;
  }

  note(name: string, secret: string | null): void {
    if (secret) this.known.set(name, secret);
  }

  planted(): Record<string, string> {
    const keys = readFileSync(join(this.dir, "supabase/keys.json"), "utf8");
    this.note("key that signs sessions", /"d":\s*"([^"]+)"/.exec(keys)?.[1] ?? null);
    return Object.fromEntries(this.known);
  }

  /** Every file of the product below `under`, whatever wrote it, and the arguments of every process of the machine. */
  search(secrets: Readonly<Record<string, string>>, under: string): { hits: Hit[]; files: number } {
    const forms = Object.entries(secrets).map(
      ([secret, text]) => [secret, formsOf(text).map((form) => Buffer.from(form))] as const,
    );
    const hits: Hit[] = [];
    const look = (where: string, bytes: Buffer) => {
      for (const [secret, each] of forms)
        if (each.some((form) => bytes.includes(form))) hits.push({ secret, where });
    };
    const files = filesBelow(join(this.dir, under));
    for (const file of files) {
      const where = relative(this.dir, file);
      if (HOMES.includes(where) && (statSync(file).mode & 0o077) === 0) continue;
      look(where, read(file));
    }
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
      look(`arguments of ${pid}`, read(`/proc/${pid}/cmdline`));
    return { hits, files: files.length };
  }
}

/** Folder by folder, because those of other tasks go away meanwhile; the first must be there. */
function filesBelow(top: string): string[] {
  const files: string[] = [];
  const folders = readdirSync(top, { withFileTypes: true });
  for (let entry = folders.pop(); entry; entry = folders.pop()) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.push(path);
    if (entry.isDirectory()) folders.push(...entriesOf(path));
  }
  return files;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Nothing of what went away meanwhile. */
function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
