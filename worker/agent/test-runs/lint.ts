import type { CheckoutFacts } from "./folder.ts";
import { parseManifest } from "./rules/node.ts";

/** The lint command of the top level, for the agent to know; null where none is recognised. Pure. */
export function detectLint({ texts, root_names }: CheckoutFacts): string | null {
  const names = new Set(root_names);
  const scripts = parseManifest(texts["package.json"] ?? "")?.scripts ?? {};
  const script = ["lint", "lint:check", "eslint", "check:lint"].find(
    (name) => typeof scripts[name] === "string",
  );
  if (script !== undefined) return `${toolOf(names)} run ${script}`;
  const pyproject = texts["pyproject.toml"] ?? "";
  if (names.has("ruff.toml") || names.has(".ruff.toml") || /^\[tool\.ruff/m.test(pyproject))
    return "ruff check .";
  if (names.has(".flake8") || /^\[flake8\]/m.test(texts["setup.cfg"] ?? texts["tox.ini"] ?? ""))
    return "flake8";
  if ([...names].some((name) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(name))) return "golangci-lint run";
  if (names.has("Cargo.toml")) return "cargo clippy";
  if (names.has(".rubocop.yml")) return "bundle exec rubocop";
  if (/^lint[ \t]*:(?!=)/m.test(texts.Makefile ?? "")) return "make lint";
  return null;
}

function toolOf(names: ReadonlySet<string>): string {
  if (names.has("pnpm-lock.yaml")) return "pnpm";
  if (names.has("yarn.lock")) return "yarn";
  return names.has("bun.lock") || names.has("bun.lockb") ? "bun" : "npm";
}
