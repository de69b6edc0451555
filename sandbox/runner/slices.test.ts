/**
 * Limits in control groups. Where this machine's systemd hands out none, stand-ins for its programs and for what the
 * kernel shows say what those would; the last part asks the real ones and is skipped without them.
 */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "./limits.ts";
import { type Attacker, levelRefusal, TestRunners } from "./security/attacker.ts";
import { Slices, type SliceTools } from "./slices.ts";

const MIB = 1_048_576;
const limits = { ...DEFAULT_LIMITS, memoryBytes: 200 * MIB, processes: 100 };
const LEVELS = ["none", "uid", "bubblewrap"] as const;
const refusals = new Map(
  await Promise.all(LEVELS.map(async (level) => [level, await levelRefusal(level)] as const)),
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verne-slices-"));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Programs in place of systemd's, which note how they are called; `changed` is what the kernel shows otherwise. */
async function standIns(name: string, changed = ""): Promise<SliceTools & { calls: () => Promise<string> }> {
  const own = join(folder, name);
  const cgroups = join(own, "cgroups");
  await mkdir(cgroups, { recursive: true });
  const program = async (file: string, script: string) => {
    await writeFile(join(own, file), `#!/bin/sh\necho "${file} $*" >> ${own}/calls\n${script}`, {
      mode: 0o755,
    });
    return join(own, file);
  };
  return {
    systemdRun: await program(
      "systemd-run",
      `while [ "$1" != "--" ]; do case "$1" in --slice=*) slice="\${1#--slice=}" ;; esac; shift; done; shift
case "$*" in *"cat /proc/self/cgroup"*) echo "0::/top/$slice/run-1.scope"; cat <&3; exit ;; esac
exec "$@"`,
    ),
    systemctl: await program(
      "systemctl",
      `[ "$2" = set-property ] || exit 0
slice="${cgroups}/top/$4"; mkdir -p "$slice"
echo "\${5#MemoryMax=}" > "$slice/memory.max"; echo "\${7#TasksMax=}" > "$slice/pids.max"
printf 'oom 0\\noom_kill 0\\n' > "$slice/memory.events"
${changed}`,
    ),
    manager: ["--user"],
    env: { PATH: "/usr/bin:/bin" },
    cgroups,
    calls: () => readFile(join(own, "calls"), "utf8"),
  };
}

describe("control groups, with stand-ins for systemd and the kernel", () => {
  for (const level of LEVELS) {
    const refusal = refusals.get(level) ?? null;
    it.skipIf(refusal !== null)(
      `hold the commands of a task at the level ${level}, and say why the kernel ended one ${refusal ?? ""}`.trim(),
      async () => {
        const tools = await standIns(level);
        const field = await TestRunners.make();
        try {
          const runner = await field.runner({ isolation: level, limits, sliceTools: tools });
          const task = await field.attacker(runner);
          const said = await task.sh('echo "$WORD"; echo err >&2; exit 3', { env: { WORD: "a 'b'" } });
          expect(said).toMatchObject({ stdout: "a 'b'\n", stderr: "err\n", exitCode: 3, limits: [] });
          const calls = await tools.calls();
          const [, slice] = /--user --scope --quiet --collect --slice=(verne-\w{8}-\w{12}\.slice) -- /.exec(
            calls.split("\n").findLast((line) => line.startsWith("systemd-run")) ?? "",
          ) ?? ["", ""];
          expect(calls).toContain(
            `set-property --runtime ${slice} MemoryMax=${200 * MIB} MemorySwapMax=0 TasksMax=1600`,
          );
          // As when the kernel ends what took too much.
          const events = join(tools.cgroups, "top", slice ?? "", "memory.events");
          const id = await task.start(["/bin/sh", "-c", "echo ready; while :; do sleep 0.01; done"]);
          await task.firstOutput(id);
          await writeFile(events, "oom 1\noom_kill 1\n");
          expect(await task.end(id)).toMatchObject({ limits: ["memory"], exitCode: 137 });
          expect((await task.sh("echo after")).limits).toEqual([]);
          await task.destroy();
          expect(await tools.calls()).toContain(`systemctl --user stop ${slice}`);
        } finally {
          await field.clear();
        }
      },
    );
  }

  it("tell the limit also where the process is gone before anybody looked", async () => {
    const tools = await standIns("gone");
    const slices = await Slices.probe(join(folder, "gone-data"), limits, tools);
    if (typeof slices === "string") throw new Error(slices);
    const slice = await slices.open("task");
    expect(await slice.hit()).toBeNull();
    await writeFile(join(tools.cgroups, "top", slice.name, "memory.events"), "oom_kill 2\n");
    expect(await slice.hit()).toEqual({
      limit: "memory",
      detail: "over 200 MiB of memory, and the kernel ended a process",
    });
    expect(await slice.hit()).toBeNull();
  });

  it.each([
    ["a limit of memory does not reach the kernel", 'echo max > "$slice/memory.max"'],
    ["a limit of processes does not reach the kernel", 'echo max > "$slice/pids.max"'],
    ["systemd gives no control group: Failed to connect to bus", "echo Failed to connect to bus >&2; exit 1"],
  ])("are not used where %s", async (reason, changed) => {
    const tools = await standIns(reason.replaceAll(/\W/g, ""), changed);
    expect(await Slices.probe(join(folder, "data"), limits, tools)).toBe(reason);
  });
});

const probed = await Slices.probe(join(tmpdir(), "verne-probe"), limits);
const missing = typeof probed === "string" ? probed : null;

describe.skipIf(missing !== null)(
  `control groups of this machine ${missing ? `(${missing})` : ""}`.trim(),
  { timeout: 60_000 },
  () => {
    let field: TestRunners;
    let task: Attacker;
    beforeAll(async () => {
      field = await TestRunners.make();
      task = await field.attacker(await field.runner({ isolation: "auto", limits }));
    });
    afterAll(() => field.clear());

    it("end at once what takes memory faster than anybody looks", async () => {
      const script = `node -e 'const kept = []; for (;;) kept.push(Buffer.alloc(50 * 1048576, 1))'`;
      expect((await task.sh(script)).limits).toEqual(["memory"]);
    });

    it("hold no more processes than they may, and leave none of them", async () => {
      const bomb = "f() { f | f & }; f; sleep 20";
      expect((await task.sh(bomb)).limits).toEqual(["processes"]);
      expect((await task.sh("echo after")).stdout).toBe("after\n");
    });
  },
);
