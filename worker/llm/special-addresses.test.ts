/** The Worker and the local runner say the same of every address, each by a list of its own. */
import { expect, it } from "vitest";
import * as runner from "../../sandbox/runner/network/address.ts";
import * as worker from "./base-url.ts";

it("the lists of special addresses are the same", () => {
  expect(worker.RESERVED_V4).toEqual(runner.RESERVED_V4);
  expect(worker.RESERVED_V6).toEqual(runner.RESERVED_V6);
});

/** First and last address of a block, and those beside it. */
const edgesV4 = ([first, prefix]: readonly [string, number]): string[] => {
  const start = first.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const end = start + 2 ** (32 - prefix);
  return [start - 1, start, end - 1, end]
    .filter((address) => address >= 0 && address < 2 ** 32)
    .map((address) => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join("."));
};

it("the edges of every block are judged alike, and the block itself is refused", () => {
  const own = new Set<string>();
  for (const block of worker.RESERVED_V4) {
    expect(runner.isPublicAddress(block[0], own), block[0]).toBe(false);
    for (const address of edgesV4(block))
      expect(worker.isPrivateHost(address), address).toBe(!runner.isPublicAddress(address, own));
  }
  const edges = [
    "1fff:ffff::",
    "2000::",
    "3fff:fff::",
    "3fff:1000::",
    "4000::",
    "fe80::1",
    "fc00::1",
    "::1",
    "::",
  ];
  const inside = ["2001::1", "2001:1ff::", "2001:200::", "2001:db8::1", "2001:db9::1", "2002::1", "2003::1"];
  const single = ["2620:4f:8000::1", "2620:4f:8001::1", "2606:4700::1111", "3fff::1"];
  for (const address of [...edges, ...inside, ...single])
    expect(worker.isPrivateHost(URL.parse(`https://[${address}]/`)?.hostname ?? ""), address).toBe(
      !runner.isPublicAddress(address, own),
    );
});
