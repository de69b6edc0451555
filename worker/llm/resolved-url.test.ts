import { describe, expect, it } from "vitest";
import { checkResolved } from "./resolved-url.ts";

const RESOLVER = "https://dns.example/dns-query";

const answering = (records: Record<string, { type: number; data: string }[]>) => {
  const asked: string[] = [];
  const fetch = async (input: string | URL | Request) => {
    const url = new URL(String(input));
    asked.push(url.search);
    return Response.json({ Status: 0, Answer: records[url.searchParams.get("type") ?? ""] });
  };
  return { fetch, asked };
};

describe("checkResolved", () => {
  it.each([
    ["A", 1, "10.0.0.7"],
    ["A", 1, "169.254.169.254"],
    ["A", 1, "127.0.0.1"],
    ["AAAA", 28, "fd00::1"],
    ["AAAA", 28, "::1"],
    ["AAAA", 28, "::ffff:192.168.0.1"],
    ["AAAA", 28, "3fff::1"],
  ])("refuses a name with the %s record of type %i %s", async (type, code, data) => {
    const records = { A: [{ type: 1, data: "1.1.1.1" }], [type]: [{ type: code, data }] };
    const check = await checkResolved("https://llm.attacker.com/v1", RESOLVER, answering(records).fetch);
    expect(check).toEqual({ ok: false, reason: expect.stringContaining("private network") });
  });

  it("allows public addresses, asks for both kinds, and looks past aliases", async () => {
    const { fetch, asked } = answering({
      A: [
        { type: 5, data: "10.example." },
        { type: 1, data: "104.18.0.1" },
      ],
      AAAA: [{ type: 28, data: "2606:4700::1" }],
    });
    const url = "https://api.example.com/v1";
    expect(await checkResolved(url, RESOLVER, fetch)).toEqual({ ok: true, url });
    expect(asked.sort()).toEqual(["?name=api.example.com&type=A", "?name=api.example.com&type=AAAA"]);
  });

  it.each([
    ["is down", () => Promise.reject(new Error("down"))],
    ["answers with an error", async () => new Response("no", { status: 500 })],
    ["answers with another shape", async () => Response.json({ Answer: "x" })],
    ["names no address", async () => Response.json({ Answer: [{ type: 1, data: "not an address" }] })],
  ])("allows what it cannot know because the resolver %s", async (_what, fetch) => {
    const url = "https://api.example.com/v1";
    expect(await checkResolved(url, RESOLVER, fetch)).toEqual({ ok: true, url });
  });

  it("does not ask about an address", async () => {
    const { fetch, asked } = answering({});
    await checkResolved("https://8.8.8.8/v1", RESOLVER, fetch);
    await checkResolved("https://[2606:4700::1111]/v1", RESOLVER, fetch);
    expect(asked).toEqual([]);
  });
});
