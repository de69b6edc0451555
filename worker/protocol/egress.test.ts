import { describe, expect, it } from "vitest";
import {
  EgressHost,
  EgressPhase,
  type EgressSettings,
  egressPolicy,
  hostToAllow,
  testPhase,
} from "./egress.ts";

const settings = (presets: EgressSettings["presets"], allow: string[] = []): EgressSettings => ({
  presets,
  allow,
});

describe("the egress policy", () => {
  it("lets installing reach registries, and agent and tests nothing", () => {
    expect(egressPolicy("install").allow).toContain("registry.npmjs.org");
    expect(egressPolicy("install").allow).not.toContain("github.com");
    expect(egressPolicy("set_up").allow).toContain("github.com");
    expect(egressPolicy("agent").allow).toEqual([]);
    expect(egressPolicy("tests").allow).toEqual([]);
    expect(egressPolicy("fetching_tests").allow).toContain("repo1.maven.org");
  });

  it("takes the closest preset, and adds up what was allowed", () => {
    const organisation = settings({ tests: "all", agent: "registries" }, ["internal.example.com"]);
    const repository = settings({ tests: "none" }, ["api.example.com"]);
    const policy = egressPolicy("tests", organisation, repository);
    expect(policy.allow).toEqual(["internal.example.com", "api.example.com"]);
    expect(egressPolicy("agent", organisation, repository).allow).toContain("pypi.org");
    expect(egressPolicy("tests", settings({ tests: "all" })).allow).toBe("all");
  });

  it("gives each phase a scope of its own, and says its preset", () => {
    const scopes = EgressPhase.options.map((phase) => egressPolicy(phase).scope);
    expect(new Set(scopes).size).toBe(EgressPhase.options.length);
    expect(egressPolicy("tests").label).toBe("tests: none");
  });

  it("takes names for hosts, and no addresses, paths or blanks", () => {
    for (const good of ["example.com", "*.example.com", "a-b.example.com:8443"])
      expect(EgressHost.safeParse(good).success, good).toBe(true);
    for (const bad of [
      "",
      "*",
      "*.com:x",
      "localhost",
      "http://a.b",
      "a.b/c",
      "a b.c",
      "a..b",
      "[::1]",
      "-a.b",
    ])
      expect(EgressHost.safeParse(bad).success, bad).toBe(false);
  });

  it("offers a host for the list where a list would help", () => {
    const policy = egressPolicy("tests");
    const rule = `${policy.label}: api.example.com is not on the list`;
    const denied = { host: "api.example.com", port: 443, rule };
    expect(hostToAllow(policy, denied)).toBe("api.example.com");
    expect(hostToAllow(policy, { ...denied, port: 8443 })).toBe("api.example.com:8443");
    expect(hostToAllow(policy, { ...denied, rule: "addresses: only public ones" })).toBeNull();
    expect(hostToAllow(policy, { ...denied, host: "localhost" })).toBeNull();
    expect(hostToAllow(egressPolicy("tests", settings({ tests: "all" })), denied)).toBeNull();
  });

  it("knows the runners that fetch while they test", () => {
    const fetching = [
      ...[["mvn", "test"], ["./gradlew"], ["/repo/mvnw"], ["sbt", "test"], ["mill"]],
      ...[
        ["sh", "./mvnw", "-B", "test"],
        ["/bin/bash", "-c", "cd app && ./gradlew test"],
        ["sh", "gradlew.sh"],
      ],
    ] as [string, ...string[]][];
    expect(fetching.map(testPhase)).toEqual(fetching.map(() => "fetching_tests"));
    const others = [
      ...[["npm", "test"], ["pytest"], ["cargo"], ["gradlew-check"], ["node", "./gradlew"]],
      ...[
        ["sh", "-c", "npm test"],
        ["sh", "./windmill", "x"],
        ["sh", "-c", "node treadmill.js"],
      ],
    ] as [string, ...string[]][];
    expect(others.map(testPhase)).toEqual(others.map(() => "tests"));
  });
});
