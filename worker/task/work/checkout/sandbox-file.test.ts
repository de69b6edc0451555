import { describe, expect, it } from "vitest";
import type { Forge } from "../../change-set/verified-objects.ts";
import { imageIn, imageOf } from "./sandbox-file.ts";

/** A repository with this in the place of `.verne/sandbox.toml`. */
function forge(file: { mode?: string; content: string | "large" } | null, folderMode = "040000"): Forge {
  const mode = file?.mode ?? "100644";
  return {
    commitTree: async () => "root",
    tree: async (oid) => {
      if (oid === "root") return [{ mode: folderMode, name: ".verne", oid: "folder" }];
      return file ? [{ mode, name: "sandbox.toml", oid: "file" }] : [];
    },
    blob: async (_, folder) => {
      expect(folder).toBe("folder");
      return file?.content === "large" ? "large" : new TextEncoder().encode(file?.content);
    },
  };
}

describe("the image of a repository", () => {
  it("is the one that its file names, and the usual one without", async () => {
    expect(await imageOf(forge({ content: '# of our own\nimage = "java-21"\n' }), "c")).toBe("java-21");
    expect(await imageOf(forge({ content: "" }), "c")).toBeNull();
    expect(await imageOf(forge(null), "c")).toBeNull();
    expect(await imageOf(forge({ content: 'image = "x"' }, "120000"), "c")).toBeNull();
  });

  it.each([
    ["docker.io/evil/image:latest", /image: must be a name of small letters/],
    ["../sandbox", /image: must be a name/],
    ["__proto__", /image: must be a name/],
    ["a\\u0000b", /image: must be a name/],
    ["x".repeat(64), /image: must be a name/],
    ["", /image: must be a name/],
  ])("named %s is refused by the field", (name, message) => {
    expect(() => imageIn(`image = "${name}"`)).toThrow(message);
  });

  it.each([
    ["image = 1", /sandbox\.toml: image: must be a text/],
    ["image = [", /sandbox\.toml: Invalid TOML/],
    ['command = "rm -rf /"', /sandbox\.toml: the file: Unrecognized key/],
  ])("in %s is refused for a reason", (text, message) => {
    expect(() => imageIn(text)).toThrow(message);
  });

  it("is not read from a link, nor from a file without end", async () => {
    await expect(imageOf(forge({ mode: "120000", content: "../etc" }), "c")).rejects.toThrow(
      "must be a file",
    );
    const large = imageOf(forge({ content: "large" }), "c");
    await expect(large).rejects.toMatchObject({ code: "sandbox_unavailable", retryable: false });
    await expect(large).rejects.toThrow("at most 16384 bytes");
  });
});
