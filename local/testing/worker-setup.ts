/**
 * Starts what the Worker under test talks to: the same stand-ins as `npm start`. The Worker itself has no port here,
 * so a few lines of Node serve the git proxy's address with the Worker's own proxy code.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import type { TestProject } from "vitest/node";
import { buildTools } from "../../sandbox/tools/build.ts";
import { verifyCapability } from "../../worker/github/capability.ts";
import { proxyGit } from "../../worker/github/git-proxy.ts";
import { freshPorts } from "../ports.ts";
import { readSecrets } from "../secrets.ts";
import { startStandIns } from "../stand-ins.ts";
import { signInWithGitHub } from "../supabase/headless-sign-in.ts";

declare module "vitest" {
  interface ProvidedContext {
    variables: Record<string, string>;
    users: Record<"ada" | "grace", { accessToken: string; providerToken: string; userId: string }>;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = mkdtempSync(join(tmpdir(), "verne-worker-test-"));
  const ports = await freshPorts();
  const secrets = readSecrets(dir);
  await buildTools();
  const standIns = await startStandIns({ dir, ports, secrets, testModels: true, modelDelayMs: 0 });
  const { url, publishableKey } = standIns.supabase;
  const signIn = (login: string) =>
    signInWithGitHub({
      supabaseUrl: url,
      publishableKey,
      redirectTo: `http://127.0.0.1:${ports.web}/auth/callback`,
      login,
    });
  const token = standIns.github.issueToken("ada");
  const gateway = serve({
    port: ports.web,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const [, , text = "", ...rest] = new URL(request.url).pathname.split("/");
      const capability = await verifyCapability(secrets.capabilitySecret, text, Date.now());
      if (!capability) return new Response("bad capability", { status: 403 });
      return proxyGit({
        capability,
        request,
        rest: rest.join("/"),
        gitBaseUrl: standIns.github.webUrl,
        token,
      });
    },
  });
  project.provide("variables", { ...standIns.variables, COMMAND_TIMEOUT_MS: "20000" });
  project.provide("users", { ada: await signIn("ada"), grace: await signIn("grace") });
  return async () => {
    gateway.close();
    await standIns.close();
    rmSync(dir, { recursive: true, force: true });
  };
}
