import { SAMPLES } from "../../samples/index.ts";
import type { Scene } from "../conversation.ts";
import { submitPlan } from "../plan.ts";
import { call, finish, type Reply, say } from "../reply.ts";
import { failed, lastChange, viewFile } from "../tool-results.ts";
import { unmetWishes } from "./readme.ts";

export const NOTE = "VERNE_DEMO.md";

const KNOWN = SAMPLES.flatMap((sample) =>
  sample.prompts.map(({ prompt }) => `"${prompt}" (${sample.fullName})`),
);

export const WHO_I_AM = `I am Verne's demo model: scripted, offline, and able to do only these tasks: ${KNOWN.join("; ")}. For anything else, add a real model in Settings.`;

const NOTE_TEXT = `# Verne demo

Verne's demo model wrote this file to show the way from a prompt to a pull request. It is a script, not a language
model, and could not do what was asked. Add a real model in Settings and run the task again; then delete this file.

Runs of the demo model:

- run 1
`;

/** For every prompt that the demo model does not know: answers that it does not, and makes a harmless real change. */
export function leaveNote(scene: Scene): Reply {
  const search = scene.exchanges.find(({ tool, args }) => tool === "glob" && args.pattern === NOTE);
  if (!search) return say(WHO_I_AM, call("glob", { pattern: NOTE }));
  const paths = failed(search) ? [] : search.result.split("\n").map((line) => line.trim().replace("./", ""));
  const exists = paths.includes(NOTE);
  return scene.phase === "planning" ? planNote(scene, exists) : applyNote(scene, exists);
}

function planNote(scene: Scene, exists: boolean): Reply {
  return submitPlan("I can only offer a note, so that you can see the way to a pull request.", {
    goal: `Leave a note in ${NOTE} that a real model is needed for this task.`,
    assumptions: [WHO_I_AM, ...unmetWishes(scene, "nothing")],
    steps: [
      {
        id: "note",
        title: exists ? `Add a line to ${NOTE}` : `Create ${NOTE}`,
        intent:
          "The demo model cannot do this task. It writes a note that says so, and touches nothing else.",
        files: [{ path: NOTE, action: exists ? "modify" : "create" }],
        acceptance: `${NOTE} says that a real model is needed.`,
        risk: "low",
      },
    ],
    outOfScope: ["The task itself."],
  });
}

function applyNote(scene: Scene, exists: boolean): Reply {
  const change = lastChange(scene, NOTE);
  if (change) {
    const summary = change.ok
      ? `${NOTE} says that a real model is needed for this task. Nothing else was changed.`
      : `Nothing was changed: ${change.reason}`;
    const said = [summary, ...unmetWishes(scene, "nothing")].join(" ");
    return finish("That is all I can do.", said, change.ok ? {} : { notDone: change.reason });
  }
  if (!exists) return say("I write the note.", call("write", { path: NOTE, content: NOTE_TEXT }));
  const note = viewFile(scene, NOTE);
  if (note.state === "unread") return say("The note is there already.", call("read", { path: NOTE }));
  const last = note.state === "read" ? note.lines.findLast((line) => /^- run \d+$/.test(line)) : undefined;
  if (!last) {
    const foreign = `${NOTE} is not the demo model's own; nothing was changed.`;
    return finish("I leave the note as it is.", foreign, { notDone: foreign });
  }
  const edits = [{ old: last, new: `${last}\n- run ${Number(last.slice("- run ".length)) + 1}` }];
  return say("I add a line to it.", call("edit", { path: NOTE, edits }));
}
