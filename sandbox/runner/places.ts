import { join, relative, sep } from "node:path";
import { type TaskDirectories, taskDirectories } from "./sandbox-directory.ts";

/** Where the task's folders stand, as the task sees them. */
export interface InsidePaths {
  root: string;
  home: string;
  tmp: string;
  platform: string;
}

/** With a view of its own a task finds its checkout at a place that says nothing about this machine. */
export const NEUTRAL: InsidePaths = {
  root: "/workspace",
  home: "/home/sandbox",
  tmp: "/tmp",
  platform: "/platform",
};

/** In a container, whose one task has the same neutral places as one under bubblewrap; `processes` is the runner's. */
export const containerDirectories = (
  dataDir: string,
  taskId: string,
  { root, home, tmp, platform }: InsidePaths,
): TaskDirectories => ({ ...taskDirectories(dataDir, taskId), work: root, home, tmp, platform });

/** The same folders by both names. Purely about names: whether a path leads out by a link is `task-files.ts`'s. */
export class Places {
  readonly inside: InsidePaths;
  readonly outside: TaskDirectories;

  constructor(outside: TaskDirectories, neutral: boolean) {
    this.outside = outside;
    const { work: root, home, tmp, platform } = outside;
    this.inside = neutral ? NEUTRAL : { root, home, tmp, platform };
  }

  /** The place on the host of a path that the task uses; itself where both see the same. */
  onHost(path: string): string {
    const { inside, outside } = this;
    return (
      moved(path, inside.root, outside.work) ??
      moved(path, inside.home, outside.home) ??
      moved(path, inside.tmp, outside.tmp) ??
      path
    );
  }

  /** What the task calls a path of the host that lies below its root. */
  inTask(path: string): string {
    return moved(path, this.outside.work, this.inside.root) ?? path;
  }
}

function moved(path: string, from: string, to: string): string | null {
  const below = relative(from, path);
  return below === ".." || below.startsWith(`..${sep}`) ? null : join(to, below);
}
