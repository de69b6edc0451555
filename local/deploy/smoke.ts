/**
 * What a deployment is tried with. `ready URL [ORIGIN]` waits until the Worker is ready, and may be asked by pages of
 * that origin; `task URL OWNER/NAME PROVIDER/MODEL`, with an access token on its standard input, takes a real task to
 * its review and cancels it, so that nothing is left on the repository.
 */
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Client } from "../client.ts";

/** A new address may take this long to be known everywhere. */
const READY_WITHIN_MS = 180_000;
const ASK_EVERY_MS = 3_000;
const PROMPT =
  'Add a short section named "Development" to the README that says how the project\'s tests are run. Change nothing else.';

interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Resolves when all is well. Throws with what the Worker said last. */
export async function untilReady(url: string, origin: string | undefined, ask: typeof fetch, clock: Clock) {
  const end = clock.now() + READY_WITHIN_MS;
  for (;;) {
    const failure = await readiness(url, origin, ask);
    if (failure === null) return;
    if (clock.now() >= end) throw new Error(failure);
    await clock.sleep(ASK_EVERY_MS);
  }
}

async function readiness(url: string, origin: string | undefined, ask: typeof fetch): Promise<string | null> {
  try {
    const response = await ask(`${url}/api/ready`, {
      headers: origin === undefined ? {} : { origin },
      signal: AbortSignal.timeout(20_000),
    });
    const body = (await response.text()).slice(0, 2_000);
    if (!response.ok) return `${url}/api/ready answers ${response.status}: ${body}`;
    if (origin !== undefined && response.headers.get("access-control-allow-origin") !== origin)
      return `the Worker does not let pages of ${origin} in; WEB_ORIGINS lacks it`;
    return null;
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Tells each stage. Throws where the task ends before its change can be looked at. */
export async function smokeTask(
  client: Pick<Client, "create" | "until" | "approve" | "view" | "diff" | "command">,
  repo: string,
  model: string,
  say: (line: string) => void,
): Promise<void> {
  const slash = model.indexOf("/");
  const { task_id } = await client.create({
    repo_full_name: repo,
    prompt: PROMPT,
    provider: model.slice(0, slash),
    model: model.slice(slash + 1),
  });
  say(`task ${task_id}: created`);
  try {
    await client.until(task_id, "awaiting_approval");
    say("its plan is there; approving it");
    await client.approve(task_id);
    await client.until(task_id, "reviewing");
    const { files } = await client.diff(task_id);
    if (files.length === 0) throw new Error("the task came to its review with no change");
    say(`its change is there: ${files.map(({ path }) => path).join(", ")}`);
  } finally {
    // What has ended needs no end; the failure that brought us here is the one to tell.
    await client.command(task_id, "cancel").catch(() => {});
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what, url = "", first, second = ""] = process.argv.slice(2);
  const clock = { now: Date.now, sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) };
  try {
    if (what === "ready") await untilReady(url, first, fetch, clock);
    else
      await smokeTask(new Client(url, (await text(process.stdin)).trim()), first ?? "", second, console.log);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
