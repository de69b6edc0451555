import { describe, expect, it } from "vitest";
import type { Folder } from "../folder.ts";
import { pytestOptions } from "./pytest-options.ts";

const options = (texts: Record<string, string>) =>
  pytestOptions({ dir: "", names: new Set(), texts, testFiles: [], manifests: null, root: null } as Folder);
const CACHE = ["-o", "cache_dir={fresh_dir}/pytest-cache"];

describe("pytestOptions", () => {
  it.each([
    [{}],
    [{ "pytest.ini": "[pytest]\naddopts = --ff -q\n" }],
    [{ "tox.ini": "[pytest]\naddopts =\n    --lf\n    --nf\n" }],
    [{ "setup.cfg": "[tool:pytest]\naddopts: --lf\n" }],
  ])("gives each run an empty cache: %j", (texts) => {
    expect(options(texts)).toEqual(CACHE);
  });

  it.each<[Record<string, string>, string[]]>([
    [{ "pytest.ini": "[pytest]\naddopts = --sw -q\ntestpaths = a\n" }, [...CACHE, "-o", "addopts=-q"]],
    [
      { "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["--stepwise", "-k", "not slow"]\n' },
      [...CACHE, "-o", "addopts=-k 'not slow'"],
    ],
    [
      { "pyproject.toml": `[tool.pytest.ini_options]\naddopts = "--sw-skip -m 'not slow' -rx"\n` },
      [...CACHE, "-o", "addopts=-m 'not slow' -rx"],
    ],
    [
      { "setup.cfg": "[tool:pytest]\naddopts = -v\n  # no\n  --sw\n[x]\naddopts = -q\n" },
      [...CACHE, "-o", "addopts=-v"],
    ],
    [{ "pytest.ini": "[pytest]\naddopts = -xvs\n" }, [...CACHE, "--maxfail=0"]],
    [{ "pytest.ini": "[pytest]\naddopts = --maxfail=2\n" }, [...CACHE, "--maxfail=0"]],
    [{ "pytest.ini": "[pytest]\naddopts = -p no:cacheprovider\n" }, []],
    [{ "pytest.ini": "[pytest]\n", "setup.cfg": "[tool:pytest]\naddopts = --sw\n" }, CACHE],
  ])("lets nothing end a run early: %j", (texts, expected) => {
    expect(options(texts)).toEqual(expected);
  });
});
