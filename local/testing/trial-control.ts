/** What tests in workerd need from Node and call over HTTP: git and processes. */
import { z } from "zod";
import { ModelScript } from "../model/scripted.ts";
import type { StandIns } from "../stand-ins.ts";
import type { Canaries } from "./canaries.ts";
import { readCatalogue } from "./catalogue.ts";
import { HOSTILE_REPOS } from "./hostile-repos.ts";
import { Builder } from "./raw-repo.ts";
import { fillRepository, readTree, TrialRepo } from "./trial-repo.ts";

const PREFIX = "/_trial/";
const NewRepository = z.object({ fullName: z.string(), repo: TrialRepo });
const HostileRepository = z.object({ fullName: z.string(), name: z.string() });
const Search = z.object({ secrets: z.record(z.string(), z.string()), under: z.enum([".", "sandboxes"]) });
const TreeQuery = z.object({ fullName: z.string(), revision: z.string() });

export const isTrialRequest = (request: Request): boolean => new URL(request.url).pathname.startsWith(PREFIX);

/** Answers 400 with the reason where a description is wrong. */
export function trialControl(
  { github, model }: Pick<StandIns, "github" | "model">,
  canaries: Canaries,
): (request: Request) => Promise<Response> {
  const calls: Record<string, (body: unknown) => Promise<unknown>> = {
    repository: async (body) => {
      const { fullName, repo } = NewRepository.parse(body);
      await github.addRepository(fullName, (git, gitDir) => fillRepository(git, gitDir, repo), repo.access);
    },
    hostile: async (body) => {
      const { fullName, name } = HostileRepository.parse(body);
      const hostile = HOSTILE_REPOS.find((repo) => repo.name === name);
      if (!hostile) throw new Error(`name: there is no hostile repository ${name}`);
      await github.addRepository(
        fullName,
        async (git, gitDir) => void (await hostile.make(new Builder(git, gitDir))),
      );
    },
    tree: async (body) => {
      const { fullName, revision } = TreeQuery.parse(body);
      return readTree(github.git, github.gitDir(fullName), revision);
    },
    model: async (body) => model.scripted.add(ModelScript.parse(body)),
    catalogue: readCatalogue,
    planted: async () => canaries.planted(),
    search: async (body) => {
      const { secrets, under } = Search.parse(body);
      return canaries.search(secrets, under);
    },
    told: async (body) => model.scripted.told(z.string().parse(body)),
  };
  return async (request) => {
    const call = calls[new URL(request.url).pathname.slice(PREFIX.length)];
    if (!call) return new Response("no such call", { status: 404 });
    try {
      return Response.json((await call(await request.json())) ?? null);
    } catch (error) {
      return new Response(error instanceof Error ? error.message : String(error), { status: 400 });
    }
  };
}
