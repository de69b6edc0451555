import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { isKeyed, keyedCommand, saysMissing } from "./keyed-start.ts";
import type { Argv } from "./port.ts";

function run(argv: Argv) {
  const command = keyedCommand("k-1", argv);
  const [program, ...args] = command;
  return { command, ...spawnSync(program, args, { encoding: "buffer" }) };
}

describe("a command with a key", () => {
  it("runs as it would without, and is found by its key alone", () => {
    const args = ["$HOME", "a b", "'\"", "*", ""];
    const ran = run(["/bin/sh", "-c", 'printf "<%s>" "$0" "$@"; env; exit 3', "own", ...args]);
    const said = ran.stdout.toString();
    expect(said).toContain(["own", ...args].map((arg) => `<${arg}>`).join(""));
    expect(said).not.toContain("k-1");
    expect(ran.status).toBe(3);
    expect([isKeyed(ran.command, "k-1"), isKeyed(ran.command, "k-2")]).toEqual([true, false]);
    expect(isKeyed(["/bin/sh", "-c", "true", "verne-start:k-1"], "k-1")).toBe(false);
  });

  it("says that there is no program, which a program cannot say", () => {
    for (const program of ["no-such-program-here", "/no/such/program"]) {
      const { status, stderr } = run([program, "x"]);
      expect(status).toBe(127);
      expect(saysMissing(stderr, "k-1"), program).toBe(true);
    }
    const { stderr } = run(["/bin/sh", "-c", 'echo "$0: no such program" >&2; exit 127']);
    expect(saysMissing(stderr, "k-1")).toBe(false);
  });
});
