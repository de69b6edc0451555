/**
 * Pure: paths with a special effect (CI, hooks, editors, test set-up). Case-insensitive, because some file systems are.
 */
import { isTestPath } from "../../agent/index.ts";
import type { ObjectionKind } from "../../protocol/index.ts";

type PlaceKind = Extract<
  ObjectionKind,
  "workflow" | "code_owners" | "submodule" | "hook" | "agent_configuration" | "test_configuration"
>;

const PLACES: Record<PlaceKind, readonly RegExp[]> = {
  workflow: [
    /^\.(?:github|forgejo|gitea)\/(?:workflows|actions)\//i,
    /^\.github\/(?:dependabot|settings|renovate)\.[\w.]+$/i,
    /^(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|appveyor|\.appveyor|\.travis|\.drone|\.cirrus|cloudbuild|buildspec|codemagic)\.(?:ya?ml|json)$/i,
    /^\.(?:circleci|buildkite|woodpecker|gitlab\/ci|teamcity|semaphore)\//i,
    /(?:^|\/)Jenkinsfile(?:\.[\w-]+)?$/i,
    /(?:^|\/)action\.ya?ml$/i,
    /^\.(?:woodpecker|wercker|semaphore|gitlab-ci-[\w-]+)\.ya?ml$|^(?:wercker|screwdriver|bitrise)\.ya?ml$|^\.tekton\//i,
    /(?:^|\/)(?:renovate\.json5?|\.renovaterc(?:\.json5?)?)$/i,
  ],
  code_owners: [/^(?:\.github\/|\.gitlab\/|docs\/)?CODEOWNERS$/i, /(?:^|\/)OWNERS(?:_ALIASES)?$/],
  submodule: [/(?:^|\/)\.gitmodules$/i],
  hook: [
    /(?:^|\/)\.(?:husky|githooks|git-hooks|hooks|lefthook|lefthook-local)\//i,
    /(?:^|\/)\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)$/i,
    /(?:^|\/)\.pre-commit-(?:config|hooks)\.ya?ml$/i,
    /(?:^|\/)(?:\.overcommit\.yml|captainhook\.json|\.simple-git-hooks\.\w+|\.huskyrc(?:\.\w+)?|husky\.config\.\w+)$/i,
    // Executed when a folder is opened or entered.
    /(?:^|\/)\.devcontainer(?:\/|\.json$)/i,
    /(?:^|\/)\.vscode\/(?:tasks|launch|settings)\.json$/i,
    /(?:^|\/)(?:\.envrc|\.mise\.toml|mise\.toml|\.gitpod\.yml)$/i,
    /(?:^|\/)\.gitattributes$/i,
    /(?:^|\/)\.idea\/(?:runConfigurations\/|workspace\.xml$|startup\.xml$|watcherTasks\.xml$)|(?:^|\/)\.(?:zed|fleet)\/(?:tasks|run|settings)\.json$|(?:^|\/)[\w.-]+\.code-workspace$/i,
    /(?:^|\/)(?:\.husky|\.githooks|\.git-hooks|githooks|git-hooks)$/i,
  ],
  agent_configuration: [
    /(?:^|\/)(?:AGENTS?|CLAUDE|GEMINI|WARP|QWEN|CODEX|CRUSH|JULES|COPILOT|CONVENTIONS|SKILL)(?:\.(?:local|override))?\.md$/i,
    /(?:^|\/)\.(?:claude|cursor|windsurf|roo|cline|codex|gemini|continue|kiro|junie|augment|amazonq|opencode|aider|trae|verne|agents?|devin|openhands|serena|goose|qodo|zencoder|crush|jules|mcp|copilot|factory|void|pearai)(?:\/|$)/i,
    /(?:^|\/)\.(?:cursorrules|windsurfrules|clinerules|goosehints|roorules|cursorignore|cursorindexingignore|rules|aiignore|aiexclude|aider[\w.-]*)(?:\/|$)/i,
    /(?:^|\/)(?:\.mcp|mcp|opencode)\.jsonc?$/i,
    /^\.github\/(?:copilot-[\w-]+\.\w+$|copilot\/|(?:instructions|prompts|agents|chatmodes|skills)\/)/i,
  ],
  test_configuration: [
    /(?:^|\/)(?:conftest\.py|pytest\.ini|\.pytest\.ini|tox\.ini|noxfile\.py|\.coveragerc|sitecustomize\.py|usercustomize\.py)$/i,
    /(?:^|\/)\.?pytest\.toml$|(?:^|\/)\.?codecov\.ya?ml$|(?:^|\/)[\w.-]*\.runsettings$/i,
    /(?:^|\/)(?:nx|turbo|lerna|\.testcaferc)\.jsonc?$|(?:^|\/)(?:CTestConfig|CTestCustom)\.cmake$/i,
    // Loaded by test runners before any test.
    /(?:^|\/)(?:tests?|specs?|__tests__|cypress|e2e)\/(?:support\/.+|(?:global[-_.]?)?(?:set-?up|teardown|bootstrap|init)(?:[-_.]\w+)*\.\w+)$/i,
    /(?:^|\/)global[-_.]?(?:set-?up|teardown)(?:[-_.]\w+)*\.[cm]?[jt]sx?$/i,
    /(?:^|\/)(?:jest|vitest|karma|playwright|cypress|wdio|ava|tap|web-test-runner|codecept|stryker|nightwatch|protractor|jasmine|qunit|testem)\.(?:config|conf|setup|workspace|preset)(?:\.[\w-]+)*$/i,
    /(?:^|\/)(?:jest|vitest|test)[.-]?set-?up(?:[.-]\w+)*\.[cm]?[jt]sx?$/i,
    /(?:^|\/)setup-?tests?\.[cm]?[jt]sx?$/i,
    /(?:^|\/)\.(?:mocharc|nycrc|c8rc|taprc|jasmine)(?:\.\w+)?$/i,
    /(?:^|\/)(?:mocha\.opts|jasmine\.json|bunfig\.toml|\.swcrc|\.rspec|\.runsettings)$/i,
    /(?:^|\/)(?:spec|rails|test)_helper\.(?:rb|exs)$/i,
    /(?:^|\/)(?:phpunit(?:\.dist)?\.xml(?:\.dist)?|Pest\.php|codeception\.ya?ml|junit-platform\.properties|xunit\.runner\.json|testng\.xml|\.?nextest\.toml)$/i,
  ],
};

/** The kind of a special path; null for an ordinary file. */
export function placeOf(path: string): PlaceKind | null {
  const found = Object.entries(PLACES).find(([, patterns]) => patterns.some((pattern) => pattern.test(path)));
  return found ? (found[0] as PlaceKind) : null; // a key of the table above
}

/**
 * Whether a path is a test file or expected test data. Wider than the agent's write allow-list: a false positive here
 * costs a review, there it would allow a write.
 */
export function isTestFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    isTestPath(path) ||
    /(?:^|\/)__snapshots__\/|\.snap$/i.test(path) ||
    /^(?:tests?|specs?)\.\w+$|(?:[._-]|^)(?:tests?|spec)(?:[._-]\w+)*\.\w+$/i.test(name)
  );
}
