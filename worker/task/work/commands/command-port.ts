/** What the model's commands need of a task: an environment with dependencies, a comparison with the checkpoint, records. */

import { type InstallFailure, testsEnvironment } from "../../../agent/index.ts";
import type { AgentHost, CommandPort, DetectedCommands } from "../../../agent/types.ts";
import { contextOf } from "../../record/documents-of.ts";
import type { StepContext, WorkPlace } from "../../run/step.ts";
import { withClaims } from "../claims.ts";
import { systemLine } from "../host/system-line.ts";
import { detectChosen } from "../tests/chosen-commands.ts";
import { ensureInstalled, ensureSetUp, neededSetUp } from "../tests/dependencies.ts";
import { commandsEndBy } from "../tests/test-tree.ts";
import { NO_COMMANDS, withCutOff, withEnded, withStarted } from "./command-count.ts";
import { NOTHING_KEPT, withKept } from "./kept-changes.ts";

const LIMITS = { maxCommands: 200, maxMs: 40 * 60_000 };

/** The port of one run of the agent. The work tree is made by the first command, where the step has not made it. */
export function commandPort(context: StepContext): CommandPort {
  const { life, commit, changes, clock } = context;
  const records = () => life.documents.get("command_records") ?? NO_COMMANDS;
  // A run begins, so that whatever ran before is over.
  if (Object.keys(records().open ?? {}).length > 0)
    commit(() => life.documents.put("command_records", withCutOff(records(), clock.now())));
  let preparedFor: string | undefined;
  const checkout = async () => (await context.work()).checkout;
  return {
    limits: LIMITS,
    async prepare() {
      const work = await context.work();
      // Once for each tree: a changed manifest asks for other dependencies.
      const isReady = preparedFor === (life.record.tree ?? "");
      const note = isReady ? null : await prepare(context, work);
      preparedFor = life.record.tree ?? "";
      const { host } = work;
      const env = testsEnvironment(contextOf(life).commands, host.sandbox.root);
      const run: AgentHost["run"] = (argv, options) => host.run(argv, options);
      return { place: { run, sandbox: host.sandbox, repoDir: host.repoDir, env }, note };
    },
    nextId: () =>
      commit(() => {
        const { id, records: next } = withStarted(records(), clock.now());
        life.documents.put("command_records", next);
        return id;
      }),
    record: (entry) => commit(() => life.documents.put("command_records", withEnded(records(), entry))),
    claim: (claims) =>
      commit(() => {
        life.documents.put("claims", withClaims(life.documents.get("claims") ?? [], claims));
      }),
    used: () => ({ commands: records().count, ms: records().ms }),
    tree: () => life.record.tree,
    changes: async () => (await checkout()).changesSinceCheckpoint(),
    async patch(paths, maxBytes) {
      const bytes = await (await checkout()).differenceAt(paths);
      return new TextDecoder().decode(bytes.subarray(0, maxBytes));
    },
    async reset() {
      const tree = await checkout();
      const checkpoint = await tree.checkpoint();
      commit(checkpoint);
      await tree.restore();
      await changes.sweep();
    },
    kept: {
      all: () => life.documents.get("kept_changes")?.items ?? [],
      add: (files) =>
        commit(() => {
          const { id, stored } = withKept(life.documents.get("kept_changes") ?? NOTHING_KEPT, files);
          life.documents.put("kept_changes", stored);
          return id;
        }),
      wanted: () => life.documents.get("kept_wanted") ?? [],
      async settle() {
        const checkpoint = await (await checkout()).checkpoint();
        commit(() => {
          checkpoint();
          life.documents.delete("kept_wanted");
        });
      },
    },
  };
}

/** The host of an agent that may run commands. */
export const withCommands = (host: AgentHost, commandPort: CommandPort): AgentHost =>
  Object.create(host, { commandPort: { value: commandPort } });

/** Waits for what runs in the evidence tree, then brings the dependencies of the present tree. */
async function prepare(context: StepContext, work: WorkPlace): Promise<string | null> {
  const { evidence, life } = context;
  const waits = life.steps.isOpen("baseline");
  if (waits) {
    systemLine(context.host, "The agent's command waits for the tests before the edits");
    await context.baselineOver();
  }
  const failure = await evidence.run(() => bringDependencies(context, work));
  const notes = [
    waits ? "waited for the tests before the edits" : null,
    failure === null
      ? null
      : `the dependencies could not be installed: ${failure.command} (${failure.cause})`,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : `[${notes.join("; ")}]`;
}

/** Copies what the evidence tree has installed, or installs. Returns why that failed. */
async function bringDependencies(context: StepContext, work: WorkPlace): Promise<InstallFailure | null> {
  const { life, config, clock } = context;
  await work.checkout.ensure();
  const commands = await commandsOf(context, work);
  const key = commands.cacheKey ?? "";
  const inWork: StepContext = { ...context, host: work.host, checkout: work.checkout };
  const plan = life.record.approvedVersion === null ? null : life.plan(life.record.approvedVersion);
  const lacksSetUp = async () =>
    plan !== null && !(await work.checkout.isSetUp()) && (await neededSetUp(inWork, plan)).length > 0;
  // While planning there was no set-up, and an approved plan may have one.
  if ((await work.checkout.installedFor()) === key && !(await lacksSetUp())) return null;
  const same = (await context.checkout.installedFor()) === key;
  if (same && (await work.checkout.takeDependencies(context.checkout))) return null;
  const wanted = { commands, endBy: commandsEndBy(clock.now()), limitMs: config.COMMAND_TIMEOUT_MS };
  const { failure } = await ensureInstalled(inWork, wanted);
  if (plan !== null && (await lacksSetUp())) {
    await ensureSetUp(inWork, plan, wanted);
    await work.checkout.markSetUp();
    // Files that the set-up wrote are not part of the change.
    await work.checkout.restore();
  }
  return failure;
}

async function commandsOf({ life }: StepContext, { host }: WorkPlace): Promise<DetectedCommands> {
  return life.record.tree === null ? contextOf(life).commands : detectChosen({ host, life });
}
