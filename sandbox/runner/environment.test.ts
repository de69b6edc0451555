import { describe, expect, it } from "vitest";
import { findProgram, networkVariables, taskEnvironment, taskPath } from "./environment.ts";

describe("the environment of a task", () => {
  const machine = { path: "/bin", network: { HTTPS_PROXY: "http://proxy:1" }, toolchains: {} };
  const task = {
    root: "/data/t/work",
    home: "/data/t/home",
    tmp: "/data/t/tmp",
    platform: "/data/t/platform",
  };

  it("has only what is listed and what was given", () => {
    expect(taskEnvironment(machine, task, "p1", { CI: "1", HOME: "/elsewhere" })).toEqual({
      LANG: "C.UTF-8",
      HTTPS_PROXY: "http://proxy:1",
      PATH: "/bin",
      HOME: "/elsewhere",
      TMPDIR: "/data/t/tmp",
      GIT_CEILING_DIRECTORIES: "/data/t",
      CI: "1",
      VERNE_SANDBOX_PROCESS: "p1",
    });
  });

  it("cannot hide a process from its runner", () => {
    const environment = taskEnvironment(machine, task, "p1", { VERNE_SANDBOX_PROCESS: "other" });
    expect(environment.VERNE_SANDBOX_PROCESS).toBe("p1");
  });

  it("takes over network settings but none with credentials, and nothing else", () => {
    const parent = {
      HTTPS_PROXY: "http://user:secret@proxy:1",
      http_proxy: "http://proxy:1",
      npm_config_registry: "https://registry.example/",
      AWS_SECRET_ACCESS_KEY: "secret",
      OPENAI_API_KEY: "secret",
    };
    expect(networkVariables(parent)).toEqual({
      http_proxy: "http://proxy:1",
      npm_config_registry: "https://registry.example/",
    });
  });

  it("finds programs as the parent does, without the tools of an npm script", () => {
    const parent = "/work/node_modules/.bin:/usr/bin:relative:/x/node-gyp-bin:/bin:/usr/bin";
    expect(taskPath(parent, ["/tools", "/bin"])).toBe("/tools:/bin:/usr/bin");
  });

  it("finds executables, not folders or plain files", () => {
    expect(findProgram("sh", "/nowhere:/bin", "/")).toBe("/bin/sh");
    expect(findProgram("./sh", "", "/bin")).toBe("/bin/sh");
    expect(findProgram("bin", "/", "/")).toBeNull();
    expect(findProgram("/etc/passwd", "", "/")).toBeNull();
  });
});
