import { describe, expect, it } from "vitest";
import type { DocumentedCommands } from "../../../agent/index.ts";
import type { ChosenCommands, KeptCommands, Plan, TestReport } from "../../../protocol/index.ts";
import { planOf, planStep } from "../../../protocol/testing/plans.ts";
import { runOf } from "../../../protocol/testing/reports.ts";
import { documentedFor } from "./documented.ts";
import { editedCommands, keptAfter, plannedCommands } from "./plan-commands.ts";

const FOUND = {
  install: "npm ci",
  test: "npm test",
  lint: null,
  setup: [{ command: "make deps", source: "ci.yml" }],
};
const planned = (change: {
  kept?: KeptCommands;
  previous?: Pick<Plan, "commands" | "chosen_commands"> | null;
  proposed?: ChosenCommands | null;
  found?: NonNullable<Plan["commands"]["found"]>;
  documented?: DocumentedCommands | null;
}) =>
  plannedCommands({ found: FOUND, kept: {}, previous: null, proposed: null, documented: null, ...change });

describe("the commands of a plan by the model", () => {
  it("are those found by rule where nobody chose any", () => {
    expect(planned({})).toEqual({
      commands: { ...FOUND, origins: {}, found: FOUND },
      chosen_commands: {},
    });
  });

  it("are what it proposes, marked as that", () => {
    const { commands, chosen_commands } = planned({
      proposed: { test: "npm run unit", setup: ["make x"], reason: "The other one is slow" },
    });
    expect(commands).toMatchObject({
      install: "npm ci",
      test: "npm run unit",
      setup: [{ command: "make x", source: "a proposal of the agent" }],
      origins: { test: "proposed", setup: "proposed" },
    });
    expect(chosen_commands).toEqual({
      test: "npm run unit",
      setup: ["make x"],
      reason: "The other one is slow",
    });
  });

  describe("that a file of the repository names", () => {
    const found = { install: null, test: null, lint: null, setup: [] };
    const named = (command: string) => ({ command, source: "AGENTS.md" });
    const documented: DocumentedCommands = {
      test: named("make check"),
      setup: { command: ["./bootstrap"], source: "CONTRIBUTING.md" },
    };

    it("are proposed with that file where no rule finds one", () => {
      const { commands, chosen_commands } = planned({ found, documented });
      expect(commands).toMatchObject({
        test: "make check",
        setup: [{ command: "./bootstrap", source: "CONTRIBUTING.md" }],
        origins: { test: "documented", setup: "documented" },
        documented_in: { test: "AGENTS.md", setup: "CONTRIBUTING.md" },
        found,
      });
      expect(chosen_commands).toEqual({ test: "make check", setup: ["./bootstrap"] });
    });

    it("give way to rules, the model, the user, and what was approved", () => {
      expect(planned({ documented }).commands.origins).toEqual({});
      expect(planned({ found, documented, proposed: { test: "x" } }).commands).toMatchObject({
        test: "x",
        origins: { test: "proposed" },
        documented_in: { setup: "CONTRIBUTING.md" },
      });
      const kept: KeptCommands = {
        test: { command: "y", by: "approved" },
        setup: { command: [], by: "user" },
      };
      expect(planned({ found, documented, kept }).commands).toMatchObject({
        origins: { test: "approved", setup: "user" },
      });
    });

    it("are dropped by the user, and kept once they are approved", () => {
      const first = planOf([planStep("1")], planned({ found, documented }));
      const edited = editedCommands(first, { ...first.chosen_commands, setup: null });
      expect(edited.commands).toMatchObject({
        setup: [],
        origins: { test: "documented", setup: "found" },
        documented_in: { test: "AGENTS.md" },
      });
      expect(planned({ found, documented, previous: edited }).commands.setup).toEqual([]);
      expect(keptAfter(edited, {})).toEqual({ test: { command: "make check", by: "approved" } });
    });

    it("of install and set-up only where the tests cannot run without", () => {
      const text = "## Setup\n- `./bootstrap`\n- `npm ci`\n## Test\n- `npm test`";
      const guidance = [{ path: "AGENTS.md", scope: "", text, truncated: false, hiddenCount: 0 }];
      const kinds = (test: string | null, outcome: TestReport["outcome"] | null) =>
        Object.keys(
          documentedFor(
            { guidance, found: { shown: { ...found, test }, setup: null } },
            outcome && runOf([], { outcome }),
          ),
        ).sort();
      expect(kinds("npm test", "passed")).toEqual(["test"]);
      expect(kinds("npm test", null)).toEqual(["test"]);
      expect(kinds("npm test", "errored")).toEqual(["install", "setup", "test"]);
      expect(kinds(null, null)).toEqual(["install", "setup", "test"]);
    });
  });

  it("are what the user typed before, whatever the model proposes; what was approved may be corrected", () => {
    const kept: KeptCommands = {
      test: { command: "make test", by: "user" },
      install: { command: "npm i", by: "approved" },
    };
    expect(planned({ kept }).commands).toMatchObject({
      test: "make test",
      install: "npm i",
      origins: { test: "user", install: "approved" },
    });
    const { commands } = planned({ kept, proposed: { test: "x", install: "npm ci --force" } });
    expect(commands).toMatchObject({
      test: "make test",
      install: "npm ci --force",
      origins: { test: "user", install: "proposed" },
    });
    expect(planned({ kept, proposed: { install: "npm i" } }).commands.origins?.install).toBe("approved");
  });

  it("keep what the user edited in the version before, also back to what was found", () => {
    const first = planned({ proposed: { test: "bad", lint: "bad lint" } });
    const edited = editedCommands(
      { ...planOf([planStep("a")]), ...first },
      { test: null, lint: "good lint" },
    );
    const again = planned({ previous: edited, proposed: { test: "bad", lint: "bad lint" } });
    expect(again.commands).toMatchObject({ test: "npm test", lint: "good lint" });
    expect(again.commands.origins).toEqual({ lint: "user" });
  });
});

describe("a plan that the user edited", () => {
  const parent: Plan = { ...planOf([planStep("a")]), ...planned({ proposed: { test: "npm run unit" } }) };

  it("says who decided: the user where it differs, else as before", () => {
    const { commands } = editedCommands(parent, { test: "npm run unit", install: "", setup: [] });
    expect(commands).toMatchObject({
      install: null,
      test: "npm run unit",
      setup: [],
      origins: { test: "proposed", install: "user", setup: "user" },
    });
  });

  it("keeps the commands where nothing is said about them", () => {
    expect(editedCommands(parent, undefined).commands).toEqual(parent.commands);
  });
});

describe("what is kept once the plan is approved", () => {
  const plan = planned({ proposed: { test: "npm run unit" } });

  it("is the user's own and the approved, each marked", () => {
    expect(keptAfter(plan, {})).toEqual({ test: { command: "npm run unit", by: "approved" } });
    const edited = editedCommands({ ...planOf([planStep("a")]), ...plan }, { test: "make t", setup: [] });
    expect(keptAfter(edited, {})).toEqual({
      test: { command: "make t", by: "user" },
      setup: { command: [], by: "user" },
    });
  });

  it("forgets what was set back to what the rules find, and changes nothing without need", () => {
    const kept: KeptCommands = { test: { command: "make t", by: "user" } };
    const back = editedCommands({ ...planOf([planStep("a")]), ...planned({ kept }) }, {});
    expect(back.commands.test).toBe("npm test");
    expect(keptAfter(back, kept)).toEqual({});
    expect(keptAfter(planned({ kept }), kept)).toBeNull();
    expect(keptAfter(planned({}), {})).toBeNull();
  });
});
