import { describe, expect, it } from "vitest";
import { setupOf } from "./setup-scripts.ts";
import { workflowRuns } from "./workflow.ts";

const CI = `name: CI
on: [push]
env:
  run: not a step
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - run: npm run lint
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      # run: a comment
      - name: Install
        run: |
          corepack enable
          pnpm install --frozen-lockfile

      - run: sudo apt-get install -y libfoo
      - run: echo "\${{ secrets.TOKEN }}" > token
      - name: Generate
        working-directory: ./packages/api
        run: "pnpm generate" # types
      - run: >-
          pnpm
          build
      - name: Test
        run: pnpm test
      - run: echo after
`;

const ci = { path: ".github/workflows/ci.yml", text: CI };
/** A YAML bomb: each of `levels` anchors repeats the previous one nine times. */
const bomb = (levels: number) =>
  `a0: &a0 [x]\n${Array.from({ length: levels }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(", ")}]\n`).join("")}jobs: {a: {steps: *a${levels}}}\n`;
const lines = (files: { path: string; text: string }[]) =>
  setupOf({ setup_files: files })?.commands.map(({ display }) => display);

describe("workflowRuns", () => {
  it("reads one-line, literal and folded scripts with their job and folder", () => {
    expect(
      workflowRuns(CI).map(({ job, script, workingDirectory }) => [job, script, workingDirectory]),
    ).toEqual([
      ["lint", "npm run lint", null],
      ["test", "corepack enable\npnpm install --frozen-lockfile", null],
      ["test", "sudo apt-get install -y libfoo", null],
      ["test", `echo "\${{ secrets.TOKEN }}" > token`, null],
      ["test", "pnpm generate", "./packages/api"],
      ["test", "pnpm build", null],
      ["test", "pnpm test", null],
      ["test", "echo after", null],
    ]);
  });

  it("keeps the indentation inside a script, and finds a folder named after it", () => {
    const text =
      "jobs:\n  a:\n    steps:\n      - run: |\n          if x; then\n            y\n          fi\n        working-directory: sub\n";
    expect(workflowRuns(text)).toEqual([
      { job: "a", script: "if x; then\n  y\nfi", workingDirectory: "sub" },
    ]);
  });

  it("reads every style that YAML has, anchors and the older name of the first key among them", () => {
    const scripts = (text: string) => workflowRuns(text).map(({ job, script }) => `${job}: ${script}`);
    expect(scripts("jobs:\n  a: {steps: [{run: x}]}")).toEqual(["a: x"]);
    expect(scripts('{"on": "push", "jobs": {"a": {"steps": [{"run": "x\\ny"}]}}}')).toEqual(["a: x\ny"]);
    expect(scripts("on: push\njobs:\n  'a':\n    steps:\n    - run: x # y\n    - {run: 'it''s'}\n")).toEqual([
      "a: x",
      "a: it's",
    ]);
    const anchored =
      "jobs:\n  a:\n    steps: &steps\n      - &install\n        run: npm ci\n      - *install\n  b:\n    steps: *steps\n";
    expect(scripts(anchored)).toEqual(["a: npm ci", "a: npm ci", "b: npm ci", "b: npm ci"]);
    // A long file may be truncated.
    expect(scripts('jobs:\n  a:\n    steps:\n      - run: x\n      - run: y\n        name: "Te')).toEqual([
      "a: x",
      "a: y",
    ]);
  });

  it("leaves out what is no step, and keeps the rest", () => {
    const steps = [
      "text",
      "7",
      "- run: [a]",
      "{run: 7}",
      "{uses: x}",
      "{run: ''}",
      "{run: y, working-directory: }",
    ];
    const text = `jobs:\n  no: 3\n  reused: {uses: z}\n  a:\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`;
    expect(workflowRuns(text)).toEqual([{ job: "a", script: "y", workingDirectory: null }]);
  });

  const fill = (piece: string) => piece.repeat(8_000 / piece.length);
  it.each([
    ["aliases that multiply", bomb(20)],
    ["keys inside keys", fill("? ")],
    ["a deep nesting", `jobs: ${fill("[")}`],
    ["a deep nesting that ends", `jobs: ${"[".repeat(4_000)}${"]".repeat(4_000)}`],
    ["many keys", fill("a:\n")],
    ["many mistakes", fill("}")],
    ["many anchors", fill("&a ")],
    ["a value that holds itself", "jobs: &a\n  b: *a\n"],
  ])("is not held up by %s", (_, text) => {
    const started = performance.now();
    expect(workflowRuns(text)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each([
    "",
    "jobs:",
    "run: x",
    "{",
    "jobs: [{run: x}]",
    "jobs:\n\trun: x",
    "jobs: !!js/function x",
    "a: b: c",
  ])("finds nothing in %j", (text) => expect(workflowRuns(text)).toEqual([]));
});

describe("setupOf", () => {
  it("takes the steps before the tests of the job that runs them, without what needs GitHub or root", () => {
    const setup = setupOf({ setup_files: [ci] });
    expect(setup).toMatchObject({ kind: "ci", source: ".github/workflows/ci.yml" });
    expect(setup?.commands.map(({ display, dir }) => [display, dir])).toEqual([
      ["corepack enable\npnpm install --frozen-lockfile", undefined],
      ["pnpm generate", "packages/api"],
      ["pnpm build", undefined],
    ]);
  });

  it("prefers what is written for a machine that works on the project", () => {
    const script = { path: ".openhands/setup.sh", text: "pip install -e .\n" };
    const own = { path: ".verne/setup.sh", text: "make setup\n" };
    const copilot = {
      path: ".github/workflows/copilot-setup-steps.yml",
      text: "jobs:\n  copilot-setup-steps:\n    steps:\n      - run: npm ci\n",
    };
    const container = {
      path: ".devcontainer/devcontainer.json",
      text: '{\n // comment with "quotes"\n "image": "x//y",\n "postCreateCommand": "npm i",\n}',
    };
    const all = [ci, container, copilot, script, own];
    const sources: (string | undefined)[] = [];
    for (let files = all; files.length > 0; files = files.filter(({ path }) => path !== sources.at(-1)))
      sources.push(setupOf({ setup_files: files })?.source);
    expect(sources).toEqual(all.map(({ path }) => path).reverse());
    expect(setupOf({ setup_files: [own] })).toEqual({
      kind: "script",
      source: ".verne/setup.sh",
      commands: [{ argv: ["bash", ".verne/setup.sh"], display: "bash .verne/setup.sh" }],
      script: "make setup\n",
    });
  });

  it("reads every form of a container's commands", () => {
    const container = (value: unknown) =>
      lines([{ path: ".devcontainer.json", text: JSON.stringify({ postCreateCommand: value }) }]);
    expect(container("a && b")).toEqual(["a && b"]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of dev containers
    expect(container("bash ${containerWorkspaceFolder}/x.sh")).toEqual(["bash ./x.sh"]);
    expect(container(["npm", "ci"])).toEqual(["npm ci"]);
    expect(container({ one: "a", two: ["b", "c"] })).toEqual(["a", "b c"]);
    expect(container(["npm", 1])).toBeUndefined();
    expect(container({ a: { b: "c" } })).toBeUndefined();
  });

  it("gives no folder outside of the checkout, and nothing hidden", () => {
    const run = (extra: string) => [
      {
        path: ".github/workflows/copilot-setup-steps.yml",
        text: `jobs:\n  a:\n    steps:\n      - run: np\u200bm ci\n${extra}`,
      },
    ];
    expect(lines(run(""))).toEqual(["npm ci"]);
    expect(lines(run("        working-directory: ../..\n"))).toBeUndefined();
    expect(lines(run("        working-directory: /etc\n"))).toBeUndefined();
  });

  it("leaves out what CI does that tests do not need, and workflows about something else", () => {
    const job = (...runs: string[]) =>
      `jobs:\n  a:\n    steps:\n${runs.map((run) => `      - run: ${run}\n`).join("")}      - run: npm test\n`;
    const text = job(
      "npm run lint",
      "node --version",
      "npm ci",
      "npx nx-cloud start",
      "npm run build",
      "./server &",
    );
    expect(lines([{ path: ".github/workflows/test.yml", text }])).toEqual(["npm ci", "npm run build"]);
    expect(lines([{ path: ".github/workflows/release-ci.yml", text }])).toBeUndefined();
  });

  it("is silent where the project is", () => {
    expect(setupOf({})).toBeNull();
    expect(
      setupOf({
        setup_files: [
          { path: ".github/workflows/ci.yml", text: "jobs:\n  a:\n    steps:\n      - run: echo hi\n" },
        ],
      }),
    ).toBeNull();
    expect(
      setupOf({ setup_files: [{ path: ".devcontainer/devcontainer.json", text: "{ broken" }] }),
    ).toBeNull();
  });
});
