import type { Scene } from "../conversation.ts";
import { submitPlan } from "../plan.ts";
import { type Claim, call, finish, type Reply, say } from "../reply.ts";
import { lastChange, viewFile } from "../tool-results.ts";
import { README_STEP, unmetWishes, updateReadme, wantsReadme } from "./readme.ts";
import { type Concerned, runConcerned } from "./targeted-test.ts";

const SOURCE = "src/discount.js";
const TEST = "test/discount.test.js";
const CONCERNED: Concerned = {
  file: TEST,
  names: ["takes a percentage off the cart once"],
  claim: "A percentage discount is taken off the cart once.",
};
const README_SENTENCE = "A percentage discount is taken off the whole cart, once.";

interface DoubleDiscount {
  /** Exact text of the file from the first faulty line to the last. */
  faulty: string;
  fixed: string;
  /** 1-based, where the first discount and the second are taken. */
  firstLine: number;
  secondLine: number;
}

/** Looks for a loop that sums discounted lines, followed by a return that takes the percentage again. */
export function findDoubleDiscount(lines: string[]): DoubleDiscount | null {
  const second = lines.findIndex((line) =>
    /return total - percentOf\(total, discount\.percent\);/.test(line),
  );
  const first = lines.findLastIndex(
    (line, index) => index < second && /total \+= .*- percentOf\(.*discount\.percent\);/.test(line),
  );
  const begin = lines.findLastIndex((line, index) => index < first && /^\s*let total = 0;$/.test(line));
  const subtotal = lines.findIndex((line) => /^\s*const subtotal = /.test(line));
  if (second < 0 || first < 0 || begin < 0 || subtotal < 0 || subtotal > begin) return null;
  const indent = /^\s*/.exec(lines[second] ?? "")?.[0] ?? "";
  return {
    faulty: lines.slice(begin, second + 1).join("\n"),
    fixed: `${indent}return subtotal - percentOf(subtotal, discount.percent);`,
    firstLine: first + 1,
    secondLine: second + 1,
  };
}

export function fixDiscount(scene: Scene): Reply {
  return scene.phase === "planning" ? planFix(scene) : applyFix(scene);
}

function planFix(scene: Scene): Reply {
  const source = viewFile(scene, SOURCE);
  if (source.state === "unread") {
    const reads = [call("grep", { pattern: "percentOf" }), call("read", { path: SOURCE })];
    return say("The prompt is about percentage discounts. I look for where they are computed.", ...reads);
  }
  const test = viewFile(scene, TEST);
  if (test.state === "unread") {
    return say("Now the test, to see what is expected.", call("read", { path: TEST }));
  }
  const bug = source.state === "read" ? findDoubleDiscount(source.lines) : null;
  if (!bug)
    return submitPlan(
      `I do not find the double discount in ${SOURCE}.`,
      nothingToFix(scene, source.state === "read"),
    );
  return submitPlan(
    `Found it: line ${bug.firstLine} of ${SOURCE} discounts each line of the cart, and line ${bug.secondLine} discounts the sum once more.`,
    {
      goal: "A percentage discount is taken off the cart once.",
      assumptions: [
        "The discount belongs to the cart as a whole, so it is rounded once, on the subtotal.",
        ...unmetWishes(scene),
      ],
      steps: [
        {
          id: "fix",
          title: "Take the percentage off once",
          intent: `discountedTotal takes the percentage twice: per line (line ${bug.firstLine}) and off the sum (line ${bug.secondLine}). Compute it once, from the subtotal that the function already has.`,
          files: [{ path: SOURCE, action: "modify" }],
          acceptance: `The test "${CONCERNED.names[0]}" in ${TEST} passes, and all others still do.`,
          risk: "low",
        },
        ...(wantsReadme(scene) ? [README_STEP] : []),
      ],
      outOfScope: ["Discounts of a fixed amount: they are right already."],
      ...shownBy(scene),
    },
  );
}

/** The test that fails now, unless the prompt asks for a plan without it. */
function shownBy({ task }: Scene) {
  if (/\bwithout a reproduction\b/i.test(task)) return { noReproduction: "The task asks for none." };
  return { reproduction: { command: `node --test ${TEST}`, expect: "2430 !== 2700" } };
}

function nothingToFix(scene: Scene, exists: boolean) {
  return {
    goal: "Check the percentage discount.",
    assumptions: [
      `The demo model knows one bug in ${SOURCE} and does not find it here.`,
      ...unmetWishes(scene),
    ],
    steps: [
      {
        id: "check",
        title: "Check the discount once more",
        intent: "Read the file again before anything is changed. If the bug is not there, change nothing.",
        files: exists ? [{ path: SOURCE, action: "modify" as const }] : [],
        acceptance: "All tests pass.",
        risk: "low" as const,
      },
      ...(wantsReadme(scene) ? [README_STEP] : []),
    ],
    outOfScope: ["Anything else: the demo model cannot write code of its own."],
    noReproduction: "The fault that the task speaks of is not there.",
  };
}

function applyFix(scene: Scene): Reply {
  const notes: string[] = [];
  const claims: Claim[] = [];
  const change = lastChange(scene, SOURCE);
  if (!change) {
    const source = viewFile(scene, SOURCE);
    if (source.state === "unread")
      return say(`I read ${SOURCE} as it is now.`, call("read", { path: SOURCE }));
    const bug = source.state === "read" ? findDoubleDiscount(source.lines) : null;
    if (bug) {
      const edits = [{ old: bug.faulty, new: bug.fixed }];
      return say("I replace the loop and the second discount.", call("edit", { path: SOURCE, edits }));
    }
    notes.push(
      source.state === "read"
        ? `The double discount is not in ${SOURCE} (any more), so nothing was changed there.`
        : `${SOURCE} could not be read: ${source.reason}`,
    );
  } else if (change.ok) {
    notes.push("The percentage is now taken off the subtotal, once.");
  } else {
    notes.push(`The edit of ${SOURCE} was not made: ${change.reason}`);
  }
  const readme = wantsReadme(scene) ? updateReadme(scene, README_SENTENCE, notes) : null;
  const run = change?.ok ? runConcerned(scene, CONCERNED, notes, claims) : null;
  return readme ?? run ?? finish("", [...notes, ...unmetWishes(scene)].join(" "), { claims });
}
