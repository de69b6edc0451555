import type { ChosenCommands } from "../../protocol/index.ts";
import { SandboxFailure } from "../../sandbox/port.ts";
import { setupWithChosen, shownOf, withChosen } from "../test-runs/chosen.ts";
import { detectCommands } from "../test-runs/detect.ts";
import { detectLint } from "../test-runs/lint.ts";
import type { AgentHost, DetectedCommands, RepoContext } from "../types.ts";
import { repositoryCard } from "./card.ts";
import { guidanceOf } from "./guidance.ts";
import { houseStyleOf } from "./house.ts";
import { setupOf } from "./setup-scripts.ts";
import { CheckoutSnapshot } from "./snapshot.ts";

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
const MAX_RANKED = 50;

/**
 * Creates the repository card and ranks the files for a prompt, in the sandbox and without a model. Throws
 * `SandboxFailure`, also when the tool's output does not match its schema.
 */
export async function analyze(
  host: AgentHost,
  prompt: string,
  chosen: ChosenCommands = {},
): Promise<RepoContext> {
  const promptFile = `${host.sandbox.root}/verne/prompt.txt`;
  await host.sandbox.write(promptFile, new TextEncoder().encode(prompt));
  const snapshot = await snapshotOf(host, ["--prompt-file", promptFile]);
  const found = foundIn(snapshot);
  const foundSetup = setupOf(snapshot);
  const commands = withChosen(found, chosen, snapshot);
  const setup = setupWithChosen(foundSetup, chosen);
  return {
    languages: snapshot.languages,
    fileCount: snapshot.file_count,
    rankedFiles: snapshot.ranked.slice(0, MAX_RANKED).map(({ path }) => path),
    card: repositoryCard(snapshot, commands, setup),
    commands,
    guidance: guidanceOf(snapshot),
    setup,
    found: { shown: shownOf(found, foundSetup), setup: foundSetup },
    house: await houseStyleOf(host),
  };
}

/** Detects the commands again in the present tree, where an edit may have added the first test. `chosen`: as above. */
export async function detectCommandsIn(
  host: AgentHost,
  chosen: ChosenCommands = {},
): Promise<DetectedCommands> {
  const snapshot = await snapshotOf(host, []);
  return withChosen(foundIn(snapshot), chosen, snapshot);
}

const foundIn = (snapshot: CheckoutSnapshot): DetectedCommands => ({
  ...detectCommands(snapshot),
  lint: detectLint(snapshot),
});

async function snapshotOf(host: AgentHost, extra: readonly string[]): Promise<CheckoutSnapshot> {
  const result = await host.run(["verne-tools", "context", "--root", host.repoDir, "--json", ...extra], {
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_OUTPUT_BYTES,
    visible: false,
  });
  if (result.timedOut)
    throw new SandboxFailure("timeout", "CONTEXT_TIMEOUT", "reading the repository took too long");
  if (result.exitCode !== 0) {
    const said = result.stderr.trim().slice(0, 300) || `it said nothing and ended with ${result.exitCode}`;
    throw new SandboxFailure(
      "permanent",
      "CONTEXT_FAILED",
      `verne-tools could not read the repository: ${said}`,
    );
  }
  const parsed = CheckoutSnapshot.safeParse(parse(result.stdout));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "output";
  throw new SandboxFailure(
    "permanent",
    "CONTEXT_INVALID",
    `verne-tools printed something unexpected (${where})`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
