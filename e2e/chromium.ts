/** Finds a Chromium to drive, or installs one. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ROOT } from "../local/root.ts";

/** The headless shells first: without the parts for a desktop, a flow costs three fifths of the processor time. */
const KNOWN = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const INSTALL_TIMEOUT_MS = 120_000;

/** For headless machines, as root or not; the last four disable background requests. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page of a test is too short-lived for its scripts to be worth optimising: a quarter less of processor time. */
export const TEST_ARGS = [...CHROMIUM_ARGS, "--js-flags=--no-opt"];

/** Path of an executable, or null when there is none and none could be installed. */
export async function findChromium(): Promise<string | null> {
  return installedChromium() ?? ((await install()) ? (installedChromium() ?? null) : null);
}

export const installedChromium = (): string | undefined =>
  [process.env.CHROMIUM_PATH ?? "", ...KNOWN, chromium.executablePath()].find(existsSync);

/** Playwright's own download; fails on a machine that reaches package registries alone. */
function install(): Promise<boolean> {
  console.log("No Chromium found; trying to install one.");
  return new Promise((resolve) => {
    const cli = join(ROOT, "node_modules/playwright-core/cli.js");
    const child = spawn(process.execPath, [cli, "install", "chromium"], {
      stdio: "ignore",
      timeout: INSTALL_TIMEOUT_MS,
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

/** The names of the browser flows, to say what was skipped. */
export function flows(): string[] {
  return ["e2e", "web/test"].flatMap((dir) =>
    readdirSync(join(ROOT, dir))
      .filter((name) => name.endsWith(".test.ts"))
      .flatMap((name) =>
        [...readFileSync(join(ROOT, dir, name), "utf8").matchAll(/^\s*it\("([^"]*)"/gm)].map(
          ([, title]) => `${dir}/${name}: ${title}`,
        ),
      ),
  );
}
