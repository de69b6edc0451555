import { describe, expect, it } from "vitest";
import { mayOpenSocket } from "./socket-origin.ts";

const hosted = {
  PUBLIC_URL: "https://verne.example/app",
  WEB_ORIGINS: ["https://verne.pages.dev", "https://*.preview.example"],
  EMBEDDED: false,
};
const embedded = { PUBLIC_URL: "http://127.0.0.1:8787", WEB_ORIGINS: [], EMBEDDED: true };

describe("mayOpenSocket", () => {
  it.each([undefined, "https://verne.example", "https://verne.pages.dev", "https://a1.preview.example"])(
    "admits %s",
    (origin) => {
      expect(mayOpenSocket(origin, hosted)).toBe(true);
    },
  );

  it.each([
    "null",
    "",
    "https://evil.example",
    "http://verne.example",
    "https://verne.example:8443",
    "https://verne.example.evil.example",
    "https://sub.verne.pages.dev",
    "https://evilpreview.example",
    "https://a.b.preview.example",
    "https://verne.example/",
    "http://127.0.0.1:8787",
    "file://",
  ])("refuses %s", (origin) => {
    expect(mayOpenSocket(origin, hosted)).toBe(false);
  });

  it("admits every page of this machine on the embedded default, and nothing that only looks like it", () => {
    for (const origin of ["http://localhost:5173", "http://127.0.0.1:1", "http://[::1]:8787"])
      expect(mayOpenSocket(origin, embedded)).toBe(true);
    for (const origin of ["http://evil.example:8787", "http://127.0.0.1.evil.example", "null"])
      expect(mayOpenSocket(origin, embedded)).toBe(false);
  });
});
