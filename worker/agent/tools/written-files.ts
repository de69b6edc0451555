import type { FileState, StagedChange } from "../edit/staging.ts";
import { digest } from "./digest.ts";

interface Written {
  /** Hash of the content before the first write, and of the present one; null: no file. */
  before: string | null;
  now: string | null;
  /** The executable bit was set. */
  mode: boolean;
}

/** What one run wrote, compared with what was there before: a write that was undone is no change. */
export class WrittenFiles {
  readonly #files = new Map<string, Written>();

  /** Notes a change that was carried out; `files` are the states before it. */
  async note(change: StagedChange, files: ReadonlyMap<string, FileState>): Promise<void> {
    const { path, from, bytes, executable, action } = change;
    if (from !== null) await this.#put(from, files.get(from), null, false);
    const now = bytes && (await digest(bytes));
    await this.#put(path, files.get(path), now, executable !== null && action === "modify");
  }

  /** Each written path, and whether it differs from what was there at first. */
  changes(): Map<string, boolean> {
    return new Map([...this.#files].map(([path, { before, now, mode }]) => [path, mode || before !== now]));
  }

  async #put(path: string, state: FileState | undefined, now: string | null, mode: boolean): Promise<void> {
    const known = this.#files.get(path);
    const before = known ? known.before : await contentOf(state);
    this.#files.set(path, { before, now, mode: mode || (known?.mode ?? false) });
  }
}

async function contentOf(state: FileState | undefined): Promise<string | null> {
  if (state?.kind === "file") return digest(state.bytes);
  return state?.kind === "large" ? "large" : null;
}
