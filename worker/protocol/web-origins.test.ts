import { describe, expect, it } from "vitest";
import { isWebOrigin, mainWebOrigin, WebOrigins } from "./web-origins.ts";

const read = (text: string) => WebOrigins.parse(text);

describe("WEB_ORIGINS", () => {
  it.each([
    ["", []],
    [" , ,", []],
    ["https://verne.pages.dev/", ["https://verne.pages.dev"]],
    ["https://verne.pages.dev//", ["https://verne.pages.dev"]],
    ["HTTPS://Verne.Pages.DEV:443", ["https://verne.pages.dev"]],
    ["http://localhost:5173, https://a.example", ["http://localhost:5173", "https://a.example"]],
    ["https://*.verne.pages.dev/", ["https://*.verne.pages.dev"]],
    ["https://*.verne.example:8443", ["https://*.verne.example:8443"]],
  ])("reads %j", (text, origins) => expect(read(text)).toEqual(origins));

  it.each([
    ["*", "is no origin"],
    ["verne.pages.dev", "is no origin"],
    ["null", "is no origin"],
    ["javascript:alert(1)", "is no origin"],
    ["https://verne.pages.dev/app", "more than an origin"],
    ["https://verne.pages.dev?x", "more than an origin"],
    ["https://ada@verne.pages.dev", "more than an origin"],
    ["http://*.verne.pages.dev", "must be https"],
    ["https://*.pages.dev", "strangers"],
    ["https://*.PAGES.dev", "strangers"],
    ["https://*.com", "strangers"],
    ["https://*.com.", "strangers"],
    ["https://*.verne.pages.dev.", "strangers"],
    ["https://*", "whole first label"],
    ["https://a.*.pages.dev", "whole first label"],
    ["https://x*.verne.pages.dev", "whole first label"],
    ["https://*.*.pages.dev", "whole first label"],
    ["https://a.example, https://*.dev", "strangers"],
  ])("refuses %j", (text, fault) => {
    const { error } = WebOrigins.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(fault)]);
  });

  const allowed = read("https://verne.pages.dev, https://*.verne.pages.dev, https://*.a.example:8443");
  it.each([
    "https://verne.pages.dev",
    "https://1f2e3d4c.verne.pages.dev",
    "https://fix-login.verne.pages.dev",
    "https://x.a.example:8443",
  ])("lets in %s", (origin) => expect(isWebOrigin(origin, allowed)).toBe(true));

  it.each([
    "https://evilverne.pages.dev",
    "https://verne.pages.dev.evil.example",
    "https://x.verne.pages.dev.evil.example",
    "https://a.b.verne.pages.dev",
    "https://.verne.pages.dev",
    "https://*.verne.pages.dev",
    "https://-x.verne.pages.dev",
    "http://x.verne.pages.dev",
    "https://x.verne.pages.dev:8443",
    "https://x.verne.pages.dev/",
    "https://x.verne.pages.dev.",
    "https://X.verne.pages.dev",
    "https://x@verne.pages.dev",
    "https://evil.example#.verne.pages.dev",
    "https://evil.example\\.verne.pages.dev",
    "https://x.verne.pages.dev, https://evil.example",
    "https://x.a.example",
    "https://a.example:8443",
    "null",
    "",
  ])("keeps out %j", (origin) => expect(isWebOrigin(origin, allowed)).toBe(false));

  it("leads links to the first single origin", () => {
    expect(mainWebOrigin(read("https://*.verne.pages.dev, https://verne.pages.dev"))).toBe(
      "https://verne.pages.dev",
    );
    expect(mainWebOrigin(read("https://*.verne.pages.dev"))).toBeUndefined();
  });
});
