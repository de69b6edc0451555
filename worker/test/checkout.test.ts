import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { bearerOf, verifyCapability } from "../access/capability.ts";
import { readConfig } from "../env.ts";
import {
  type Argv,
  type ProcessEvent,
  type Sandbox,
  SandboxFailure,
  type StartOptions,
} from "../sandbox/port.ts";
import type { ChangeSet } from "../task/change-set/change-set.ts";
import { Changes } from "../task/change-set/changes.ts";
import { StoredObjects } from "../task/change-set/stored-objects.ts";
import { TouchedPaths } from "../task/change-set/touched-paths.ts";
import { Mutex } from "../task/mutex.ts";
import { Life } from "../task/record/life.ts";
import { Fenced } from "../task/run/failures.ts";
import { Checkout } from "../task/work/checkout/checkout.ts";
import { CloneGrants } from "../task/work/checkout/clone-grants.ts";
import { Host } from "../task/work/host/host.ts";
import { Processes } from "../task/work/host/processes.ts";
import { initOf, stubOf } from "./verne.ts";

const BASE = "b".repeat(40);
const TREE = "c".repeat(40);
const BLOB = "d".repeat(40);
const CHANGE: ChangeSet = {
  base: BASE,
  tree: TREE,
  files: [
    {
      path: "new.txt",
      status: "A",
      base: null,
      file: { mode: "100644", oid: BLOB, size: 7 },
      shown: { key: "diff-new", bytes: 0, additions: 1, deletions: 0, binary: false },
    },
  ],
};
const YEAR_MS = 365 * 24 * 60 * 60_000;
const time = { now: () => Date.now() + YEAR_MS, id: () => crypto.randomUUID() };

/** A sandbox that records its calls; every command succeeds. */
class NotingSandbox implements Sandbox {
  readonly isolation = "container";
  readonly network = "unrestricted";
  readonly workerUrl = null;
  readonly root = "/checkout";
  readonly platform = "/platform";
  readonly done: string[] = [];
  private readonly files = new Map<string, Uint8Array>();
  private readonly during: (command: string, env: Record<string, string>) => void | Promise<void>;

  constructor(during: NotingSandbox["during"]) {
    this.during = during;
  }

  async start(argv: Argv, { env = {} }: StartOptions): Promise<string> {
    const id = this.done.push(argv.join(" ")) - 1;
    await this.during(argv.join(" "), env);
    return String(id);
  }

  async *follow(id: string): AsyncGenerator<ProcessEvent, void, undefined> {
    expect(this.done[Number(id)]).toBeDefined();
    yield { type: "exit", code: 0, signal: null, timedOut: false };
  }

  async kill(): Promise<void> {}

  async read(path: string): Promise<Uint8Array> {
    // Git's output about submodules and filters: there are none.
    const file = path.includes("/.verne-git/") ? new Uint8Array() : this.files.get(path);
    if (!file) throw new SandboxFailure("permanent", "FILE_NOT_FOUND", path);
    return file;
  }

  async write(path: string, data: Uint8Array): Promise<void> {
    this.done.push(`write ${path}`);
    this.files.set(path, data);
  }

  async list(): Promise<[]> {
    return [];
  }

  async destroy(): Promise<void> {
    this.done.push("destroy");
  }
}

interface Parts {
  life: Life;
  grants: CloneGrants;
  sandbox: NotingSandbox;
  checkout: () => Checkout;
}

/** A task with a stored change and an empty sandbox. */
async function withoutSandbox(
  during: (parts: Pick<Parts, "life" | "grants">, command: string, env: Record<string, string>) => unknown,
  test: (parts: Parts) => Promise<void>,
): Promise<void> {
  const taskId = crypto.randomUUID();
  await runInDurableObject(stubOf(taskId), async (_object, state) => {
    const life = new Life(state.storage, time, { committed() {}, fenced() {} });
    life.create(initOf(taskId));
    const claim = life.steps.claim("clone:1", 1, "lease", time.now());
    if (typeof claim === "string") throw new Error(claim);
    const objects = new StoredObjects(life, state.storage.sql, env.ARTIFACTS);
    const touched = new TouchedPaths(state.storage.sql);
    const changes = new Changes(life, objects, touched);
    await objects.put(BLOB, new TextEncoder().encode("content"));
    life.documents.put(`change-set:${TREE}`, CHANGE);
    // Which image the repository asks for was read when it was cloned.
    life.documents.put("sandbox_image", { name: null });
    life.update((record) => {
      record.baseCommit = BASE;
      record.tree = TREE;
      record.sandbox.state = "lost";
    });
    const grants = new CloneGrants();
    const sandbox = new NotingSandbox(async (command, env) => {
      await during({ life, grants }, command, env);
    });
    const processes = new Processes(state.storage.sql);
    const mutex = new Mutex();
    const checkout = () => {
      const signal = new AbortController().signal;
      const egress = async () => [];
      const tree = "evidence";
      const parts = { claim, life, clock: time, signal, processes, touched, stops: new Map(), egress };
      const host = new Host({ ...parts, sandbox, tree });
      const commit = (write: () => void) => {
        if (!life.steps.holds(claim)) throw new Fenced("lease lost");
        life.transact(write);
      };
      const config = readConfig(env);
      const destroy = () => sandbox.destroy();
      const shared = { life, changes, config, clock: time, mutex, clones: grants, commit, destroy };
      return new Checkout({ ...shared, host, origin: null, cloned: async () => {} });
    };
    await test({ life, grants, sandbox, checkout });
  });
}

const MARKER = "write /checkout/checkout.json";
const clones = (sandbox: NotingSandbox) => sandbox.done.filter((command) => command.startsWith("git clone"));

describe("a checkout that is built again", () => {
  it("counts as whole only after the change is back in it", () =>
    withoutSandbox(
      () => {},
      async ({ life, sandbox, checkout }) => {
        await checkout().ensure();
        const at = (part: string) => sandbox.done.findIndex((command) => command.includes(part));
        expect(at("git reset")).toBeGreaterThan(0);
        expect(at("write /checkout/repo/new.txt")).toBeGreaterThan(at("git reset"));
        expect(at(MARKER)).toBeGreaterThan(at("write /checkout/repo/new.txt"));
        expect(life.record.sandbox.state).toBe("ready");
      },
    ));

  it("is built once for two steps", () =>
    withoutSandbox(
      () => {},
      async ({ sandbox, checkout }) => {
        await Promise.all([checkout().ensure(), checkout().ensure()]);
        expect(clones(sandbox)).toHaveLength(1);
      },
    ));

  it("does not count as whole when bytes of the change are gone", () =>
    withoutSandbox(
      () => {},
      async ({ life, sandbox, checkout }) => {
        await checkout().ensure();
        life.update((record) => {
          record.sandbox.state = "lost";
        });
        const gone = { mode: "100644" as const, oid: "e".repeat(40), size: 1 };
        const files = CHANGE.files.map((file) => ({ ...file, file: gone }));
        life.documents.put(`change-set:${TREE}`, { ...CHANGE, files });
        await sandbox.write("/checkout/checkout.json", new TextEncoder().encode("{}"));
        const before = sandbox.done.length;
        await expect(checkout().ensure()).rejects.toThrow("the content of new.txt is not stored");
        expect(sandbox.done.slice(before)).not.toContain(MARKER);
        expect(life.record.sandbox.state).toBe("lost");
      },
    ));

  it("is left alone as soon as the task has moved on", () =>
    withoutSandbox(
      ({ life }, command) => {
        if (command.startsWith("git clone")) life.steps.fence();
      },
      async ({ life, sandbox, checkout }) => {
        await expect(checkout().ensure()).rejects.toThrow(Fenced);
        const after = sandbox.done.slice(
          sandbox.done.findIndex((command) => command.startsWith("git clone")) + 1,
        );
        expect(after).toEqual([]);
        expect(life.record.sandbox.state).toBe("lost");
      },
    ));
});

describe("the permission to clone", () => {
  it("is in git's environment alone, and void once the clone or rebuild has ended, well or badly", async () => {
    for (const fails of [false, true]) {
      const clones: string[] = [];
      const open: boolean[] = [];
      await withoutSandbox(
        async ({ grants }, command, variables) => {
          if (!command.startsWith("git clone")) return;
          const header = Object.values(variables).find((value) => value.startsWith("Authorization: "));
          const bearer = bearerOf(header?.slice("Authorization: ".length));
          expect(command).not.toContain(bearer);
          const { CAPABILITY_SECRET } = readConfig(env);
          const { clone = "", repo } = (await verifyCapability(CAPABILITY_SECRET, bearer, time.now())) ?? {};
          expect(command).toContain(`/git/${repo} `);
          clones.push(clone);
          open.push(grants.isOpen(clone));
          if (fails) throw new SandboxFailure("permanent", "PROCESS_SPAWN_FAILED", "no git");
        },
        async ({ grants, checkout }) => {
          await checkout()
            .ensure()
            .catch((error: unknown) => expect(fails, String(error)).toBe(true));
          expect(open).toEqual([true]);
          expect(clones.map((clone) => grants.isOpen(clone))).toEqual([false]);
        },
      );
    }
  });
});

describe("a sandbox that is to be removed", () => {
  it("stays when the task was taken up again", () =>
    withoutSandbox(
      () => {},
      async ({ life, sandbox, checkout }) => {
        await checkout().remove();
        expect(sandbox.done).not.toContain("destroy");
        life.update((record) => {
          record.state = "complete";
        });
        await checkout().remove();
        expect(sandbox.done).toContain("destroy");
        expect(life.record.sandbox.state).toBe("destroyed");
      },
    ));
});

describe("files that are lent to a run", () => {
  const lent = { path: "ignored/repro.js", content: "throw 1;" };

  it.each(["restore", "showBase"] as const)("are gone after a crash at the next %s, ignored or not", (next) =>
    withoutSandbox(
      () => {},
      async ({ sandbox, checkout }) => {
        await checkout().ensure();
        // No `restore` with their paths follows: the object dies here.
        await checkout().lend([lent]);
        const crashed = sandbox.done.length;
        await checkout()[next]();
        const after = sandbox.done.slice(crashed);
        const cleared = after.findIndex((command) => command.includes(lent.path));
        expect(after[cleared]).toContain("rm -rf");
        // Before git, which brings back what the base has there.
        expect(after.findIndex((command) => command.includes("git reset"))).toBeGreaterThan(cleared);
      },
    ),
  );

  it("are noted before the first of them is written", () =>
    withoutSandbox(
      () => {},
      async ({ life, sandbox, checkout }) => {
        await checkout().ensure();
        sandbox.write = async () => {
          throw new SandboxFailure("transient", "CONNECTION_LOST", "gone");
        };
        await expect(checkout().lend([lent])).rejects.toThrow("gone");
        expect(life.documents.get("placed")).toContain(lent.path);
      },
    ));
});
