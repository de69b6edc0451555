/** Reads the written paths through the sandbox port. Symbolic links are not followed. */
import type { GitContext } from "../../sandbox/git.ts";
import { type FileEntry, type Sandbox, SandboxFailure } from "../../sandbox/port.ts";

/** Larger files are excluded from a change: no forge accepts them through its API. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;

export type OnDisk =
  | { kind: "file" | "link"; bytes: Uint8Array }
  | { kind: "missing" }
  | { kind: "large"; size: number };

type Machine = Pick<Sandbox, "list" | "read">;

/** Reads one path at a time; folder listings are cached. */
export class Disk {
  private readonly machine: Machine;
  private readonly git: GitContext;
  private readonly listings = new Map<string, Promise<FileEntry[]>>();

  constructor(machine: Machine, git: GitContext) {
    this.machine = machine;
    this.git = git;
  }

  /** A folder, or anything that is neither file nor symbolic link, counts as absent. */
  async at(path: string): Promise<OnDisk> {
    let folder = this.git.repo;
    const segments = path.split("/");
    for (const [index, name] of segments.entries()) {
      const entry = (await this.list(folder)).find((candidate) => candidate.name === name);
      const last = index === segments.length - 1;
      if (last && entry?.kind === "symlink") return this.link(path);
      if (last && entry?.kind === "file") return this.file(`${folder}/${name}`, entry.size);
      if (entry?.kind !== "directory") return { kind: "missing" };
      folder = `${folder}/${name}`;
    }
    return { kind: "missing" };
  }

  private async file(path: string, size: number): Promise<OnDisk> {
    if (size > MAX_FILE_BYTES) return { kind: "large", size };
    try {
      return { kind: "file", bytes: await this.machine.read(path, MAX_FILE_BYTES) };
    } catch (error) {
      if (!(error instanceof SandboxFailure)) throw error;
      if (error.code === "FILE_NOT_FOUND") return { kind: "missing" };
      if (error.code === "FILE_TOO_LARGE") return { kind: "large", size: MAX_FILE_BYTES + 1 };
      throw error;
    }
  }

  private async link(path: string): Promise<OnDisk> {
    const argv = ["readlink", "-n", "--", path] as const;
    const { exitCode, stdout } = await this.git.exec(argv, { cwd: this.git.repo, timeoutMs: 10_000 });
    return exitCode === 0 ? { kind: "link", bytes: stdout } : { kind: "missing" };
  }

  private list(folder: string): Promise<FileEntry[]> {
    const known = this.listings.get(folder);
    if (known) return known;
    const listing = this.machine.list(folder).catch((error: unknown) => {
      if (error instanceof SandboxFailure && error.code === "FILE_NOT_FOUND") return [];
      throw error;
    });
    this.listings.set(folder, listing);
    return listing;
  }
}
