/** Runs `verne-tools context` over the newest commit in a process of its own, as a sandbox does. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface IndexTime {
  files: number;
  ms: number;
  peakMemoryMb: number;
}

const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))';

/**
 * Checks the newest commit out into a temporary folder, and takes the best of three runs of `tool`; null when git
 * cannot check it out.
 */
export function measureIndex(directory: string, tool: string, prompt: string): IndexTime | null {
  const scratch = mkdtempSync(join(tmpdir(), "verne-bench-localise-"));
  try {
    const checkout = join(scratch, "checkout");
    // Shares the objects: nothing is copied but the files themselves. Nothing of the repository is run.
    const clone = ["-c", "core.hooksPath=/dev/null", "clone", "-q", "--shared", directory, checkout];
    if (spawnSync("git", clone).status !== 0) return null;
    const promptFile = join(scratch, "prompt.txt");
    writeFileSync(promptFile, prompt);
    const args = [tool, "context", "--root", checkout, "--prompt-file", promptFile, "--json"];
    const runs = [1, 2, 3].map(() => {
      const startedAt = performance.now();
      const run = spawnSync(process.execPath, ["--import", REPORT_MEMORY, ...args], {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      });
      const ms = performance.now() - startedAt;
      if (run.status !== 0) throw new Error(`verne-tools failed: ${run.stderr}`);
      // The tool's own output, whose shape its tests fix.
      const { file_count: files } = JSON.parse(run.stdout) as { file_count: number };
      return { files, ms, peakMemoryMb: Number(run.stderr) / 1024 };
    });
    return runs.reduce((best, run) => (run.ms < best.ms ? run : best));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
