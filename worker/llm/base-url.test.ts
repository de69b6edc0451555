import { describe, expect, it } from "vitest";
import { checkBaseUrl } from "./base-url.ts";

const allowed = (url: string, allowLoopback = false) => checkBaseUrl(url, { allowLoopback }).ok;

describe("checkBaseUrl", () => {
  it.each([
    ["https://api.example.com/v1", "https://api.example.com/v1"],
    [" https://api.example.com/v1// ", "https://api.example.com/v1"],
    ["https://Example.com", "https://example.com"],
    ["https://example.com:8443/openai/", "https://example.com:8443/openai"],
    ["https://8.8.8.8/v1", "https://8.8.8.8/v1"],
    ["https://[2606:4700::1111]/v1", "https://[2606:4700::1111]/v1"],
  ])("allows %s", (url, expected) => {
    expect(checkBaseUrl(url, { allowLoopback: false })).toEqual({ ok: true, url: expected });
  });

  it.each([
    ["http://api.example.com/v1", "https://"],
    ["ftp://api.example.com", "https://"],
    ["javascript:alert(1)", "https://"],
    ["api.example.com/v1", "not a URL"],
    ["", "not a URL"],
    ["https://user:pass@api.example.com", "user name"],
    ["https://api.example.com@10.0.0.1/", "user name"],
    ["https://api.example.com/v1?key=1", "query"],
    ["https://api.example.com/v1#x", "fragment"],
    ["https://api.example.com/v1/chat/completions", "/chat/completions"],
  ])("refuses %s and says %s", (url, reason) => {
    expect(checkBaseUrl(url, { allowLoopback: true })).toEqual({
      ok: false,
      reason: expect.stringContaining(reason),
    });
  });

  it.each([
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.0.192",
    "198.18.0.1",
    "2852039166", // 169.254.169.254
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "10.1",
    "[fe80::1]",
    "[fd00::1]",
    "[::]",
    "[::ffff:10.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::10.0.0.1]",
    "[64:ff9b::a00:1]",
    "[3fff::1]",
    "[3fff:fff:ffff::1]",
    "models.default.svc",
    "models.corp",
    "nas.home",
    "gpu.private",
    "llm.test",
    "llm.localdomain",
    "ollama.service.consul",
    "[2001:db8::1]",
    "[2001::1]",
    "[2002:a00:1::1]",
    "[ff02::1]",
    "router",
    "router.",
    "db.internal",
    "printer.local",
    "nas.home.arpa",
  ])("refuses the private host %s, also where loopback is allowed", (host) => {
    expect(allowed(`https://${host}/v1`)).toBe(false);
    expect(allowed(`http://${host}/v1`, true)).toBe(false);
    expect(allowed(`https://${host}/v1`, true)).toBe(false);
  });

  it.each([
    "localhost",
    "LOCALHOST.",
    "ollama.localhost",
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "017700000001",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
  ])("allows loopback %s only where it is allowed", (host) => {
    expect(allowed(`http://${host}:11434/v1`, true)).toBe(true);
    expect(allowed(`https://${host}/v1`, true)).toBe(true);
    expect(allowed(`https://${host}/v1`)).toBe(false);
    expect(allowed(`http://${host}:11434/v1`)).toBe(false);
  });

  it("does not take public neighbours of private blocks for private", () => {
    for (const host of ["172.32.0.1", "11.0.0.1", "100.128.0.1", "192.169.0.1", "169.253.0.1"]) {
      expect(allowed(`https://${host}/v1`), host).toBe(true);
    }
  });
});
