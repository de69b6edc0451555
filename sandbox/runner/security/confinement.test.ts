import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Runner } from "../server.ts";
import { type Attacker, levelRefusal, TestRunners } from "./attacker.ts";

const exec = promisify(execFile);

for (const isolation of ["bubblewrap", "uid"] as const) {
  const refusal = await levelRefusal(isolation);

  describe.skipIf(refusal !== null)(`a task at the level ${isolation} ${refusal ?? ""}`.trim(), () => {
    let field: TestRunners;
    let runner: Runner;
    let attacker: Attacker;

    beforeAll(async () => {
      field = await TestRunners.make();
      await mkdir(join(field.folder, "checkout"));
      await writeFile(join(field.folder, "checkout/secrets.json"), "canary", { mode: 0o600 });
      runner = await field.runner({ isolation, hide: [join(field.folder, "checkout")] });
      attacker = await field.attacker(runner);
    });
    afterAll(() => field.clear());

    it("reads no secret of Verne's, no log of a task, and no file of another", async () => {
      const other = await field.attacker(runner, "other");
      await other.sh("echo canary > file; echo canary");
      const { folder } = field;
      const script = `cat ${folder}/checkout/secrets.json ${folder}/data-0/other/work/file ${folder}/data-0/*/processes/*/* ${folder}/data-0/*/uid /etc/shadow; grep -rs canary ${folder}; true`;
      expect((await attacker.sh(script)).stdout).toBe("");
    });

    it("writes nothing in the platform's folder, and finds no way in by a program of the platform", async () => {
      const folder = attacker.platform;
      const kept = await attacker.sh(`echo true > ${folder}/file && chmod 777 ${folder}/file`, {
        platform: true,
      });
      expect(kept.exitCode).toBe(0);
      const running = await attacker.start(["/bin/sh", "-c", `cd ${folder}; echo $$; exec sleep 60.25`], {
        platform: true,
      });
      await attacker.firstOutput(running);
      // Below `bubblewrap` a task does not even see that program.
      const found = () => exec("pgrep", ["-n", "-x", "-f", "sleep 60.25"]);
      // It has written before it becomes that program.
      const pid = (await vi.waitFor(found, { timeout: 60_000 })).stdout.trim();
      const { stdout } = await attacker.sh(`
        for at in ${folder} /proc/${pid}/cwd /proc/${pid}/root${folder}; do
          (echo forged > $at/file) 2>/dev/null; (echo forged > $at/new) 2>/dev/null
          rm -f $at/file 2>/dev/null; mv $at/file /tmp/moved 2>/dev/null; chmod -R 777 $at 2>/dev/null
          ln $at/file /tmp/linked 2>/dev/null && echo forged > /tmp/linked
        done
        (cat < /proc/${pid}/environ; head -c 1 /proc/${pid}/mem; cat /proc/${pid}/maps) 2>/dev/null | wc -c
        mount --bind /tmp ${folder} 2>/dev/null && echo mounted
        mv ${folder} ${folder}.old 2>/dev/null && echo moved; ln -s ${folder} link; touch link/new 2>/dev/null; echo end`);
      expect(stdout).toBe("0\nend\n");
      const seen = await attacker.sh(`cd ${folder}; cat file; ls`, { platform: true });
      expect(seen.stdout).toBe("true\nfile\n");
      await attacker.kill(running);
    });

    it("writes no setting of the kernel", async () => {
      const script = `
        for f in kernel/core_pattern kernel/modprobe kernel/hostname vm/overcommit_memory net/ipv4/ip_forward fs/suid_dumpable; do
          [ -e /proc/sys/$f ] || continue; (echo x > /proc/sys/$f) 2>/dev/null && echo wrote $f; done
        for f in /sys/kernel/uevent_helper /sys/power/state /proc/sysrq-trigger; do (echo x > $f) 2>/dev/null && echo wrote $f; done; echo end`;
      expect((await attacker.sh(script)).stdout).toBe("end\n");
    });

    it("has no capability, cannot get one, and cannot signal or look into the runner", async () => {
      const { pid } = process;
      const script = `grep -E '^Cap(Prm|Eff|Bnd|Amb)|^NoNewPrivs' /proc/self/status | tr -d '\\t' ; kill -0 ${pid} 2>/dev/null && echo signalled; cat /proc/${pid}/environ /proc/${pid}/maps 2>/dev/null | wc -c; ls /proc/${pid}/fd /proc/${pid}/root 2>/dev/null; nsenter -t ${pid} -m true 2>/dev/null && echo entered; echo end`;
      const { stdout } = await attacker.sh(script);
      expect(stdout.split("\n").slice(0, 5)).toEqual([
        ...["CapPrm", "CapEff", "CapBnd", "CapAmb"].map((name) => `${name}:0000000000000000`),
        "NoNewPrivs:1",
      ]);
      expect(stdout).toMatch(/\n0\nend\n$/);
      expect(stdout).not.toMatch(/signalled|entered/);
    });

    it("gets no descriptor but its own three", async () => {
      const { stdout } = await attacker.sh("for f in /proc/self/fd/*; do readlink $f; done");
      const open = stdout
        .trim()
        .split("\n")
        .filter(
          (target) =>
            !/^\/dev\/null$|^\/[^ ]*\/verne-pipes-\w+\/\d\.(stdout|stderr) \(deleted\)$/.test(target),
        );
      // The shell's own, for the list itself.
      expect(open.filter((target) => !/^\/proc\/\d+\/fd/.test(target))).toEqual([]);
    });

    it("leaves nothing running when it ends, not even what left its group and cleared its environment", async () => {
      const doomed = await field.attacker(runner, "doomed");
      const mark = `verne-daemon-${process.pid}-${isolation}`;
      await doomed.sh(
        `env -i setsid sh -c 'exec -a ${mark} sleep 600' </dev/null >/dev/null 2>&1 & env -i setsid bash -c 'trap "" TERM HUP; (exec -a ${mark} sleep 600) & disown; exec -a ${mark} sleep 600' </dev/null >/dev/null 2>&1 & sleep 1`,
      );
      await doomed.destroy();
      await expect.poll(() => processesNamed(mark), { timeout: 10_000 }).toEqual([]);
    });
  });
}

const withoutBubblewrap = await levelRefusal("bubblewrap");

describe.skipIf(withoutBubblewrap !== null)(
  `the probe of bubblewrap ${withoutBubblewrap ?? ""}`.trim(),
  () => {
    it("finds it working wherever Verne's own checkout lies, below /tmp as well", async () => {
      const copy = await mkdtemp("/tmp/verne-checkout-");
      const root = join(import.meta.dirname, "../../..");
      for (const folder of ["sandbox/runner", "worker/protocol"])
        await cp(join(root, folder), join(copy, folder), { recursive: true });
      await symlink(join(root, "node_modules"), join(copy, "node_modules"));
      const env = {
        ...process.env,
        VERNE_RUNNER_DIR: join(copy, "data"),
        VERNE_RUNNER_ISOLATION: "bubblewrap",
      };
      const child = spawn(process.execPath, [join(copy, "sandbox/runner/main.ts")], { env });
      let said = "";
      child.stderr.on("data", (data: Buffer) => {
        said += data.toString();
      });
      const ended = once(child, "close");
      const [line] = await Promise.race([
        once(createInterface(child.stdout), "line"),
        ended.then(() => [said]),
      ]);
      child.kill("SIGTERM");
      await ended;
      await rm(copy, { recursive: true, force: true });
      expect(String(line)).toContain('"isolation":"bubblewrap"');
    });
  },
);

async function processesNamed(mark: string): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => "")),
  );
  return lines.filter((line) => line.startsWith(mark));
}
