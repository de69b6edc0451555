import { afterEach, expect, it, vi } from "vitest";
import { envelopeOf, parseDsn, reportsTo } from "./error-reports.ts";
import { log, sendErrorsTo } from "./log.ts";

const ID = "0123456789abcdef0123456789abcdef";
const DSN = { url: "https://errors.example/api/7/envelope/", publicKey: "abc" };

afterEach(() => {
  sendErrorsTo(null);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it.each([
  ["https://abc@errors.example/7", DSN],
  ["https://abc:secret@errors.example/7", DSN],
  ["http://abc@127.0.0.1:9000/sub/7", { url: "http://127.0.0.1:9000/sub/api/7/envelope/", publicKey: "abc" }],
  ["https://errors.example/7", null],
  ["https://abc@errors.example/", null],
  ["https://abc@errors.example/name", null],
  ["ftp://abc@errors.example/7", null],
  ["nonsense", null],
])("reads the DSN %s", (text, dsn) => {
  expect(parseDsn(text)).toEqual(dsn);
});

it("puts one event in an envelope of three lines, causes first", () => {
  const error = {
    name: "Error",
    message: "outer",
    cause: { name: "TypeError", message: "inner", stack: "at x" },
  };
  const lines = envelopeOf(
    { message: "mirror", ids: { task_id: "t", step_id: undefined }, error },
    ID,
    0,
  ).split("\n");
  expect(lines).toHaveLength(4);
  expect(JSON.parse(lines[0] ?? "")).toEqual({ event_id: ID, sent_at: "1970-01-01T00:00:00.000Z" });
  expect(JSON.parse(lines[2] ?? "")).toMatchObject({
    event_id: ID,
    level: "error",
    message: "mirror",
    tags: { task_id: "t" },
    exception: {
      values: [
        { type: "TypeError", value: "at x" },
        { type: "Error", value: "outer" },
      ],
    },
  });
});

function listening() {
  const sent: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return Promise.reject(new Error("nobody there"));
  });
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  return sent;
}

it("is sent what the log calls an error, masked, and nothing else", async () => {
  const sent = listening();
  const kept: Promise<unknown>[] = [];
  sendErrorsTo(reportsTo(DSN, (sending) => kept.push(sending), { now: () => 0, id: () => ID }));
  log("warn", "the outbox waits");
  expect(sent).toEqual([]);
  const token = `ghp_${"a".repeat(36)}`;
  log("error", "mirror", { request_id: "r" }, new Error(`refused ${token}`));
  expect(sent).toHaveLength(1);
  expect(sent[0]?.url).toBe(DSN.url);
  expect(String(sent[0]?.init.body)).toContain("refused");
  expect(String(sent[0]?.init.body)).not.toContain(token);
  // A server that is away is nobody's trouble.
  await expect(Promise.all(kept)).resolves.toEqual([undefined]);
});

it("is off until it is set", () => {
  const sent = listening();
  log("error", "mirror");
  expect(sent).toEqual([]);
});

it("does not become a flood", () => {
  const sent = listening();
  let now = 0;
  const reports = reportsTo(DSN, () => {}, { now: () => now, id: () => ID });
  for (let count = 0; count < 1_000; count++) reports.send({ message: "again", ids: {}, error: null });
  expect(sent).toHaveLength(30);
  now = 61_000;
  reports.send({ message: "again", ids: {}, error: null });
  expect(sent).toHaveLength(31);
});
