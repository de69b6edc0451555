import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Limits } from "../limits.ts";
import { type Attacker, levelRefusal, TestRunners } from "./attacker.ts";

const MIB = 1_048_576;
const limits: Limits = {
  processes: 60,
  memoryBytes: 200 * MIB,
  diskBytes: 30 * MIB,
  cpuSeconds: 3,
  outputBytes: 5 * MIB,
};

const LEVELS = ["bubblewrap", "uid", "none"] as const;

// Whatever the level, the same watchdog looks.
for (const isolation of inject("long") ? LEVELS : LEVELS.slice(0, 1)) {
  const refusal = await levelRefusal(isolation);

  describe.skipIf(refusal !== null)(
    `limits at the level ${isolation} ${refusal ?? ""}`.trim(),
    { timeout: 60_000 },
    () => {
      let field: TestRunners;
      let attacker: Attacker;

      beforeAll(async () => {
        field = await TestRunners.make();
        attacker = await field.attacker(await field.runner({ isolation, limits }));
      });
      afterAll(() => field.clear());

      it("end a task that makes processes without end, and leave none of them", async () => {
        const result = await attacker.sh("i=0; while [ $i -lt 300 ]; do sleep 300 & i=$((i+1)); done; wait");
        expect([result.limits, result.exitCode]).toEqual([["processes"], 137]);
        expect((await attacker.sh("echo after")).stdout).toBe("after\n");
      });

      it("end a task that takes memory without end", async () => {
        const script = `node -e 'const kept = []; setInterval(() => kept.push(Buffer.alloc(20 * 1048576, 1)), 20)'`;
        const result = await attacker.sh(script);
        expect([result.limits, result.exitCode]).toEqual([["memory"], 137]);
      });

      it("end a task that burns the processor without end", async () => {
        const result = await attacker.sh("while :; do :; done & while :; do :; done");
        expect([result.limits, result.exitCode]).toEqual([["cpu"], 137]);
      });

      it("end a command that prints without end", async () => {
        const result = await attacker.sh(
          "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done",
        );
        expect([result.limits, result.exitCode]).toEqual([["output"], 137]);
      });

      it("end a task that fills the disk, wherever it may write", async () => {
        // The last one is a path that no program can name as a whole.
        const deep = `n=0; while [ $n -lt 60 ]; do mkdir ${"d".repeat(100)}; cd ${"d".repeat(100)}; n=$((n+1)); done;`;
        for (const [place, first] of [["$HOME"], ["$TMPDIR"], ["."], ["./", deep]]) {
          const name = first ? "deep" : place?.replaceAll(/\W/g, "");
          const one = await field.attacker(field.only, `disk-${isolation}-${name}`);
          const result = await one.sh(`${first ?? ""} head -c 60000000 /dev/zero > ${place}/big; sleep 60`, {
            timeoutMs: 50_000,
          });
          expect([place, result.limits, result.exitCode]).toEqual([place, ["disk"], 137]);
          await one.destroy();
        }
        const left = await readdir(join(field.folder, "data-0"));
        expect(left.filter((name) => name.startsWith("disk-"))).toEqual([]);
      });
    },
  );
}
