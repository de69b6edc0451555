import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "./address.ts";
import { dial } from "./dial.ts";

const policy = { scope: "agent", label: "agent: all", allow: "all" as const };
const refusal = (answers: readonly string[], host = "name.example") => {
  let asked = 0;
  const resolve = async () => {
    asked += 1;
    return [answers[Math.min(asked, answers.length) - 1] ?? ""];
  };
  return dial(policy, { upstream: null, trusted: new Set(), resolve }, host, 443).then(
    (socket) => socket.destroy() && "connected",
    (error: { rule?: string | null }) => error.rule ?? "not connected",
  );
};

describe("dialling out", () => {
  it("refuses a name with a private address, also beside a public one", async () => {
    for (const addresses of [["127.0.0.1"], ["10.1.2.3", "8.8.8.8"], ["::1"], ["8.8.8.8", "fd00::1"]]) {
      const surroundings = { upstream: null, trusted: new Set<string>(), resolve: async () => addresses };
      await expect(dial(policy, surroundings, "name.example", 443)).rejects.toMatchObject({
        rule: "addresses: only public ones",
      });
    }
  });

  it("takes a private address for a name that Verne knows, where there is a mirror, and none of this machine's", async () => {
    const known = { ...policy, mirrored: ["name.example", "*.known.example"] };
    const verdict = async (host: string, address: string) => {
      const tried: string[] = [];
      const surroundings = {
        upstream: null,
        trusted: new Set<string>(),
        resolve: async () => [address],
        connect: async (to: string) => {
          tried.push(to);
          return new Socket();
        },
      };
      const rule = await dial(known, surroundings, host, 443).then(
        () => null,
        (error: { rule?: string | null }) => error.rule,
      );
      return rule ?? tried.join();
    };
    for (const address of ["10.1.2.3", "192.168.7.7", "203.0.113.9", "fd00::1"])
      expect(await verdict("name.example", address)).toBe(address);
    expect(await verdict("a.known.example", "10.1.2.3")).toBe("10.1.2.3");
    for (const address of ["127.0.0.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "::ffff:10.1.2.3"])
      expect(await verdict("name.example", address), address).toBe("addresses: only public ones");
    expect(await verdict("other.example", "10.1.2.3")).toBe("addresses: only public ones");
  });

  it("asks for a name once, so that a second answer changes nothing", async () => {
    expect(await refusal(["127.0.0.1", "8.8.8.8"])).toBe("addresses: only public ones");
    const [answers, tried] = [["8.8.8.8", "127.0.0.1"], [] as string[]];
    const surroundings = {
      upstream: null,
      trusted: new Set<string>(),
      resolve: async () => [answers.shift() ?? ""],
      connect: async (to: string) => {
        tried.push(to);
        return new Socket();
      },
    };
    (await dial(policy, surroundings, "name.example", 443)).destroy();
    expect([tried, answers]).toEqual([["8.8.8.8"], ["127.0.0.1"]]);
  });

  it("takes no number for a name", async () => {
    for (const host of ["127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001"])
      expect(await refusal(["8.8.8.8"], host), host).toBe("addresses: only public ones");
  });
});

describe("a public address", () => {
  it("is none of those that lead to this machine, its network or another protocol's", () => {
    const none = new Set<string>();
    for (const address of [
      ...["0.0.0.0", "10.0.0.1", "100.64.1.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.1.1"],
      ...[
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "255.255.255.255",
      ],
      ...[
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
      ],
      ...["2001:db8::1", "2002:808:808::1", "3fff::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1"],
      ...["fe80::1%eth0", "name.example", ""],
    ])
      expect(isPublicAddress(address, none), address).toBe(false);
    for (const address of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
      expect(isPublicAddress(address, none), address).toBe(true);
    expect(isPublicAddress("8.8.8.8", new Set(["8.8.8.8"]))).toBe(false);
  });
});
