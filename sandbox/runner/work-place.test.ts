import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { removeTaskDirectories, taskDirectories } from "./sandbox-directory.ts";
import { makeWorkPlace, workPlaceOf } from "./work-place.ts";

let parent: string;
let dataDir: string;
const uid = process.geteuid?.() ?? 0;
const modeOf = (path: string) => lstatSync(path).mode & 0o777;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "verne-places-"));
  dataDir = join(parent, ".verne", "sandboxes");
  mkdirSync(dataDir, { recursive: true });
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
  vi.restoreAllMocks();
});

describe("the place of checkouts", () => {
  it("is the data directory itself where no folder above it begins with a dot", async () => {
    const plain = join(parent, "data");
    mkdirSync(plain);
    expect(await makeWorkPlace(plain, false, parent)).toBeNull();
    expect(taskDirectories(plain, "t").work).toBe(join(plain, "t", "work"));
  });

  it("is a folder of this user alone, the same for the same data, elsewhere for other data", async () => {
    const place = await makeWorkPlace(dataDir, false, parent);
    expect(place).toBe(workPlaceOf(dataDir, uid, parent));
    expect(place).toMatch(new RegExp(`/verne-${uid}-[0-9a-f]{12}$`));
    expect(modeOf(place ?? "")).toBe(0o700);
    expect(await makeWorkPlace(dataDir, false, parent)).toBe(place);
    expect(workPlaceOf(`${dataDir}2`, uid, parent)).not.toBe(place);
    // Other users pass through, and cannot list it.
    await makeWorkPlace(dataDir, true, parent);
    expect(modeOf(place ?? "")).toBe(0o711);
  });

  it.each<[string, (place: string) => void]>([
    ["a link to somebody's folder", (place) => symlinkSync(parent, place)],
    ["a link that leads nowhere", (place) => symlinkSync(join(parent, "nowhere"), place)],
    ["a file", (place) => writeFileSync(place, "")],
    [
      "a folder that others may write",
      (place) => {
        mkdirSync(place);
        chmodSync(place, 0o777);
      },
    ],
  ])("is not %s", async (_what, make) => {
    make(workPlaceOf(dataDir, uid, parent));
    expect(await makeWorkPlace(dataDir, false, parent)).toBeNull();
    expect(existsSync(join(parent, "package.json"))).toBe(false);
  });

  it("goes with its task, and with the data directory", async () => {
    const place = (await makeWorkPlace(dataDir, false, parent)) ?? "";
    for (const task of ["one", "two"]) {
      const { directory, work } = taskDirectories(dataDir, task, place);
      mkdirSync(directory);
      mkdirSync(join(work, "repo"), { recursive: true });
    }
    await removeTaskDirectories(taskDirectories(dataDir, "one", place));
    expect([existsSync(join(place, "one")), existsSync(join(place, "two"))]).toEqual([false, true]);
    // As `--fresh` does.
    rmSync(join(dataDir, "two"), { recursive: true });
    await makeWorkPlace(dataDir, false, parent);
    expect(existsSync(join(place, "two"))).toBe(false);
  });
});
