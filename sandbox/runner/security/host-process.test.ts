import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Runner } from "../server.ts";
import { type Attacker, levelRefusal, TestRunners } from "./attacker.ts";

const refusal = await levelRefusal("bubblewrap");

/** Everything that makes a dynamic linker, a shell, node, python or perl run or write what its environment says. */
const HOSTILE_VARIABLES = (folder: string): Record<string, string> => ({
  LD_PRELOAD: join(folder, "absent.so"),
  LD_AUDIT: join(folder, "absent.so"),
  LD_LIBRARY_PATH: folder,
  BASH_ENV: join(folder, "script"),
  ENV: join(folder, "script"),
  NODE_OPTIONS: `--require=${join(folder, "script")}`,
  PYTHONSTARTUP: join(folder, "script"),
  PERL5OPT: `-I${folder} -Mabsent`,
});

describe.skipIf(refusal !== null)(`a task's variables do nothing on the host ${refusal ?? ""}`.trim(), () => {
  let field: TestRunners;
  let runner: Runner;
  let attacker: Attacker;

  beforeAll(async () => {
    field = await TestRunners.make();
    runner = await field.runner({ isolation: "bubblewrap" });
    attacker = await field.attacker(runner);
  });
  afterAll(() => field.clear());

  it("PATH: a program called bwrap in the task's folder is not what confines it", async () => {
    const fake = join(attacker.root, "fake");
    const marker = join(field.folder, "escaped");
    await attacker.sh(
      `mkdir -p ${fake}; printf '#!/bin/sh\\ntouch ${marker}\\n' > ${fake}/bwrap; chmod 755 ${fake}/*`,
    );
    const result = await attacker.sh("echo inside", { env: { PATH: `${fake}:/usr/bin:/bin` } });
    expect(result.stdout).toBe("inside\n");
    expect(await readdir(field.folder)).not.toContain("escaped");
  });

  it("LD_DEBUG_OUTPUT: the dynamic linker of the host writes no file for it", async () => {
    const outside = join(field.folder, "outside");
    await mkdir(outside, { mode: 0o777 });
    const env = { LD_DEBUG: "libs", LD_DEBUG_OUTPUT: join(outside, "trace") };
    expect((await attacker.sh("echo inside", { env })).stdout).toContain("inside\n");
    expect(await readdir(outside)).toEqual([]);
  });

  it("no process outside of the sandbox has one of them, or stands in an argument list with it", async () => {
    await writeFile(join(field.folder, "script"), "exit 66\n");
    const secret = `canary-${process.pid}`;
    const env = { ...HOSTILE_VARIABLES(field.folder), CANARY: secret };
    const id = await attacker.start(["/bin/sleep", "60"], { env });
    await expect
      .poll(async () => (await processesWith("environ", secret)).length, { timeout: 20_000 })
      .toBe(1);
    const [inside] = await processesWith("environ", secret);
    expect(inside?.command).toContain("sleep");
    expect(await processesWith("cmdline", secret)).toEqual([]);
    await attacker.kill(id);
  });

  it("the working directory: a link put in its place leads nowhere", async () => {
    const { root } = attacker;
    await attacker.sh("mkdir real; ln -s /etc leads-out");
    await expect(attacker.start(["/bin/pwd"], { cwd: `${root}/leads-out` })).rejects.toThrow("OUTSIDE_ROOT");
  });
});

/** The processes of this machine whose file of that name in /proc holds the text. */
async function processesWith(
  name: "environ" | "cmdline",
  text: string,
): Promise<{ pid: string; command: string }[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const content = await readFile(`/proc/${pid}/${name}`, "latin1").catch(() => "");
      if (!content.includes(text)) return [];
      return [{ pid, command: await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "") }];
    }),
  );
  return found.flat();
}
