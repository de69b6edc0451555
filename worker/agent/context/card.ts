import type { DetectedCommands, ProjectSetup } from "../types.ts";
import { readmeBeginning } from "./readme.ts";
import type { CheckoutSnapshot } from "./snapshot.ts";

/** About fifteen hundred tokens; three quarters of it are rare. */
const MAX_CARD_CHARS = 6_000;
const MAX_README_CHARS = 800;
const MAX_ROOT_NAMES = 60;
const MAX_RANKED = 20;
const MAX_TESTS = 12;

/** What the model knows about a repository before it reads a file. */
export function repositoryCard(
  snapshot: CheckoutSnapshot,
  commands: DetectedCommands,
  setup: ProjectSetup | null,
): string {
  const languages = snapshot.languages.slice(0, 8).map(({ name, files }) => `${name} ${files}`);
  const lines = [
    `Files: ${snapshot.file_count}${snapshot.truncated ? " or more" : ""}`,
    `Languages (files): ${languages.join(", ") || "unknown"}`,
    `Install: ${commands.install?.display ?? "nothing to install"}`,
    ...(setup ? [`Setup as the project describes it: ${setup.source}`] : []),
    `Tests: ${commands.test ? `${commands.test.display} (${commands.reason})` : `none found: ${commands.reason}`}`,
    ...(commands.lint ? [`Lint: ${commands.lint}`] : []),
    `Root: ${capped(snapshot.root_names, MAX_ROOT_NAMES).join(" ")}`,
  ];
  const ranked = snapshot.ranked.slice(0, MAX_RANKED);
  if (ranked.length > 0) {
    lines.push("Files that look closest to the task, with lines of definitions:");
    lines.push(...ranked.map(rankedLine));
  }
  const named = new Set(ranked.map(({ path }) => path));
  const tests = snapshot.test_files.filter((path) => !named.has(path));
  if (tests.length > 0)
    lines.push("Further test files:", ...capped(tests, MAX_TESTS).map((path) => `- ${path}`));
  const readme = readmeBeginning(snapshot.readme ?? "", MAX_README_CHARS);
  if (readme !== "") lines.push("README, beginning:", readme);
  return lines.join("\n").slice(0, MAX_CARD_CHARS);
}

function rankedLine({ path, symbols }: CheckoutSnapshot["ranked"][number]): string {
  const named = symbols.map(({ kind, name, line }) => `${kind} ${name} ${line}`);
  return named.length === 0 ? `- ${path}` : `- ${path}: ${named.join(", ")}`;
}

function capped(items: readonly string[], max: number): string[] {
  return items.length <= max ? [...items] : [...items.slice(0, max), `(${items.length - max} more)`];
}
