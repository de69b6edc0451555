import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshPorts } from "./ports.ts";
import { readSecrets } from "./secrets.ts";
import { startStandIns } from "./stand-ins.ts";

const isRoot = process.platform === "linux" && process.geteuid?.() === 0;

it.skipIf(!isRoot)(
  "lets users of tasks through to their folder, and to nothing else (needs root)",
  async () => {
    const dir = mkdtempSync(join(tmpdir(), "verne-task-users-"));
    const secrets = readSecrets(dir);
    const standIns = await startStandIns({ dir, ports: await freshPorts(), secrets, isolation: "uid" });
    try {
      expect(standIns.isolation.kind).toBe("uid");
      // Passing is all that they may do, in both.
      for (const path of [dir, join(dir, "sandboxes")]) expect(statSync(path).mode & 0o777, path).toBe(0o711);
      const open = readdirSync(dir).filter((name) => (statSync(join(dir, name)).mode & 0o077) !== 0);
      expect(open).toEqual(["sandboxes"]);
    } finally {
      await standIns.close();
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
