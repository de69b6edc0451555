import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runToEnd } from "./collect.ts";
import { OutputDecoder } from "./output.ts";
import { type ProcessEvent, type Sandbox, SandboxFailure } from "./port.ts";

export interface SandboxFactory {
  /** A sandbox for this task. The same id gives the same sandbox; a new client of it each time. */
  open(taskId: string): Promise<Sandbox>;
  /** Longest a small call may take, the start of the machine included. */
  slowMs: number;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (content: string) => new TextEncoder().encode(content);
const failing = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SandboxFailure);
  // Checked by the line above.
  const { kind, code } = error as SandboxFailure;
  return { kind, code };
};

/** What `port.ts` promises, tried on a real sandbox. Every adapter has to pass all of it. */
export function sandboxConformance(name: string, factory: SandboxFactory): void {
  describe(`${name} keeps the promises of the port`, { timeout: 60_000 }, () => {
    const opened: Sandbox[] = [];
    let sandbox: Sandbox;
    const open = async (taskId: string) => {
      const made = await factory.open(taskId);
      opened.push(made);
      return made;
    };
    const sh = (script: string, timeoutMs = 20_000) =>
      sandbox.start(["/bin/sh", "-c", script], { cwd: sandbox.root, timeoutMs });
    const run = (script: string, timeoutMs = 20_000, options = {}) =>
      runToEnd(sandbox, ["/bin/sh", "-c", script], { cwd: sandbox.root, timeoutMs, ...options });
    const path = (file: string) => `${sandbox.root}/${file}`;

    beforeAll(async () => {
      sandbox = await open("conformance");
    }, 120_000);
    afterAll(async () => {
      for (const one of opened) await one.destroy();
    }, 120_000);

    describe("processes", () => {
      it("run with the given directory, variables and both streams, and tell how they ended", async () => {
        await run("mkdir -p sub");
        const argv = ["/bin/sh", "-c", 'pwd; echo "$GREETING" >&2; exit 3'] as const;
        const options = { cwd: path("sub"), env: { GREETING: "hello" }, timeoutMs: 10_000 };
        const result = await runToEnd(sandbox, argv, options);
        expect(text(result.stdout)).toBe(`${path("sub")}\n`);
        expect(text(result.stderr)).toBe("hello\n");
        expect(result).toMatchObject({ exitCode: 3, signal: null, timedOut: false, truncated: false });
      });

      it("take arguments as they are, without a shell", async () => {
        const args = ["$HOME", "a b", "'\"", "*", "ünï", ""];
        const argv = ["/bin/sh", "-c", 'for a in "$@"; do printf "<%s>" "$a"; done', "sh", ...args] as const;
        const { stdout } = await runToEnd(sandbox, argv, { cwd: sandbox.root, timeoutMs: 10_000 });
        expect(text(stdout)).toBe(args.map((arg) => `<${arg}>`).join(""));
      });

      it("have their standard input closed", async () => {
        const result = await run("cat; echo read");
        expect([text(result.stdout), result.exitCode]).toEqual(["read\n", 0]);
      });

      it("that do not exist are a permanent failure", async () => {
        const start = sandbox.start(["no-such-program-here"], { cwd: sandbox.root, timeoutMs: 1000 });
        expect(await failing(start)).toEqual({ kind: "permanent", code: "PROCESS_SPAWN_FAILED" });
      });

      it("that do not exist fail in the same way when they are run to their end", async () => {
        const options = { cwd: sandbox.root, timeoutMs: 1000 };
        const ran = runToEnd(sandbox, ["no-such-program-here"], options);
        expect(await failing(ran)).toEqual({ kind: "permanent", code: "PROCESS_SPAWN_FAILED" });
      });

      it("in a directory that is gone are a lost workspace", async () => {
        const start = sandbox.start(["true"], { cwd: path("gone"), timeoutMs: 1000 });
        expect(await failing(start)).toEqual({ kind: "lost", code: "CWD_NOT_FOUND" });
      });

      it("start once for one key, also when asked at the same time by two clients", async () => {
        const other = await open("conformance");
        const options = { cwd: sandbox.root, timeoutMs: 10_000, key: "once" };
        const argv = ["/bin/sh", "-c", "echo started >> once.txt"] as const;
        const ids = await Promise.all([sandbox.start(argv, options), sandbox.start(argv, options)]);
        ids.push(await other.start(argv, options));
        expect((await collect(sandbox.follow(ids[0] ?? ""))).at(-1)).toMatchObject({ type: "exit", code: 0 });
        ids.push(await other.start(argv, options));
        expect(new Set(ids).size).toBe(1);
        expect(text(await sandbox.read(path("once.txt"), 100))).toBe("started\n");
      });

      it("run side by side", async () => {
        const started = Date.now();
        const results = await Promise.all(Array.from({ length: 8 }, (_, n) => run(`sleep 0.5; echo ${n}`)));
        expect(results.map((result) => text(result.stdout).trim())).toEqual([..."01234567"]);
        expect(Date.now() - started).toBeLessThan(3500 + factory.slowMs);
      });

      it("keep characters whole across pieces of output", async () => {
        const decoder = new OutputDecoder();
        let seen = "";
        await run("printf '\\342'; sleep 0.1; printf '\\202'; sleep 0.1; printf '\\254'", 10_000, {
          onOutput: (stream: "stdout" | "stderr", data: Uint8Array) => {
            seen += decoder.push(stream, data);
          },
        });
        expect(seen + decoder.end().stdout).toBe("€");
      });
    });

    describe("ends", () => {
      it("by the time limit with SIGTERM", async () => {
        const result = await run("sleep 30", 500);
        expect(result).toMatchObject({ exitCode: 143, timedOut: true });
      });

      it("by the time limit with SIGKILL a second later when SIGTERM is ignored", async () => {
        const started = Date.now();
        const result = await run("trap '' TERM; while :; do sleep 0.2; done", 500);
        expect(result).toMatchObject({ exitCode: 137, timedOut: true });
        expect(Date.now() - started).toBeGreaterThan(1300);
      });

      it("by a signal, which the program may handle", async () => {
        const id = await sh("trap 'echo caught; exit 7' TERM; echo ready; while :; do sleep 0.1; done");
        const events = sandbox.follow(id);
        await events.next();
        await sandbox.kill(id, 15);
        const rest = await collect(events);
        expect(outputOf(rest.filter((event) => event.type === "stdout"))).toBe("caught\n");
        expect(rest.at(-1)).toMatchObject({ type: "exit", code: 7, timedOut: false });
      });

      it("with all children of the group", async () => {
        const id = await sh(
          "for n in 1 2 3; do sh -c 'while :; do date +%N > beat.txt; sleep 0.05; done' & done; echo up; wait",
        );
        const events = sandbox.follow(id);
        await events.next();
        await sandbox.kill(id, 9);
        expect((await collect(events)).at(-1)).toMatchObject({ type: "exit", code: 137 });
        const quiet = await run("rm -f beat.txt; sleep 0.5; test ! -e beat.txt");
        expect(quiet.exitCode).toBe(0);
      });

      it("at the latest by the caller's own deadline, when a child left the group and holds the output", async () => {
        const started = Date.now();
        const outcome = await run("setsid sh -c 'trap \"\" TERM; sleep 60' & sleep 60", 500).then(
          (result) => result.timedOut,
          (error: unknown) => error instanceof SandboxFailure && error.kind === "timeout",
        );
        expect(outcome).toBe(true);
        expect(Date.now() - started).toBeLessThan(20_000);
      });

      it("by the caller's abort", async () => {
        const abort = new AbortController();
        const aborted = run("echo up; while :; do date +%N > alive.txt; sleep 0.05; done", 30_000, {
          signal: abort.signal,
          onOutput: () => abort.abort(new Error("stopped by the user")),
        });
        await expect(aborted).rejects.toThrow("stopped by the user");
        expect((await run("rm -f alive.txt; sleep 0.5; test ! -e alive.txt")).exitCode).toBe(0);
      });

      it("do not make a later kill an error", async () => {
        const id = await sh("true");
        await collect(sandbox.follow(id));
        await sandbox.kill(id);
      });
    });

    describe("logs", () => {
      const LINES = 300;
      const counting = `i=0; while [ $i -lt ${LINES} ]; do i=$((i+1)); echo line $i; [ $((i % 50)) = 0 ] && sleep 0.1; done`;
      const expected = Array.from({ length: LINES }, (_, n) => `line ${n + 1}\n`).join("");

      it("go on from a cursor, with nothing lost or repeated, also for another client", async () => {
        const id = await sh(counting);
        let seen = "";
        let cursor: string | undefined;
        for (let visit = 0; !seen.endsWith(`line ${LINES}\n`); visit += 1) {
          const client = await open("conformance");
          let events = 0;
          for await (const event of client.follow(id, cursor)) {
            if (event.type !== "stdout") break;
            seen += text(event.data);
            cursor = event.cursor;
            // Each of the first visits is cut off after two events.
            if (visit < 3 && ++events === 2) break;
          }
        }
        expect(seen).toBe(expected);
      });

      it("replay from the beginning when the process has ended", async () => {
        const id = await sh(counting);
        const live = await collect(sandbox.follow(id));
        const replay = await collect(sandbox.follow(id));
        expect(outputOf(replay)).toBe(expected);
        expect(replay.at(-1)).toEqual(live.at(-1));
      });

      it("arrive while the process runs", async () => {
        const id = await sh("echo first; sleep 20", 30_000);
        const first = await sandbox.follow(id).next();
        expect(first.value).toMatchObject({ type: "stdout" });
        await sandbox.kill(id, 9);
      });

      it("of 10 MB end, and say so if something is missing", async () => {
        const result = await run("head -c 10000000 /dev/zero | tr '\\0' x; echo; echo end", 30_000, {
          maxBytes: 20_000_000,
        });
        expect(result.exitCode).toBe(0);
        expect(text(result.stdout.slice(-5))).toBe("\nend\n");
        if (!result.truncated) expect(result.stdout.length).toBe(10_000_005);
      });

      it("of an unknown process are lost", async () => {
        const id = "00000000-0000-4000-8000-000000000000";
        expect(await failing(sandbox.follow(id).next())).toMatchObject({ kind: "lost" });
      });
    });

    describe("files", () => {
      it("come back byte for byte, with parents made", async () => {
        const data = Uint8Array.from({ length: 300_000 }, (_, n) => (n * 7919) % 256);
        await sandbox.write(path("deep/er/data.bin"), data);
        expect(await sandbox.read(path("deep/er/data.bin"), 300_000)).toEqual(data);
        await sandbox.write(path("empty"), new Uint8Array());
        expect(await sandbox.read(path("empty"), 10)).toEqual(new Uint8Array());
      });

      it("keep their mode when they are replaced", async () => {
        await run("printf old > tool.sh; chmod 751 tool.sh");
        await sandbox.write(path("tool.sh"), bytes("new content"));
        const { stdout } = await run("stat -c %a tool.sh 2>/dev/null || stat -f %Lp tool.sh; cat tool.sh");
        expect(text(stdout)).toBe("751\nnew content");
      });

      it("are refused for a reason", async () => {
        await sandbox.write(path("ten"), bytes("0123456789"));
        expect(await failing(sandbox.read(path("ten"), 9))).toEqual({
          kind: "permanent",
          code: "FILE_TOO_LARGE",
        });
        expect(await failing(sandbox.read(path("absent"), 9))).toEqual({
          kind: "permanent",
          code: "FILE_NOT_FOUND",
        });
        expect(await failing(sandbox.read(sandbox.root, 9))).toEqual({
          kind: "permanent",
          code: "NOT_A_FILE",
        });
        await run("mkdir -p folder");
        expect(await failing(sandbox.read(path("folder"), 9))).toEqual({
          kind: "permanent",
          code: "NOT_A_FILE",
        });
        expect(await failing(sandbox.write(path("folder"), bytes("x")))).toEqual({
          kind: "permanent",
          code: "NOT_A_FILE",
        });
      });

      it("outside of the root are out of reach, also through links", async () => {
        await run(
          "ln -sfn /etc outside; ln -sfn /etc/hostname host; ln -sfn ../.. up; echo in > in.txt; ln -sfn in.txt inner",
        );
        const refused = { kind: "permanent", code: "OUTSIDE_ROOT" };
        expect(await failing(sandbox.read("/etc/passwd", 1_000_000))).toEqual(refused);
        expect(await failing(sandbox.read(path("../../../../../../etc/passwd"), 1_000_000))).toEqual(refused);
        expect(await failing(sandbox.read(path("outside/passwd"), 1_000_000))).toEqual(refused);
        expect(await failing(sandbox.read(path("host"), 1_000_000))).toEqual(refused);
        expect(await failing(sandbox.write(path("host"), bytes("x")))).toEqual(refused);
        expect(await failing(sandbox.write(path("up/x"), bytes("x")))).toEqual(refused);
        expect(await failing(sandbox.list(path("outside")))).toEqual(refused);
        expect(text(await sandbox.read(path("inner"), 100))).toBe("in\n");
        await sandbox.write(path("inner"), bytes("changed\n"));
        expect(text((await run("test -L inner && cat in.txt")).stdout)).toBe("changed\n");
      });

      it("are listed by kind, with hidden ones", async () => {
        await run(
          "rm -rf listed; mkdir -p listed/dir; cd listed; printf abc > file; printf '' > .hidden; ln -s nowhere link; mkfifo pipe",
        );
        expect(
          [...(await sandbox.list(path("listed")))].sort((a, b) => a.name.localeCompare(b.name)),
        ).toEqual([
          { name: ".hidden", kind: "file", size: 0 },
          { name: "dir", kind: "directory", size: 0 },
          { name: "file", kind: "file", size: 3 },
          { name: "link", kind: "symlink", size: 0 },
          { name: "pipe", kind: "other", size: 0 },
        ]);
        expect(await failing(sandbox.list(path("absent")))).toEqual({
          kind: "permanent",
          code: "FILE_NOT_FOUND",
        });
      });
    });

    describe("destroy", () => {
      it("ends what runs, removes what is there, and may be repeated", async () => {
        const doomed = await open("conformance-destroyed");
        await doomed.write(`${doomed.root}/file`, bytes("x"));
        const argv = ["/bin/sh", "-c", "echo up; sleep 60"] as const;
        const id = await doomed.start(argv, { cwd: doomed.root, timeoutMs: 60_000 });
        const events = doomed.follow(id);
        await events.next();
        const rest = collect(events).then(
          (all) => all.at(-1)?.type,
          (error: unknown) => (error instanceof SandboxFailure ? error.kind : error),
        );
        await doomed.destroy();
        expect(["exit", "lost", "transient"]).toContain(await rest);
        await doomed.destroy();
        const again = await open("conformance-destroyed");
        expect(await failing(again.follow(id).next())).toMatchObject({ kind: "lost" });
        expect(await failing(again.read(`${again.root}/file`, 10))).toEqual({
          kind: "permanent",
          code: "FILE_NOT_FOUND",
        });
      });
    });
  });
}

async function collect(events: AsyncGenerator<ProcessEvent, void, undefined>): Promise<ProcessEvent[]> {
  const all: ProcessEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function outputOf(events: readonly ProcessEvent[]): string {
  const decoder = new OutputDecoder();
  return events.map((event) => ("data" in event ? decoder.push(event.type, event.data) : "")).join("");
}
