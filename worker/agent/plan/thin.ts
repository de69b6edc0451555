import type { PlanDraft } from "../../protocol/index.ts";

/** What a plan leaves out that a person needs to judge it: a sentence for each kind. Pure. */
export function lackingIn({ steps }: Pick<PlanDraft, "steps">): string[] {
  const without = (has: (step: PlanDraft["steps"][number]) => boolean) =>
    steps.filter((step) => !has(step)).map(({ title }) => JSON.stringify(title.slice(0, 60)));
  const intent = without((step) => step.intent.trim() !== "");
  const acceptance = without((step) => step.acceptance.trim() !== "");
  return [
    ...(intent.length > 0 ? [`No \`intent\` (what to do and why): ${intent.join(", ")}.`] : []),
    ...(acceptance.length > 0 ? [`No \`acceptance\` (true when it is done): ${acceptance.join(", ")}.`] : []),
    ...(steps.every(({ files }) => files.length === 0)
      ? ["No step names a file, so that only tests and lock files could be written."]
      : []),
  ];
}

/** The plan with a note for the user on each step that says too little. Pure. */
export function withGaps(draft: PlanDraft): PlanDraft {
  const noFiles = draft.steps.every(({ files }) => files.length === 0);
  const steps = draft.steps.map((step) => {
    const gaps = [
      ...(step.intent.trim() === "" ? ["It does not say what it does."] : []),
      ...(step.acceptance.trim() === "" ? ["It does not say when it is done."] : []),
      ...(noFiles ? ["The plan names no file."] : []),
    ];
    if (gaps.length === 0) return step;
    const risk = step.risk === "low" ? ("medium" as const) : step.risk;
    return { ...step, risk, risk_note: `${gaps.join(" ")} ${step.risk_note}`.trim().slice(0, 500) };
  });
  return { ...draft, steps };
}
