/**
 * One task as its model sees it, a golden transcript for each phase: what each run is opened with, each call and each
 * result, and how it ends. `vitest -u` writes them again; then read the difference.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../llm/types.ts";
import type { Plan } from "../../protocol/index.ts";
import { planOf } from "../../protocol/testing/plans.ts";
import { caseOf, comparisonOf, runOf } from "../../protocol/testing/reports.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { editRequest, planRequest } from "../fakes/requests.ts";
import { call, type Script, ScriptedModel } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import type { EditRequest, PlanRequest, RepoContext } from "../types.ts";

const CART = `export function total(items) {
  let sum = 0;
  for (const item of items) sum += item.price;
  return sum * 0.9 * 0.9;
}
`;
const TEST =
  'import { total } from "../src/cart.js";\ntest("takes the discount once", () => expect(total([{ price: 10 }])).toBe(9));\n';

const context: RepoContext = {
  ...editRequest().context,
  house: { subjects: ["fix: Keep blanks", "feat: Add tables"], templates: [] },
};

const step = {
  id: "s1",
  title: "Take the discount once",
  intent: "The discount is taken twice.",
  files: [{ path: "src/cart.js", action: "modify" as const }],
  acceptance: "A total of 10 is 9.",
};
const draft = { goal: "Take the discount once.", steps: [step], no_reproduction_reason: "A test fails." };

/** The phases of one task on one checkout, each with what the ones before it left. */
class Story {
  readonly host = new MemoryHost({ "src/cart.js": CART, "test/cart.test.js": TEST });
  readonly runs: Message[][] = [];
  readonly texts = new Map<string, string>();

  async plan(name: string, script: Script[], patch: Partial<PlanRequest> = {}): Promise<void> {
    await this.#run(name, script, (...ports) =>
      agent.plan(
        ...ports,
        planRequest({ context, prompt: "Totals are wrong.", earlier: () => this.runs, ...patch }),
      ),
    );
  }

  async edit(name: string, script: Script[], patch: Partial<EditRequest>): Promise<void> {
    const request = { context, prompt: "Totals are wrong.", earlier: () => this.runs, ...patch };
    await this.#run(name, script, (...ports) => agent.edit(...ports, editRequest(request)));
  }

  async #run(
    name: string,
    script: Script[],
    act: (
      ...ports: [MemoryHost, { client: ScriptedModel; model: string }, MemoryBudget, MemoryConversation]
    ) => Promise<unknown>,
  ): Promise<void> {
    const conversation = new MemoryConversation();
    const client = new ScriptedModel(script);
    const before = this.host.events.length;
    const result = await act(this.host, { client, model: "m" }, new MemoryBudget(), conversation);
    const said = this.host.events
      .slice(before)
      .filter(({ type }) => type !== "usage")
      .map(({ type, message }) => `${type}: ${message}`);
    this.texts.set(name, transcript(conversation.stored, result, said));
    this.runs.push(conversation.stored);
  }
}

function transcript(messages: readonly Message[], result: unknown, said: readonly string[]): string {
  const shown = messages.map((message) => {
    // The rules are golden files of the prompts.
    if (message.role === "system") return `=== system\n${message.content.split("\n")[0]} […]`;
    if (message.role === "user") return `=== user${seenBy(message)}\n${message.content}`;
    if (message.role === "tool")
      return `=== result${message.failed ? " (failed)" : ""}${seenBy(message)}\n${message.content}`;
    const calls = message.toolCalls.map(({ name, arguments: json }) => `-> ${name} ${json}`);
    return ["=== model", ...(message.content === "" ? [] : [message.content]), ...calls].join("\n");
  });
  return [...shown, `=== end\n${JSON.stringify(result, null, 2)}`, `=== told\n${said.join("\n")}`, ""].join(
    "\n",
  );
}

function seenBy(message: Extract<Message, { role: "user" | "tool" }>): string {
  const seen = (message.seen ?? []).map(({ path, from, to }) => `${path}${from ? `:${from}-${to}` : ""}`);
  return seen.length === 0 ? "" : ` (now known: ${seen.join(", ")})`;
}

const read = (path: string) => call("read", { path });
const edit = (old: string, next: string) =>
  call("edit", { path: "src/cart.js", edits: [{ old, new: next }] });
const finish = (summary: string, more: object = {}) => call("finish", { summary, ...more });

const story = new Story();
const plan: Plan = planOf([{ ...step, tests: [], risk: "low", risk_note: "", depends_on: [] }], {
  goal: draft.goal,
});

beforeAll(async () => {
  await story.plan("plan", [
    read("src/cart.js"),
    call("submit_plan", { ...draft, steps: [{ ...step, acceptance: "" }] }),
    call("submit_plan", draft),
  ]);
  await story.plan(
    "refine",
    [read("test/cart.test.js"), call("submit_plan", { ...draft, assumptions: ["The tests are right"] })],
    { previous: { plan, feedback: "Say what you assume." } },
  );
  const userMessages = ["Say what you assume."];
  await story.edit(
    "apply",
    [
      finish("All is done."),
      {
        calls: [
          ...(edit("* 0.9 * 0.9", "* 0.9").calls ?? []),
          ...(finish("The discount is taken once.").calls ?? []),
        ],
      },
    ],
    { plan, userMessages },
  );
  const changedSoFar =
    "diff --git a/src/cart.js b/src/cart.js\n--- a/src/cart.js\n+++ b/src/cart.js\n@@ -4 +4 @@\n-  return sum * 0.9 * 0.9;\n+  return sum * 0.9;\n";
  const saidSoFar = { title: "fix: Take the discount once", summary: "The discount is taken once." };
  const later = { plan, userMessages, changedSoFar, saidSoFar };
  const broken = comparisonOf("broken", {
    broken: ["cart::takes the discount once"],
    after: runOf([caseOf("cart::takes the discount once", "failed", { message: "expected 8.999 to be 9" })]),
  });
  await story.edit(
    "repair",
    [edit("sum * 0.9", "Math.round(sum * 90) / 100"), finish("Rounded to cents.", { title: "Round it" })],
    { ...later, round: { kind: "repair", comparison: broken } },
  );
  await story.edit("follow-up", [finish("Because cents are the smallest unit.")], {
    ...later,
    round: { kind: "follow_up", text: "Why do you round?" },
  });
});

describe("the transcript of a task", () => {
  it.each(["plan", "refine", "apply", "repair", "follow-up"])("in the phase %s", async (name) => {
    await expect(story.texts.get(name)).toMatchFileSnapshot(`./fixtures/${name}.txt`);
  });
});
