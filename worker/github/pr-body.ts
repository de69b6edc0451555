import {
  type AcceptedObjections,
  listedIn,
  type NewTests,
  type Objection,
  openAt,
  type Plan,
  type SandboxLevel,
  showsFix,
  type TestComparison,
  type TestReport,
} from "../protocol/index.ts";
import { filledTemplate } from "./house/template.ts";
import { codeSpan, plainText, quote } from "./markdown.ts";
import { reproductionParts } from "./pr-reproduction.ts";

export interface PullRequestText {
  /** What was done, in the agent's words. */
  summary: string;
  /** The repository's pull request template; null if it has none. */
  template?: string | null;
  /** The task's prompt. */
  prompt: string;
  plan: Pick<Plan, "goal" | "steps" | "no_reproduction_reason"> | null;
  tests: TestComparison | null;
  /** What stood against publishing, and what of it a person accepted. */
  objections: readonly Objection[];
  accepted: AcceptedObjections | null;
  sandbox: SandboxLevel;
  /** Page of the task in Verne. */
  taskUrl: string;
}

export const MAX_BODY_CHARS = 60_000;
const MAX_SECTION_CHARS = 8000;
const MAX_LISTED_TESTS = 40;

/**
 * The body of a pull request: what, why, the plan, and the evidence. Texts of the model and the repository are
 * neutralised: they mention nobody, close no issue and carry no HTML. At most 60,000 characters.
 */
export function pullRequestBody(text: PullRequestText): string {
  const slots = {
    what: plainText(text.summary.trim() || text.plan?.goal || "", MAX_SECTION_CHARS) || "_No summary._",
    why: `The task given to Verne:\n\n${quote(plainText(text.prompt, MAX_SECTION_CHARS))}`,
    evidence: `${[...reproductionParts(text), evidence(text.tests), claimsPart(text.tests)].filter(Boolean).join("\n\n")}${where(text.sandbox)}`,
  };
  const { text: filled, left } = filledTemplate(text.template ?? "", slots);
  const own = (slot: keyof typeof slots, heading: string) =>
    left.has(slot) ? [`## ${heading}\n\n${slots[slot]}`] : [];
  const sections = [
    ...own("what", "What"),
    ...(filled === "" ? [] : [filled]),
    ...own("why", "Why"),
    ...(text.plan ? [planSection(text.plan)] : []),
    ...own("evidence", "Test evidence"),
    ...(text.objections.length > 0 ? [objectionSection(text.objections, text.accepted)] : []),
  ];
  const footer = `\n\n---\nMade with [Verne](${text.taskUrl}). Review it like any other pull request.\n`;
  const body = sections.join("\n\n");
  const room = MAX_BODY_CHARS - footer.length;
  if (body.length <= room) return body + footer;
  const note = "\n\n_Cut here: the whole text is on the page of the task._";
  const cut = body.slice(0, room - note.length);
  return cut.slice(0, Math.max(cut.lastIndexOf("\n"), 0)) + note + footer;
}

/** What a reader has to know of how the evidence came to be. */
function where(sandbox: SandboxLevel): string {
  const open = openAt(sandbox);
  return open === null ? "" : `\n\n${open}`;
}

function planSection(plan: Pick<Plan, "steps">): string {
  const steps = plan.steps.map((step, index) => {
    const files = step.files.slice(0, 10).map((file) => codeSpan(file.path));
    const more = step.files.length > 10 ? ` and ${step.files.length - 10} more` : "";
    const where = files.length > 0 ? ` (${files.join(", ")}${more})` : "";
    return `${index + 1}. ${plainText(step.title, 300).replaceAll("\n", " ")}${where}`;
  });
  return `## Plan\n\n${steps.join("\n")}`;
}

const MAX_LISTED_LINES = 10;

/** Each objection with what it is about, and who accepted it. */
function objectionSection(objections: readonly Objection[], accepted: AcceptedObjections | null): string {
  const who = accepted?.by ? `${codeSpan(accepted.by)} in Verne` : "a person in Verne";
  const items = objections.map((objection) => {
    const { id, kind, message, serious } = objection;
    const state = accepted?.ids.includes(id)
      ? `accepted by ${who}`
      : serious
        ? "not accepted by anybody"
        : "for you to look at";
    const lines = "detail" in objection && objection.detail !== "" ? [objection.detail] : listedIn(objection);
    const listed = lines.slice(0, MAX_LISTED_LINES).map((line) => `  - ${codeSpan(line.slice(0, 300))}`);
    const count = "count" in objection ? objection.count : lines.length;
    const more = count > listed.length ? [`  - and ${count - listed.length} more`] : [];
    return [`- **${plainText(message, 300)}** (\`${kind}\`, ${state})`, ...listed, ...more].join("\n");
  });
  return `## To look at\n\nWhat stood against opening this without a person:\n\n${items.join("\n")}`;
}

/** The agent's claims, each with what shows it. */
function claimsPart(tests: TestComparison | null): string {
  const claims = tests?.claims ?? [];
  if (claims.length === 0) return "";
  const items = claims.map(({ text, supported, reason }) => {
    const found = `${supported ? "" : "**unverified**: "}${plainText(reason, 600)}`;
    return `- ${plainText(text, 300)} (${found})`;
  });
  return `What the agent claims, held against what ran:\n\n${items.join("\n")}`;
}

function evidence(tests: TestComparison | null): string {
  if (tests === null || tests.verdict === "no_evidence") {
    const why = tests?.after.note ? ` ${plainText(tests.after.note, 500)}` : "";
    const shown = tests?.reproduction && showsFix(tests.reproduction);
    return `**No test ran.** ${shown ? "Nothing but the reproduction" : "Nothing here"} shows that the change works.${why}`;
  }
  const command = tests.after.command ? `\n\nCommand: ${codeSpan(tests.after.command)}` : "";
  return [VERDICT[tests.verdict] + command, table(tests), details(tests)].filter(Boolean).join("\n\n");
}

const VERDICT: Record<Exclude<TestComparison["verdict"], "no_evidence">, string> = {
  pass: "**Tests pass compared with before the change**: nothing broke and no test vanished.",
  broken: "**The change breaks tests** that passed before, or removes them.",
  errored: "**The tests could not be run to the end** after the change.",
  exit_status:
    "**The test command succeeded, and names no test.** Which tests ran, and whether any did, is not known: this is weaker evidence than a list of tests.",
  no_baseline:
    "**There is nothing to compare with.** No usable run of the tests before the change is there, so nothing shows what it broke.",
};

function table(tests: TestComparison): string {
  const rows = [
    ["Before", tests.baseline ? counts(tests.baseline) : "not run"],
    ["After", counts(tests.after)],
    ["Fixed", tests.counts.fixed],
    ["Broken", tests.counts.broken],
    ["Still failing", tests.counts.still_failing],
    ["Added", tests.counts.added],
    ["Removed", tests.counts.removed],
    ["Flaky", tests.counts.flaky],
    ...(tests.counts.deleted > 0 ? [["Deleted as planned", tests.counts.deleted]] : []),
    ...(tests.counts.renamed > 0 ? [["Renamed", tests.counts.renamed]] : []),
    ...(tests.new_tests ? [["Added, run without the change", withoutChange(tests.new_tests)]] : []),
    ...(tests.counts.unjudged > 0 ? [["Failing, not known before", tests.counts.unjudged]] : []),
    ["Passing before and after", tests.unchanged_passing],
  ];
  return ["| Tests | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join(
    "\n",
  );
}

/** `2 fail, 1 passes, 1 cannot be loaded` */
function withoutChange({ failing, passing, not_loaded }: NewTests): string {
  const parts = [
    [failing, failing === 1 ? "fails" : "fail"],
    [passing, passing === 1 ? "passes" : "pass"],
    [not_loaded, "cannot be loaded"],
  ] as const;
  return parts.flatMap(([n, words]) => (n > 0 ? [`${n} ${words}`] : [])).join(", ");
}

function counts(report: TestReport): string {
  if (report.evidence === "exit_status") return "the command succeeded; it names no test";
  const { passed, failed, skipped } = report.counts;
  const words: Record<TestReport["outcome"], string> = {
    passed: "",
    failed: "",
    errored: ", then an error",
    timed_out: ", then out of time",
    none: ", no test found",
  };
  const left = skipped > 0 ? `, ${skipped} skipped` : "";
  return `${passed} passed, ${failed} failed${left}${words[report.outcome]}`;
}

function details(tests: TestComparison): string {
  const { counts } = tests;
  const lists: [string, string[], number][] = [
    ["Fixed", tests.fixed, counts.fixed],
    ["Broken", tests.broken, counts.broken],
    ["Still failing", tests.still_failing, counts.still_failing],
    ["Added", tests.added, counts.added],
    ["Removed", tests.removed, counts.removed],
    ["Flaky", tests.flaky, counts.flaky],
    ["Deleted as planned", tests.deleted, counts.deleted],
    ["Renamed", tests.renamed.map(({ from, to }) => `${from} → ${to}`), counts.renamed],
    ["Failing, not known before", tests.unjudged, counts.unjudged],
  ];
  return lists
    .filter(([, ids]) => ids.length > 0)
    .map(([name, ids, count]) => {
      const items = ids.slice(0, MAX_LISTED_TESTS).map((id) => `- ${codeSpan(id)}`);
      const more = count > items.length ? [`- and ${count - items.length} more`] : [];
      return [`**${name}**`, "", ...items, ...more].join("\n");
    })
    .join("\n\n");
}
