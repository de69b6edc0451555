import type { Detection, Folder } from "../folder.ts";
import { DEPS_DIR, ONLY } from "../placeholders.ts";

/** Dependencies and build output stay outside the checkout. `--trace` prints each test on a separate line. */
export function detectElixir(folder: Folder): Detection | null {
  const manifest = folder.texts["mix.exs"];
  if (manifest === undefined) return null;
  const env = {
    MIX_ENV: "test",
    MIX_DEPS_PATH: `${DEPS_DIR}/mix-deps`,
    MIX_BUILD_PATH: `${DEPS_DIR}/mix-build`,
  };
  const umbrella = /apps_path:/.test(manifest);
  const hasTests = umbrella || folder.testFiles.some((path) => path.endsWith("_test.exs"));
  return {
    install: {
      argv: ["mix", "deps.get"],
      display: "mix deps.get",
      env,
      // Adds missing entries to the lock file and keeps the rest.
      ...(folder.names.has("mix.lock") ? { locks: ["mix.lock"] } : {}),
    },
    test: hasTests
      ? {
          argv: ["mix", "test", "--trace", "--no-color", ONLY],
          display: "mix test",
          env,
          parser: "exunit",
          resultFile: null,
          runner: "exunit",
        }
      : null,
    reason: hasTests ? "mix.exs" : "mix.exs without a test file",
  };
}
