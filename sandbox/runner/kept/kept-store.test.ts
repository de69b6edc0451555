import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, expect, it } from "vitest";
import { type KeptLimits, KeptStore } from "./kept-store.ts";
import { toolchainMark } from "./toolchain.ts";

const folder = await mkdtemp(join(tmpdir(), "verne-kept-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
const fresh = () => join(folder, String(++count));
const name = (key: string) => KeptStore.nameOf(key, "tools");
const OWNER = 1_000;

/** As GNU tar makes it, of a folder that the script fills. */
function tar(script: string, options: readonly string[] = []): Buffer {
  const from = fresh();
  execFileSync("sh", ["-ec", `mkdir "$1" && cd "$1" && ${script}`, "make", from]);
  const owner = ["--numeric-owner", `--owner=${OWNER}`, `--group=${OWNER}`];
  return execFileSync("tar", ["-C", from, "--format=gnu", ...owner, ...options, "-cf", "-", "."]);
}
const keep = (store: KeptStore, key: string, archive: Buffer) =>
  store.keep(name(key), { owner: OWNER, tookMs: 5_000 }, (take) => take(Readable.from([archive])));
/** Its description; null for nothing. */
async function described(store: KeptStore, key: string) {
  const found = await store.find(name(key));
  if (found) await buffer(found.archive);
  return found?.kept ?? null;
}
async function opened(limits: Partial<KeptLimits> = {}, now?: () => number) {
  const dir = fresh();
  return {
    dir: join(dir, ".kept"),
    store: await KeptStore.open(dir, limits, now),
    again: () => KeptStore.open(dir),
  };
}

const PLAIN = tar(
  `echo a > a; mkdir -p d/${"long".repeat(40)}; ln -s /etc/passwd link; ln a hard; : > empty`,
);

it("gives back what it got, with its age, its size and the time that the install took", async () => {
  let now = 1_000;
  const { store } = await opened({}, () => now);
  await keep(store, "k", PLAIN);
  now += 60_000;
  const found = await store.find(name("k"));
  expect(found?.kept).toEqual({ bytes: PLAIN.length, age_ms: 60_000, took_ms: 5_000 });
  expect(found && (await buffer(found.archive)).equals(PLAIN)).toBe(true);
  expect(await store.find(name("other"))).toBeNull();
});

it.each([
  ["a set-user-id file", tar("echo a > a; chmod 4755 a"), "set-user-id"],
  ["a set-group-id folder", tar("mkdir d; chmod 2755 d"), "set-user-id or set-group-id"],
  ["a pipe", tar("mkfifo p"), "type"],
  ["a file of another owner", tar("echo a > a", ["--owner=0"]), "another owner"],
  ["extended headers", tar("echo a > a", ["--format=pax", "--pax-option=comment=x"]), "type"],
  ["no archive", Buffer.from("x".repeat(2_000)), "no archive"],
  ["one that is cut off", PLAIN.subarray(0, 1_536), "cut off"],
  ["nothing at all", Buffer.alloc(0), "cut off"],
  ["something behind the end", Buffer.concat([PLAIN, PLAIN]), "follows its end"],
])("does not keep %s", async (_, archive, why) => {
  const { store, dir } = await opened();
  await keep(store, "k", PLAIN);
  await expect(keep(store, "k", archive)).rejects.toMatchObject({
    code: "NOT_KEPT",
    message: expect.stringContaining(why),
  });
  // The one before it stays, and nothing else.
  expect((await described(store, "k"))?.bytes).toBe(PLAIN.length);
  expect(await readdir(dir)).toHaveLength(2);
});

it("does not keep a device", async (context) => {
  if (process.getuid?.() !== 0) context.skip("only root makes one");
  const { store } = await opened();
  await expect(keep(store, "k", tar("mknod n c 1 3"))).rejects.toMatchObject({ code: "NOT_KEPT" });
});

it("keeps nothing of a program that fails after its archive", async () => {
  const { store, dir } = await opened();
  const failing = store.keep(name("k"), { owner: OWNER, tookMs: 1 }, async (take) => {
    await take(Readable.from([PLAIN]));
    throw new Error("ended with 2");
  });
  await expect(failing).rejects.toThrow("ended with 2");
  expect(await readdir(dir)).toEqual([]);
});

it("is limited, by one and by all, and lets go of what was used longest ago", async () => {
  let now = 0;
  const { store, dir } = await opened({ totalBytes: 2 * PLAIN.length, oneBytes: PLAIN.length }, () => now);
  for (const key of ["a", "b"]) {
    now += 10_000;
    await keep(store, key, PLAIN);
    await described(store, key);
  }
  now += 10_000;
  await described(store, "a");
  now += 10_000;
  await keep(store, "c", PLAIN);
  expect(await store.find(name("b"))).toBeNull();
  for (const key of ["a", "c"]) {
    expect(await described(store, key)).not.toBeNull();
  }
  await expect(keep(store, "d", Buffer.concat([PLAIN, Buffer.alloc(512)]))).rejects.toThrow("too large");
  expect(await readdir(dir)).toHaveLength(4);
});

it("gives nothing that is too old", async () => {
  let now = 0;
  const { store, dir } = await opened({ ageMs: 1_000 }, () => now);
  await keep(store, "k", PLAIN);
  now = 1_001;
  expect(await store.find(name("k"))).toBeNull();
  await keep(store, "new", PLAIN);
  expect(await readdir(dir)).toHaveLength(2);
});

it("removes what a runner left unfinished, and passes by what is broken", async () => {
  const { store, dir, again } = await opened();
  await keep(store, "k", PLAIN);
  await writeFile(join(dir, "x.tmp"), "half");
  await writeFile(join(dir, `${name("y")}.tar`), "without facts");
  await writeFile(join(dir, `${name("z")}.json`), "{");
  const next = await again();
  expect((await readdir(dir)).filter((file) => /x\.tmp|\.tar$/.test(file))).toEqual([`${name("k")}.tar`]);
  expect(await next.find(name("z"))).toBeNull();
});

it("has another name on a machine with other tools or registries", () => {
  const paths = { path: process.env.PATH ?? "", network: {}, toolchains: {} };
  const mark = toolchainMark(paths);
  expect(toolchainMark({ ...paths })).toBe(mark);
  expect(toolchainMark({ ...paths, path: "/nowhere" })).not.toBe(mark);
  expect(toolchainMark({ ...paths, network: { npm_config_registry: "http://other" } })).not.toBe(mark);
  expect(KeptStore.nameOf("k", mark)).not.toBe(KeptStore.nameOf("k", "other"));
});
