import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Kept } from "../../../worker/protocol/runner.ts";
import { RunnerFailure } from "../failure.ts";
import { ArchiveCheck } from "./archive.ts";

export interface KeptLimits {
  /** Of everything that is kept. */
  totalBytes: number;
  /** Of one archive. */
  oneBytes: number;
  /** An install that is older runs again: what it asked the registries for may have changed. */
  ageMs: number;
}

const GIB = 1_073_741_824;
const KEPT_LIMITS: KeptLimits = { totalBytes: 5 * GIB, oneBytes: GIB, ageMs: 7 * 24 * 3_600_000 };

const Facts = z.object({ bytes: z.number(), kept_at: z.number(), took_ms: z.number() });
type Facts = z.infer<typeof Facts>;

const ARCHIVE = ".tar";
const FACTS = ".json";
const UNFINISHED = ".tmp";

/**
 * What installs left behind, an archive each with its facts beside it. Lies outside of every task's folders, and no task
 * gets a descriptor of a file here: the runner passes the bytes on. It unpacks none, so that no link leads it anywhere.
 */
export class KeptStore {
  private readonly directory: string;
  private readonly limits: KeptLimits;
  private readonly now: () => number;

  private constructor(directory: string, limits: KeptLimits, now: () => number) {
    this.directory = directory;
    this.limits = limits;
    this.now = now;
  }

  /** Makes it, and removes what an earlier runner did not finish. */
  static async open(
    dataDir: string,
    limits: Partial<KeptLimits> = {},
    now: () => number = Date.now,
  ): Promise<KeptStore> {
    const store = new KeptStore(join(dataDir, ".kept"), { ...KEPT_LIMITS, ...limits }, now);
    await mkdir(store.directory, { recursive: true, mode: 0o700 });
    const files = await readdir(store.directory);
    const whole = new Set(
      files.filter((file) => file.endsWith(FACTS)).map((file) => file.slice(0, -FACTS.length)),
    );
    for (const file of files)
      if (file.endsWith(UNFINISHED) || (file.endsWith(ARCHIVE) && !whole.has(file.slice(0, -ARCHIVE.length))))
        await rm(join(store.directory, file), { force: true });
    return store;
  }

  /** Under which name a key's archive lies on a machine with these tools. */
  static nameOf(key: string, toolchain: string): string {
    return createHash("sha256").update(`${key}\0${toolchain}`).digest("hex");
  }

  /**
   * Takes what `write` hands over, in place of an earlier archive of that name. Throws NOT_KEPT for one that is too
   * large, cut off, or holds what it should not (`ArchiveCheck`), and whatever `write` throws; the earlier one stays then.
   */
  async keep(
    name: string,
    { owner, tookMs }: { owner: number; tookMs: number },
    write: (take: (source: Readable) => Promise<void>) => Promise<void>,
  ): Promise<Kept> {
    const unfinished = join(this.directory, randomUUID() + UNFINISHED);
    try {
      await write((source) => this.take(source, unfinished, owner));
      const { size } = await stat(unfinished);
      await this.makeRoom(size, name);
      // Without its facts an archive counts as none, so that the two never belong to different installs.
      await rm(this.path(name, FACTS), { force: true });
      await rename(unfinished, this.path(name, ARCHIVE));
      const facts: Facts = { bytes: size, kept_at: this.now(), took_ms: tookMs };
      await writeFile(unfinished, JSON.stringify(facts), { mode: 0o600 });
      await rename(unfinished, this.path(name, FACTS));
      return this.described(facts);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  /** What is kept under the name, for reading; null for nothing, or nothing that is young enough. */
  async find(name: string): Promise<{ kept: Kept; archive: Readable } | null> {
    const facts = await this.facts(name);
    if (facts === null || this.now() - facts.kept_at > this.limits.ageMs) return null;
    const file = await open(this.path(name, ARCHIVE), "r").catch(() => null);
    if (file === null) return null;
    const used = this.now() / 1000;
    await utimes(this.path(name, FACTS), used, used).catch(() => {});
    return { kept: this.described(facts), archive: file.createReadStream({ highWaterMark: 1 << 20 }) };
  }

  private async take(source: Readable, file: string, owner: number): Promise<void> {
    const check = new ArchiveCheck(owner);
    let bytes = 0;
    const watched = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        check.push(chunk);
        const fault = bytes > this.limits.oneBytes ? "it is too large" : check.fault;
        if (fault === null) done(null, chunk);
        else done(notKept(fault));
      },
      flush: (done) => {
        check.end();
        done(check.fault === null ? null : notKept(check.fault));
      },
    });
    await pipeline(source, watched, createWriteStream(file, { flags: "wx", mode: 0o600 }));
  }

  /** Removes what is too old, then what was used longest ago, until `bytes` more fit. */
  private async makeRoom(bytes: number, name: string): Promise<void> {
    const all = await this.all();
    let total = bytes;
    for (const one of all.sort((a, b) => b.usedAt - a.usedAt)) {
      if (one.name === name) continue;
      total += one.bytes;
      if (total <= this.limits.totalBytes && this.now() - one.keptAt <= this.limits.ageMs) continue;
      total -= one.bytes;
      await rm(this.path(one.name, FACTS), { force: true });
      await rm(this.path(one.name, ARCHIVE), { force: true });
    }
  }

  private async all(): Promise<{ name: string; bytes: number; keptAt: number; usedAt: number }[]> {
    const names = (await readdir(this.directory)).filter((file) => file.endsWith(FACTS));
    const found = await Promise.all(
      names.map(async (file) => {
        const name = file.slice(0, -FACTS.length);
        const facts = await this.facts(name);
        const info = await stat(this.path(name, FACTS)).catch(() => null);
        if (facts === null || info === null) return [];
        return [{ name, bytes: facts.bytes, keptAt: facts.kept_at, usedAt: info.mtimeMs }];
      }),
    );
    return found.flat();
  }

  private async facts(name: string): Promise<Facts | null> {
    const text = await readFile(this.path(name, FACTS), "utf8").catch(() => null);
    if (text === null) return null;
    try {
      return Facts.safeParse(JSON.parse(text)).data ?? null;
    } catch {
      return null;
    }
  }

  private described({ bytes, kept_at, took_ms }: Facts): Kept {
    return { bytes, age_ms: Math.max(0, this.now() - kept_at), took_ms };
  }

  private path(name: string, ending: string): string {
    return join(this.directory, name + ending);
  }
}

export const notKept = (why: string) => new RunnerFailure("permanent", "NOT_KEPT", `not kept: ${why}`);
