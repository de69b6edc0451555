import { describe, expect, it } from "vitest";
import { planOf, planStep } from "../../protocol/testing/plans.ts";
import { MemoryBudget, MemoryConversation, MemoryHost } from "../fakes/memory-host.ts";
import { planRequest } from "../fakes/requests.ts";
import { call, ScriptedModel } from "../fakes/scripted-model.ts";
import { agent } from "../index.ts";
import { lackingIn, withGaps } from "./thin.ts";

const whole = { title: "t", intent: "i", acceptance: "a", files: [{ path: "a.js", action: "modify" }] };

async function plan(...steps: object[][]) {
  const host = new MemoryHost({ "a.js": "a\n" });
  const client = new ScriptedModel(steps.map((some) => call("submit_plan", { goal: "g", steps: some })));
  const ports = [host, { client, model: "m" }, new MemoryBudget(), new MemoryConversation()] as const;
  const made = await agent.plan(...ports, planRequest());
  const warnings = host.ofType("warning").map(({ data }) => data.code);
  return {
    made,
    warnings,
    calls: client.requests.length,
    told: client.requests.at(-1)?.messages.at(-1)?.content,
  };
}

describe("a plan that says too little", () => {
  it.each<[string, object[], string]>([
    ["without intent", [{ ...whole, intent: " " }], "`intent`"],
    ["without acceptance", [{ ...whole, acceptance: "" }], "`acceptance`"],
    ["with a second step without either", [whole, { title: "second", files: [] }], '"second"'],
    ["without any file", [{ ...whole, files: [] }], "No step names a file"],
  ])("%s is sent back once; the second one is taken", async (_what, thin, reason) => {
    const { told, calls, warnings, made } = await plan(thin, [whole]);
    expect(told).toContain(reason);
    expect([calls, warnings, made.steps[0]?.risk_note]).toEqual([2, [], ""]);
  });

  it("is shown with a warning if the model insists", async () => {
    const { warnings, made, calls } = await plan([{ title: "t", files: [] }], [{ title: "t", files: [] }]);
    expect([calls, warnings]).toEqual([2, ["thin_plan"]]);
    expect(made.steps[0]).toMatchObject({
      risk: "medium",
      risk_note: "It does not say what it does. It does not say when it is done. The plan names no file.",
    });
  });

  it("is not one with a step without files beside others", () => {
    const steps = [
      planStep("1", { intent: "i", acceptance: "a", files: [{ path: "a", action: "modify" }] }),
      planStep("2", { intent: "i", acceptance: "a", files: [] }),
    ];
    expect(lackingIn({ steps })).toEqual([]);
    const draft = planOf(steps);
    expect(withGaps(draft)).toEqual(draft);
  });
});
