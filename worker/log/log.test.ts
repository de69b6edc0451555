import { afterEach, expect, it, vi } from "vitest";
import { log } from "./log.ts";

afterEach(() => vi.restoreAllMocks());

function lineOf(...args: Parameters<typeof log>): Record<string, unknown> {
  const written = vi.spyOn(console, args[0]).mockImplementation(() => {});
  written.mockClear();
  log(...args);
  expect(written).toHaveBeenCalledOnce();
  const [line] = written.mock.calls[0] ?? [];
  expect(line).not.toContain("\n");
  return JSON.parse(String(line));
}

it("is one JSON object a line, with the ids that are known", () => {
  expect(lineOf("warn", "the outbox waits", { task_id: "t1", step_id: "plan:1" })).toEqual({
    level: "warn",
    message: "the outbox waits",
    task_id: "t1",
    step_id: "plan:1",
  });
});

it("tells an error with its causes, also where they name each other", () => {
  const inner = Object.assign(new TypeError("no answer\nat all"), { code: "PGRST001" });
  const outer = new Error("mirror", { cause: inner });
  const line = lineOf("error", "mirror", { request_id: "r" }, outer);
  expect(line.error).toMatchObject({
    name: "Error",
    message: "mirror",
    stack: expect.stringContaining("log.test"),
    cause: { name: "TypeError", message: "no answer\nat all", code: "PGRST001" },
  });
  inner.cause = outer;
  expect(JSON.stringify(lineOf("error", "mirror", {}, outer)).length).toBeLessThan(60_000);
  expect(lineOf("error", "thrown", {}, "a text").error).toEqual({ name: "string", message: "a text" });
});

const SECRETS = [
  `ghp_${"a1B2".repeat(9)}`,
  `sk-ant-api03-${"a1B2c3D4".repeat(12)}`,
  `sb_secret_${"a1B2c3D4".repeat(4)}`,
];
it.each(SECRETS)("masks %s wherever it stands", (secret) => {
  const error = Object.assign(new Error(`refused ${secret}`, { cause: new Error(`token=${secret}`) }), {
    code: secret,
  });
  expect(JSON.stringify(lineOf("error", `with ${secret}`, {}, error))).not.toContain(secret);
  expect(JSON.stringify(lineOf("warn", "x", {}, secret))).not.toContain(secret);
});
