import { checkoutNotesOf } from "../../record/documents-of.ts";
import type { Step } from "../../run/step.ts";

/** Creates the repository card and the ranked file list, without a model. */
export const analyze: Step = async ({ life, agent, host, checkout, commit }) => {
  await checkout.ensure();
  const read = await agent.analyze(host, life.record.init.prompt);
  const notes = checkoutNotesOf(life).map((note) => `\nNote: ${note}`);
  const context = { ...read, card: read.card + notes.join("") };
  commit(() => life.documents.put("context", context));
  return {
    event: "analyzed",
    events: [
      {
        type: "context",
        message: `${context.fileCount} files, ${context.languages.map((language) => language.name).join(", ") || "no known language"}`,
        data: {
          languages: context.languages,
          files: context.fileCount,
          top_files: context.rankedFiles.slice(0, 20),
          install_command: context.commands.install?.display ?? null,
          test_command: context.commands.test?.display ?? null,
        },
      },
    ],
  };
};
