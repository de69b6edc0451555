import { describe, expect, it } from "vitest";
import { egressPolicy, hostToAllow } from "../../protocol/index.ts";
import { runToEnd } from "../collect.ts";
import type { NetworkPolicy, ProcessEvent, Sandbox } from "../port.ts";
import {
  answerOutbound,
  Denials,
  judgeOutbound,
  type OutboundDenial,
  RunningPolicies,
  withDenials,
} from "./egress.ts";

const install = egressPolicy("install");
const tests = egressPolicy("tests");
/** The rules that refuse it, or null. */
const judge = (url: string, ...policies: NetworkPolicy[]) =>
  judgeOutbound(url, policies)
    ?.map(({ rule }) => rule)
    .join(", ") ?? null;

describe("the way out of a container", () => {
  it("is that of the policy", () => {
    expect(judge("https://registry.npmjs.org/left-pad", install)).toBeNull();
    expect(judge("https://registry.npmjs.org./left-pad", install)).toBeNull();
    expect(judge("https://registry.npmjs.org/left-pad", tests)).toBe(
      "tests: none: registry.npmjs.org is not on the list",
    );
    expect(judge("https://registry.npmjs.org:8443/", install)).not.toBeNull();
    expect(judge("https://evil-registry.npmjs.org.example/", install)).not.toBeNull();
    expect(judge("https://example.com/")).toBe("no network: example.com is not on the list");
    const own = egressPolicy("tests", { presets: {}, allow: ["*.example.com", "db.example.org:5432"] });
    expect(judge("https://api.example.com/", own)).toBeNull();
    expect(judge("http://db.example.org:5432/", own)).toBeNull();
    for (const url of ["https://example.com/", "https://notexample.com/", "https://db.example.org/"])
      expect(judge(url, own), url).not.toBeNull();
  });

  it("leads to no address, in any spelling, even where everything is allowed", () => {
    const all = egressPolicy("tests", { presets: { tests: "all" }, allow: [] });
    expect(judge("https://example.com/", all)).toBeNull();
    expect(judge("https://example.com:22/", all)).not.toBeNull();
    for (const host of [
      "169.254.169.254",
      "0x7f.1",
      "2130706433",
      "127.1",
      "[::1]",
      "[::ffff:10.0.0.1]",
      "8.8.8.8",
    ])
      expect(judge(`http://${host}/`, all), host).toBe("addresses: only names");
    for (const host of [
      "localhost",
      "LOCALHOST.",
      "a.localhost",
      "printer.local",
      "metadata.google.internal",
    ])
      expect(judge(`http://${host}/`, all), host).toBe("names: only public ones");
  });

  it("says no in words, and follows no redirect itself", async () => {
    const seen: string[] = [];
    const told: OutboundDenial[] = [];
    const tell = async (denials: OutboundDenial[]) => void told.push(...denials);
    const send = async (request: Request, { redirect }: { redirect: string }) => {
      seen.push(`${request.url} ${redirect}`);
      return new Response("out");
    };
    const ask = async (url: string, policies: NetworkPolicy[]) => {
      const answer = await answerOutbound(new Request(url), policies, { send, tell });
      return [answer.status, await answer.text()];
    };
    expect(await ask("https://pypi.org/simple/", [install])).toEqual([200, "out"]);
    expect(await ask("https://pypi.org/simple/", [tests])).toEqual([
      403,
      expect.stringContaining("tests: none"),
    ]);
    expect(await ask("https://pypi.org/simple/", [])).toEqual([403, expect.stringContaining("no network")]);
    expect(seen).toEqual(["https://pypi.org/simple/ manual"]);
    const place = { host: "pypi.org", port: 443 };
    expect(told).toEqual([
      { scope: "tests", ...place, rule: "tests: none: pypi.org is not on the list" },
      { scope: null, ...place, rule: "no network: pypi.org is not on the list" },
    ]);
    const broken = { send, tell: () => Promise.reject(new Error("gone")) };
    expect((await answerOutbound(new Request("https://pypi.org/"), [], broken)).status).toBe(403);
  });

  it("tells each process what its own policy refused, once, and what would allow it", async () => {
    const denials = new Denials();
    const refuse = (url: string, ...policies: NetworkPolicy[]) =>
      denials.add(judgeOutbound(url, policies) ?? []);
    for (const url of ["https://a.example/", "https://a.example/again", "http://a.example:8080/"])
      refuse(url, install, tests);
    refuse("http://10.0.0.1/", tests);
    const output: ProcessEvent = { type: "stdout", data: new Uint8Array(), cursor: "7" };
    const exit: ProcessEvent = { type: "exit", code: 0, signal: null, timedOut: false };
    const sandbox: Pick<Sandbox, "start" | "follow"> = {
      start: async () => "1",
      follow: () =>
        withDenials(
          (async function* () {
            yield output;
            yield exit;
          })(),
          async () => denials.take(tests.scope),
        ),
    };
    const notes: string[] = [];
    // What a run needs of it.
    await runToEnd(sandbox as Sandbox, ["true"], {
      cwd: "/",
      timeoutMs: 1_000,
      onNote: (note) => {
        if (note.type !== "denied") return;
        notes.push(`${note.host}:${note.port} ${note.rule} -> ${hostToAllow(tests, note)}`);
      },
    });
    expect(notes).toEqual([
      "a.example:443 tests: none: a.example is not on the list -> a.example",
      "a.example:8080 tests: none: a.example is not on the list -> a.example:8080",
      "10.0.0.1:80 addresses: only names -> null",
    ]);
    expect(denials.take(tests.scope)).toEqual([]);
    expect(denials.take(null).map(({ scope, port }) => [scope, port])).toEqual([
      ["install", 443],
      ["install", 8080],
    ]);
  });

  it("keeps a bounded number of refusals, and ends no process where they cannot be asked for", async () => {
    const denials = new Denials();
    for (let n = 0; n < 1_000; n += 1)
      denials.add([{ scope: "tests", host: `h${n}.example`, port: 443, rule: "r" }]);
    expect(denials.take("tests")).toHaveLength(200);
    const exit: ProcessEvent = { type: "exit", code: 0, signal: null, timedOut: false };
    const events = (async function* () {
      yield exit;
    })();
    const seen: ProcessEvent[] = [];
    for await (const event of withDenials(events, () => Promise.reject(new Error("gone")))) seen.push(event);
    expect(seen).toEqual([exit]);
  });

  it("has the policies of what runs, before it runs, and no longer than that", async () => {
    const applied: string[][] = [];
    const running = new RunningPolicies(async (policies) => {
      applied.push(policies.map(({ scope }) => scope));
    });
    let id = 0;
    const start = (policy?: NetworkPolicy) => running.start(policy, async () => String(id++));
    const first = await start(install);
    await start(tests);
    await start();
    running.ended(first);
    await start();
    await start();
    expect(applied).toEqual([["install"], ["install", "tests"], ["tests"]]);
  });

  it("loses no policy to a start at the same moment, and starts nothing where none could be applied", async () => {
    const applied: string[][] = [];
    const running = new RunningPolicies(async (policies) => {
      applied.push(policies.map(({ scope }) => scope));
    });
    await Promise.all([install, tests].map((policy, id) => running.start(policy, async () => String(id))));
    expect(applied.at(-1)).toEqual(["install", "tests"]);
    const broken = new RunningPolicies(() => Promise.reject(new Error("unreachable")));
    let started = false;
    const start = broken.start(tests, async () => {
      started = true;
      return "0";
    });
    await expect(start).rejects.toThrow("unreachable");
    expect(started).toBe(false);
  });
});
