import { describe, expect, it } from "vitest";
import { encodeTree, nameOf, objectId } from "./objects.ts";
import { type Forge, VerifiedObjects } from "./verified-objects.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const TRUE = bytes("true\n");
const FORGED = bytes("forged\n");
const BLOB = await objectId("blob", TRUE);
const TREE_BYTES = encodeTree([{ mode: "100644", name: nameOf("a\u00fc.txt"), oid: BLOB }]);
const TREE = await objectId("tree", TREE_BYTES);
const COMMIT_BYTES = bytes(`tree ${TREE}\nauthor a\n\nmessage\n`);
const COMMIT = await objectId("commit", COMMIT_BYTES);

/** A GitHub fake that records the requested ids. */
function forge(change: Partial<Forge> = {}): Forge & { asked: string[] } {
  const asked: string[] = [];
  const noting = <A extends unknown[], R>(what: string, answer: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => {
      asked.push(what);
      return answer(...args);
    };
  };
  return {
    asked,
    commitTree: noting("commit", change.commitTree ?? (async () => TREE)),
    tree: noting("tree", change.tree ?? (async () => [{ mode: "100644", name: "a\u00fc.txt", oid: BLOB }])),
    blob: noting("blob", change.blob ?? (async (): Promise<Uint8Array> => TRUE)),
  };
}

function rig(github = forge()) {
  const stored = new Map<string, Uint8Array>();
  const store = {
    get: async (key: string) => stored.get(key) ?? null,
    put: async (key: string, data: Uint8Array) => void stored.set(key, data),
  };
  return { objects: new VerifiedObjects(store, github), github, stored };
}

describe("objects of the base", () => {
  it("are taken from the sandbox when they are what they are called, and asked for once", async () => {
    const { objects, github, stored } = rig();
    await objects.offer([
      { type: "commit", bytes: COMMIT_BYTES },
      { type: "tree", bytes: TREE_BYTES },
      { type: "blob", bytes: TRUE },
    ]);
    expect(await objects.rootOf(COMMIT)).toBe(TREE);
    expect(await objects.tree(TREE)).toEqual(TREE_BYTES);
    expect(await objects.blob(BLOB, TREE, 100)).toEqual(TRUE);
    expect(github.asked).toEqual([]);
    expect([...stored.keys()]).toEqual([TREE, BLOB]);
  });

  it("are GitHub's where the sandbox gives others for them, or none", async () => {
    const { objects, github } = rig();
    const otherTree = encodeTree([{ mode: "100644", name: "a", oid: await objectId("blob", FORGED) }]);
    await objects.offer([
      { type: "commit", bytes: bytes(`tree ${await objectId("tree", otherTree)}\n\nforged\n`) },
      { type: "tree", bytes: otherTree },
      { type: "blob", bytes: FORGED },
      // The right bytes with a wrong type have another id.
      { type: "blob", bytes: TREE_BYTES },
    ]);
    expect(await objects.rootOf(COMMIT)).toBe(TREE);
    expect(await objects.tree(TREE)).toEqual(TREE_BYTES);
    expect(await objects.blob(BLOB, TREE, 100)).toEqual(TRUE);
    expect(github.asked).toEqual(["commit", "tree", "blob"]);
    await objects.tree(TREE);
    expect(github.asked).toHaveLength(3);
  });

  it("are refused when what GitHub gives is another one as well", async () => {
    const { objects, stored } = rig(forge({ blob: async () => FORGED, tree: async () => [] }));
    await expect(objects.blob(BLOB, TREE, 100)).rejects.toThrow(`blob ${BLOB} is another one`);
    await expect(objects.tree(TREE)).rejects.toThrow(`tree ${TREE} is another one`);
    expect(stored.size).toBe(0);
  });

  it("count as large by GitHub's word or by their own bytes, never by the sandbox's silence", async () => {
    const { objects } = rig(forge({ blob: async () => "large" }));
    expect(await objects.blob(BLOB, TREE, 100)).toBe("large");
    await objects.offer([{ type: "blob", bytes: TRUE }]);
    expect(await objects.blob(BLOB, TREE, 2)).toBe("large");
    expect(await objects.blob(BLOB, TREE, 100)).toEqual(TRUE);
  });
});
