import { chosenOf } from "../../../protocol/index.ts";
import { checkoutNotesOf } from "../../record/documents-of.ts";
import type { Step } from "../../run/step.ts";
import { keptCommands } from "../tests/chosen-commands.ts";

/** Creates the repository card and the ranked file list, without a model. */
export const analyze: Step = async (context) => {
  const { life, agent, host, checkout, commit } = context;
  await checkout.ensure();
  const kept = await keptCommands(context);
  const chosen = chosenOf(kept);
  const read = await agent.analyze(host, life.record.init.prompt, chosen);
  const notes = checkoutNotesOf(life).map((note) => `\nNote: ${note}`);
  const repo = { ...read, card: read.card + notes.join("") };
  commit(() => {
    life.documents.put("kept_commands", kept);
    life.documents.put("chosen_commands", chosen);
    life.documents.put("context", repo);
  });
  return {
    event: "analyzed",
    events: [
      {
        type: "context",
        message: `${repo.fileCount} files, ${repo.languages.map((language) => language.name).join(", ") || "no known language"}`,
        data: {
          languages: repo.languages,
          files: repo.fileCount,
          top_files: repo.rankedFiles.slice(0, 20),
          install_command: repo.commands.install?.display ?? null,
          test_command: repo.commands.test?.display ?? null,
        },
      },
    ],
  };
};
