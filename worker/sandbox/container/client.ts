import type { TaskDescription } from "../../protocol/runner.ts";
import { withDeadline } from "../failure.ts";
import { openSandbox } from "../local.ts";
import { type Sandbox, SandboxFailure, type StartOptions } from "../port.ts";
import { GIT_HOST, RunningPolicies, TRUST, withDenials } from "./egress.ts";
import { PinnedContainer } from "./pinned.ts";
import type { SandboxObject } from "./sandbox-object.ts";

const CALL_MS = 15_000;

/**
 * A task's sandbox in a container: the runner is inside, and the adapter is that of the local one. Nothing starts before
 * the first call, with the image that is named then. With `policed` each command's policy is applied before it starts.
 */
export function containerSandbox(
  namespace: DurableObjectNamespace<SandboxObject>,
  sandboxId: string,
  { policed, image }: { policed: boolean; image: () => string | null },
): Sandbox {
  // A new one for each call: one that failed stays broken.
  const object = () => namespace.getByName(sandboxId);
  const pinned = new PinnedContainer((input, init) => object().fetch(input, init), image);
  const sandbox = openSandbox(
    {
      url: "http://sandbox",
      // The object adds the container's own.
      token: "",
      taskId: sandboxId,
      fetch: pinned.fetch,
      ready: () => pinned.ready(),
    },
    describe(policed),
  );
  return {
    isolation: sandbox.isolation,
    network: sandbox.network,
    workerUrl: sandbox.workerUrl,
    root: sandbox.root,
    platform: sandbox.platform,
    ...(policed ? withPolicies(sandbox, object) : unpoliced(sandbox)),
    kill: (id, signal) => sandbox.kill(id, signal),
    read: (path, maxBytes) => sandbox.read(path, maxBytes),
    write: (path, data) => sandbox.write(path, data),
    list: (path) => sandbox.list(path),
    destroy: () => sandbox.destroy(),
  };
}

const describe = (policed: boolean): TaskDescription => ({
  isolation: "container",
  network: policed ? "isolated" : "unrestricted",
  worker_url: policed ? `http://${GIT_HOST}` : null,
  warning: null,
  root: "/workspace",
  platform: "/platform",
});

type Commands = Pick<Sandbox, "start" | "follow">;

const unpoliced = (sandbox: Sandbox): Commands => ({
  start: async (argv, options) => sandbox.start(argv, withoutInput(options)),
  follow: (id, since) => sandbox.follow(id, since),
});

/** A container has one network, so that what runs at the same time shares the policies of all. */
function withPolicies(sandbox: Sandbox, object: () => DurableObjectStub<SandboxObject>): Commands {
  const policies = new RunningPolicies((applied) =>
    withDeadline(Promise.resolve(object().setPolicies(applied)), CALL_MS, "network policy"),
  );
  async function* untilEnd(id: string, since: string | undefined) {
    for await (const event of sandbox.follow(id, since)) {
      if (event.type === "exit") policies.ended(id);
      yield event;
    }
  }
  return {
    start: async (argv, options) => {
      const trusting = { ...withoutInput(options), env: { ...TRUST, ...options.env } };
      return policies.start(options.network, () => sandbox.start(argv, trusting));
    },
    follow: (id, since) => {
      // Known before its end, when its policy is gone.
      const scope = policies.scopeOf(id);
      const take = () => withDeadline(Promise.resolve(object().takeDenials(scope)), CALL_MS, "refusals");
      return withDenials(untilEnd(id, since), take);
    },
  };
}

/** The two trees of a task are in two containers, so that none can read from the other. */
function withoutInput<T extends StartOptions>(options: T): T {
  if (options.input === undefined) return options;
  throw new SandboxFailure("permanent", "INPUT_NOT_SUPPORTED", "a container reads from no other one");
}
