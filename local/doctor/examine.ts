/** All that needs a network, side by side. */
import { cloudflareFindings } from "./cloudflare.ts";
import { bad, type Finding, type World } from "./finding.ts";
import { githubFindings } from "./github.ts";
import { modelFindings } from "./models.ts";
import { supabaseFindings } from "./supabase.ts";
import { clockFindings, workerFindings } from "./worker.ts";

const PARTS = {
  Supabase: supabaseFindings,
  GitHub: githubFindings,
  Cloudflare: cloudflareFindings,
  Worker: workerFindings,
  Models: modelFindings,
  Clock: clockFindings,
};

/** Never throws: what does not answer is a finding. */
export async function examine(world: World): Promise<Finding[]> {
  const parts = Object.entries(PARTS).map(async ([name, part]) => {
    try {
      return await part(world);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return [
        bad(`${name} cannot be reached: ${why}`, "check the address, and this machine's network and proxy"),
      ];
    }
  });
  return (await Promise.all(parts)).flat();
}
