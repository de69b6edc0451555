import { describe, expect, it } from "vitest";
import { onceScript } from "./watch.ts";

describe("onceScript", () => {
  it.each([
    ["vitest --watch", "vitest"],
    ["vitest -w --coverage", "vitest --coverage"],
    ["vitest watch src", "vitest run src"],
    ["vitest dev --ui", "vitest run"],
    ["CI=1 jest --watch", "CI=1 jest"],
    ["cross-env NODE_ENV=test jest --watchAll --runInBand", "cross-env NODE_ENV=test jest --runInBand"],
    [
      "node --experimental-vm-modules node_modules/jest/bin/jest.js --watch",
      "node --experimental-vm-modules node_modules/jest/bin/jest.js",
    ],
    ["react-scripts test --watchAll=true", "react-scripts test"],
    ["npx ava --watch", "npx ava"],
    ["c8 ava -w", "c8 ava"],
    ["mocha -w 'test/**/*.js'", "mocha 'test/**/*.js'"],
    ["tsc -w", "tsc"],
    ["tsc --build --watch && node --test", "tsc --build && node --test"],
    ["tsc -w & ava --watch", "tsc && ava"],
    ["node --watch --test", "node --test"],
    ["node --test --watch-path=src --watch-preserve-output test/", "node --test test/"],
    ["node --watch-path src test.js", "node test.js"],
    ["tsx watch --test a.ts", "tsx --test a.ts"],
    ["bun --watch test", "bun test"],
    ["nodemon --exec 'mocha test/*.js'", "mocha test/*.js"],
    ['nodemon -e js,ts --watch src -x "npm run unit"', "npm run unit"],
    ["nodemon test/run.js --fast", "node test/run.js --fast"],
    ['nodemon --exec="jest --watch"', "jest"],
    ["chokidar 'src/**' -c \"npm run unit\"", "npm run unit"],
    ["onchange 'src/**' -- jest", "jest"],
    ["watchexec -e js -- npm run unit", "npm run unit"],
    ["watch 'npm run unit' src", "npm run unit"],
    ["karma start karma.conf.js", "karma start karma.conf.js --single-run"],
    ["ng test app", "ng test app --watch=false"],
    ["turbo watch test", "turbo run test"],
    ["nx test app --watch", "nx test app"],
    ["cypress open", "cypress run"],
    ["bash -c 'jest --watch'", "bash -c 'jest'"],
    ["pnpm vitest --watch", "pnpm vitest"],
    ["yarn jest --watch", "yarn jest"],
    ["dotenv -e .env -- vitest --watch", "dotenv -e .env -- vitest"],
    ["jest --watch | tee log", "jest | tee log"],
    ["jest --watch || true", "jest || true"],
    ['concurrently -k "tsc -w" "ava --watch"', "tsc && ava"],
  ])("runs `%s` once", (script, once) => {
    expect(onceScript(script)).toBe(once);
  });

  it.each([
    "vitest",
    "vitest run --watch=false",
    "jest --watchAll=false",
    "jest  &&  echo   done",
    "node --test",
    "node watch.js --watched",
    "npm run watch-tests",
    "mocha -r ts-node/register",
    'concurrently "node server.js" "jest"',
  ])("leaves `%s` as it is", (script) => {
    expect(onceScript(script)).toBe(script);
  });

  it.each([
    "tsnd --respawn test.ts",
    "gulp watch",
    'concurrently "node server.js" "jest --watch"',
    "(jest --watch)",
  ])("knows no way out of `%s`", (script) => {
    expect(onceScript(script)).toBeNull();
  });
});
