import type { Folder } from "../folder.ts";
import { FRESH_DIR, quoted } from "../placeholders.ts";

/**
 * Options for pytest besides the report. Its cache is outside the checkout and empty in each run: options such as
 * `--ff` and `--lf` need it, and with the last failures in it they would select other tests than before. Stopping at
 * the first failure is disabled: the remaining tests would seem removed.
 */
export function pytestOptions(folder: Folder): string[] {
  const words = configuredOptions(folder);
  const cached = words.some((word, index) => word === "no:cacheprovider" && words[index - 1] === "-p");
  const kept = words.filter((word) => !/^--(?:sw|stepwise)(?:-skip|-reset)?$/.test(word));
  return [
    ...(cached ? [] : ["-o", `cache_dir=${FRESH_DIR}/pytest-cache`]),
    ...(kept.length < words.length ? ["-o", `addopts=${kept.join(" ")}`] : []),
    ...(words.some((word) => /^(?:-[vqsl]*x\w*|--exitfirst|--maxfail(?:=.*)?)$/.test(word))
      ? ["--maxfail=0"]
      : []),
  ];
}

/** The words of `addopts`, with quotes, from the file that pytest would read. */
function configuredOptions({ texts }: Folder): string[] {
  for (const name of ["pytest.ini", ".pytest.ini"])
    if (name in texts) return iniOptions(texts[name], "pytest");
  const pyproject = texts["pyproject.toml"] ?? "";
  if (/^\[tool\.pytest/m.test(pyproject)) return tomlOptions(pyproject);
  if (/^\[pytest\]/m.test(texts["tox.ini"] ?? "")) return iniOptions(texts["tox.ini"], "pytest");
  return iniOptions(texts["setup.cfg"], "tool:pytest");
}

const WORD = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;

function iniOptions(text: string | undefined, section: string): string[] {
  const lines = (text ?? "").split(/\r?\n/);
  const from = lines.findIndex((line) => line.trim() === `[${section}]`);
  if (from === -1) return [];
  const words: string[] = [];
  let inside = false;
  for (const line of lines.slice(from + 1)) {
    if (line.startsWith("[")) break;
    const value = /^addopts\s*[=:](.*)$/.exec(line)?.[1];
    if (value !== undefined) inside = true;
    else if (!/^\s*(?:[#;].*)?$/.test(line) && !/^\s/.test(line)) inside = false;
    if (inside && !/^\s*[#;]/.test(line)) words.push(...((value ?? line).match(WORD) ?? []));
  }
  return words;
}

function tomlOptions(text: string): string[] {
  const value =
    /^addopts\s*=\s*(\[[^\]]*\]|"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')/m.exec(
      text,
    )?.[1];
  if (value === undefined) return [];
  if (value.startsWith("["))
    return [...value.matchAll(/"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/g)].map((item) =>
      quoted(item[1] ?? item[2] ?? ""),
    );
  return value.replace(/^(?:"""|'''|["'])|(?:"""|'''|["'])$/g, "").match(WORD) ?? [];
}
