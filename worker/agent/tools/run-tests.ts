import { z } from "zod";
import { reportText, runLine } from "./report-text.ts";
import { reportTool } from "./report-tool.ts";
import { defineTool, refuse } from "./tool.ts";

export const runTests = defineTool({
  name: "run_tests",
  description:
    "Runs tests on the files as they are: test files or folders (paths), titles that hold one of the names, or both; else " +
    "all. What it writes is undone.",
  args: z.object({
    paths: z.array(z.string().min(1).max(500)).max(50).default([]),
    names: z.array(z.string().min(1).max(500)).max(50).default([]),
  }),
  safe: true,
  quotes: true,
  normalise: (value) => singular(value),
  async run({ paths: given, names }, { host, runTests: run, workTree, sessions }) {
    const target = [...given, ...names].join(", ") || "(all)";
    const no = (reason: string) => {
      reportTool(host, "run_tests", target, false, reason);
      return refuse(reason);
    };
    if (!run) return no("No test can be run here.");
    const paths: string[] = [];
    for (const path of given) {
      // A node id of pytest names a test in a file.
      const [file = path, ...inside] = path.split("::");
      if (/^\.?\/?$/.test(file)) continue;
      const own = workTree.parse(file.replace(/(.)\/+$/, "$1"));
      if (own === null) return no(`${file} is not a path of the repository.`);
      if (own.startsWith("-")) return no(`${file} cannot be chosen: it begins with a dash.`);
      if (inside.length > 0) names = [...names, [own, ...inside].join("::")];
      else paths.push(own);
    }
    const dashed = names.find((name) => name.startsWith("-"));
    if (dashed !== undefined)
      return no(`${dashed} cannot be chosen: it begins with a dash. Leave the dash out.`);
    const { report, selected } = await run({
      paths,
      names,
      ...(sessions?.running().length ? { keep: true } : {}),
    });
    reportTool(host, "run_tests", target, true, runLine(report));
    const whole = selected ? "" : "\nThis runner cannot choose tests, so all of them were run.";
    return { ok: true, content: `${reportText(report, host.repoDir)}${whole}` };
  },
});

/** `path`, `file` and `name`, of which models send one. */
function singular(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const args: Record<string, unknown> = { ...value };
  const { paths, path, files, file, names, name } = args;
  return { paths: paths ?? path ?? files ?? file, names: names ?? name };
}
