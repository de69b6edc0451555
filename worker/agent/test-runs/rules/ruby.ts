import type { TestCommand } from "../../types.ts";
import type { Detection, Folder } from "../folder.ts";
import { DEPS_DIR, ONLY, RESULT_FILE } from "../placeholders.ts";

/** Gems are installed outside the checkout, whatever `.bundle/config` says. */
const ENV = { BUNDLE_PATH: `${DEPS_DIR}/bundle`, BUNDLE_DEPLOYMENT: "false", BUNDLE_FROZEN: "false" };

/** RSpec if there are specs, otherwise the Rails or Rake test task. */
export function detectRuby(folder: Folder): Detection | null {
  const gemfile = folder.texts.Gemfile;
  const gemspec = Object.keys(folder.texts).find((name) => /^[^/]+\.gemspec$/.test(name));
  if (gemfile === undefined && gemspec === undefined && folder.texts.Rakefile === undefined) return null;
  const bundle = gemfile === undefined ? [] : ["bundle", "exec"];
  const install =
    gemfile === undefined
      ? null
      : {
          argv: ["bundle", "install"] as [string, ...string[]],
          display: "bundle install",
          env: ENV,
          // Without `frozen` it updates the lock file and keeps matching entries.
          ...(folder.names.has("Gemfile.lock") ? { locks: ["Gemfile.lock"] } : {}),
        };
  const found = testOf(folder, bundle);
  return found
    ? { install, test: found.test, reason: found.reason }
    : {
        install,
        test: null,
        reason: `${gemfile === undefined ? gemspec : "Gemfile"} without spec/ or a test task`,
      };
}

function testOf(folder: Folder, bundle: readonly string[]): { test: TestCommand; reason: string } | null {
  const env = bundle.length > 0 ? { env: ENV } : {};
  const specs = folder.testFiles.some((path) => /_spec\.rb$/.test(path));
  const minitests = folder.testFiles.find((path) => /(?:_test|(?:^|\/)test_[^/]*)\.rb$/.test(path));
  if (specs && (folder.names.has(".rspec") || folder.names.has("spec/"))) {
    const [program = "rspec", ...rest] = [...bundle, "rspec"];
    const test: TestCommand = {
      argv: [program, ...rest, "--format", "progress", "--format", "json", "--out", RESULT_FILE, ONLY],
      display: [...bundle, "rspec"].join(" "),
      ...env,
      plain: { argv: [program, ...rest], ...env },
      parser: "rspec-json",
      resultFile: "rspec.json",
      runner: "rspec",
    };
    return { test, reason: folder.names.has(".rspec") ? ".rspec" : "spec/" };
  }
  if (minitests === undefined) return null;
  const shown = { parser: "minitest", resultFile: null, runner: "minitest" } as const;
  if (folder.names.has("bin/") && folder.names.has("config/") && folder.names.has("app/")) {
    const argv: [string, ...string[]] = ["ruby", "bin/rails", "test", "-v", ONLY];
    return { test: { argv, display: "bin/rails test", ...env, ...shown }, reason: minitests };
  }
  const rakefile = folder.texts.Rakefile ?? folder.texts.rakefile;
  if (rakefile === undefined || !hasTestTask(rakefile)) return null;
  const [program = "rake", ...rest] = [...bundle, "rake", "test"];
  const display = [program, ...rest].join(" ");
  // The two task types read different variables: TESTOPTS for Rake, A for minitest.
  const options = /minitest\/test_task|Minitest::TestTask/.test(rakefile) ? "A=-v" : "TESTOPTS=-v";
  return {
    test: { argv: [program, ...rest, options, ONLY], display, ...env, ...shown },
    reason: "Rakefile task test",
  };
}

function hasTestTask(rakefile: string): boolean {
  return /TestTask\.(?:new|create)|^\s*task[\s(]+:?["']?test\b|rake\/testtask|\.rake\b/m.test(rakefile);
}
