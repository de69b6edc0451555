import { z } from "zod";
import type { InstallCommand } from "../../types.ts";
import type { Detection, Folder } from "../folder.ts";
import { ONLY, RESULT_FILE } from "../placeholders.ts";

const Composer = z.object({
  require: z.record(z.string(), z.unknown()).catch({}),
  "require-dev": z.record(z.string(), z.unknown()).catch({}),
});
const CONFIGS = ["phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"];

/** composer.json; Pest if it is required, otherwise PHPUnit. */
export function detectPhp(folder: Folder): Detection | null {
  const text = folder.texts["composer.json"];
  if (text === undefined) return null;
  const composer = parse(text);
  if (!composer) return { install: null, test: null, reason: "composer.json is not valid JSON" };
  const needs = (name: string) => name in composer.require || name in composer["require-dev"];
  const packages = [...Object.keys(composer.require), ...Object.keys(composer["require-dev"])];
  const install = packages.some((name) => name.includes("/"))
    ? composerInstall(folder.names.has("composer.lock"))
    : null;
  const config = CONFIGS.find((name) => folder.names.has(name));
  const pest = needs("pestphp/pest");
  if (!pest && !needs("phpunit/phpunit") && !needs("symfony/phpunit-bridge") && config === undefined)
    return { install, test: null, reason: "composer.json without PHPUnit or Pest" };
  const program = pest ? "pest" : needs("phpunit/phpunit") ? "phpunit" : "simple-phpunit";
  return {
    install,
    test: {
      argv: ["php", `vendor/bin/${program}`, "--log-junit", RESULT_FILE, ONLY],
      display: `vendor/bin/${program}`,
      plain: { argv: ["php", `vendor/bin/${program}`] },
      // It installs its own PHPUnit at the first run.
      ...(program === "simple-phpunit" ? { fetches: true } : {}),
      parser: "junit",
      resultFile: "phpunit.xml",
      runner: "phpunit",
    },
    reason: config ?? "composer.json",
  };
}

/** `composer install` only warns about an outdated lock file. Minimal updates exist from composer 2.7 on. */
function composerInstall(locked: boolean): InstallCommand {
  const flags = "--no-interaction --no-progress";
  const update = `composer update ${flags}`;
  return {
    argv: ["composer", "install", "--no-interaction", "--no-progress"],
    display: "composer install",
    ...(locked
      ? {
          strict: [
            "sh",
            "-c",
            `composer validate --no-check-all --no-check-publish --no-interaction && composer install ${flags}`,
          ],
          update: ["sh", "-c", `${update} --minimal-changes || ${update}`],
          locks: ["composer.lock"],
        }
      : {}),
  };
}

function parse(text: string): z.infer<typeof Composer> | null {
  try {
    const parsed = Composer.safeParse(JSON.parse(text.replace(/^\uFEFF/, "")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
