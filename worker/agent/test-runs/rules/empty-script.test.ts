import { describe, expect, it } from "vitest";
import { emptiness } from "./empty-script.ts";
import { scriptParts, withoutWrappers } from "./shell.ts";

describe("emptiness", () => {
  it.each([
    "exit 0",
    "exit",
    "true",
    ":",
    "",
    "# nothing yet",
    'echo "No tests yet"',
    "echo No tests && exit 0",
    "echo Error: tests are not implemented && exit 0",
    'echo "Error: no test specified" && exit 1',
    "echo 'a && jest'; true",
    "exit 0 # TODO: jest",
    "printf 'none\\n'",
    "echo none >&2",
    "echo none > /dev/null || true",
    'node -e ""',
    "node -e 'process.exit(0)'",
    "node --eval \"console.log('no tests'); process.exit(0)\"",
    "python3 -c pass",
    "sh -c 'exit 0'",
    'bash -ec "echo hi && true"',
    "cross-env CI=1 echo hi",
    "CI=1 npx -y cross-env X=y true",
    "dotenv -e .env -- echo x",
    "npm run nothing",
    "yarn nothing",
    "npm run -s nothing && echo ok",
    "run-s nothing nothing",
    "run-p 'no*'",
    "echo one\necho two",
  ])("calls `%s` no test", (script) => {
    expect(emptiness(script, { nothing: "exit 0" })).toBe("ends");
  });

  it.each([
    "eslint .",
    "npm run lint",
    "prettier --check . && npx eslint --max-warnings=0 .",
    "npm-run-all lint nothing",
  ])("calls `%s` a look at the form", (script) => {
    expect(emptiness(script, { lint: "eslint . && echo done", nothing: "true" })).toBe("lints");
  });

  it.each([
    "tsc --noEmit",
    "npx tsc -p tsconfig.json && echo ok",
    "npm run types",
    "eslint . && vue-tsc --noEmit",
    "go vet ./...",
    "gofmt -l .",
    "cargo clippy --all-targets",
    "cargo +nightly fmt -- --check",
    "python -m compileall src",
    "python3 -m mypy .",
    "node --check index.js",
    "php -l index.php",
    "bash -n run.sh",
    "deno check main.ts",
    "next lint",
    "npm audit",
    "dotnet build",
  ])("calls `%s` a check of types and form", (script) => {
    expect(emptiness(script, { types: "tsc --noEmit" })).toBe("checks");
  });

  it.each([
    "go test ./...",
    "cargo test",
    "go vet ./... && go test ./...",
    "tsc && node dist/test.js",
    "deno test",
    "node check.js",
    "python -m pytest",
    "python check.py",
    "dotnet test",
    "ng test",
    "bash -c 'jest'",
    "tsc-watch --onSuccess jest",
  ])("does not call `%s` a mere check", (script) => {
    expect(emptiness(script)).toBeNull();
  });

  it.each([
    "exit 0 # todo",
    "exit 0;# later",
    ": 'no tests'",
    "node -e ''",
    "node -p 1",
    "node --eval='console.log(1)'",
    "exec true",
    "command true",
    "echo none | cat",
    "echo none | tee log.txt",
    "ls",
    "cat package.json",
    "node --version",
    "npm --version",
    "npm -v && exit 0",
    "which node",
    "python -c 'print(1)'",
    'python3 -c "import sys; sys.exit(0)"',
    "perl -e 1",
    "mkdir -p out && touch out/done",
  ])("calls `%s` no test either", (script) => {
    expect(emptiness(script)).toBe("ends");
  });

  it.each([
    "jest",
    "echo start && jest",
    "node test.js",
    "node -e \"require('./test')\"",
    "echo $(npx jest)",
    "echo `jest`",
    "true | jest",
    "exit 0 || ./test.sh",
    "sh test.sh",
    "npm run unit",
    "npm run missing",
    "npm run lint && npm run unit",
    "if true; then jest; fi",
    "(jest)",
    'echo "$(jest)"',
    "npm run circle",
    "cd client && npm run nothing",
    "npm run nothing --workspaces",
    "npm -w client run nothing",
    "xargs jest",
    "echo 'never ends",
  ])("does not call `%s` empty", (script) => {
    expect(
      emptiness(script, { lint: "eslint .", unit: "jest", circle: "npm run circle", nothing: "true" }),
    ).toBeNull();
  });
});

describe("scriptParts", () => {
  it("keeps words as they stand, and knows what the shell makes of them", () => {
    const [first, second] = scriptParts(`A="b c" jest 'te st'/*.js \\$x>out && echo "it's" # no`) ?? [];
    expect(first?.words.map(({ raw }) => raw)).toEqual([`A="b c"`, "jest", "'te st'/*.js", "\\$x>out"]);
    expect(first?.words.map(({ text }) => text)).toEqual(["A=b c", "jest", "te st/*.js", "$x>out"]);
    expect(first?.operator).toBe("&&");
    expect(second?.words.map(({ text }) => text)).toEqual(["echo", "it's"]);
  });

  it.each([
    ["CI=1 cross-env A=b npx --no-install jest -w", "jest -w"],
    ["c8 --all -r text ava", "ava"],
    ["pnpm exec -- vitest", "vitest"],
    ["dotenv -e .env.test -- jest", "jest"],
    ["env", "env"],
  ])("finds the program of `%s`", (script, program) => {
    const words = scriptParts(script)?.[0]?.words ?? [];
    expect(
      withoutWrappers(words)
        .command.map(({ raw }) => raw)
        .join(" "),
    ).toBe(program);
  });
});
