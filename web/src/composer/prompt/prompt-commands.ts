/** What `/` at the start of a line offers. Pure. */
export interface PromptCommand {
  name: string;
  title: string;
  /** Text that takes the command's place; the part in braces is selected, to be typed over. */
  template?: string;
  /** A choice of the form that it turns over. */
  option?: "reviewPlan" | "autoPr";
}

export const PROMPT_COMMANDS: readonly PromptCommand[] = [
  {
    name: "test",
    title: "Write tests",
    template:
      "Write tests for {what to test}. Cover the edge cases, in the style of the tests that are there.",
  },
  {
    name: "fix",
    title: "Fix a bug",
    template: "Fix this bug: {what happens, and what should happen}. Add a test that fails without the fix.",
  },
  {
    name: "refactor",
    title: "Refactor without changing behaviour",
    template:
      "Refactor {what} so that {what gets better}. Its behaviour stays the same, and so do its tests.",
  },
  {
    name: "docs",
    title: "Document code",
    template: "Document {what}: what it does, what it takes and returns, and one example.",
  },
  {
    name: "upgrade",
    title: "Upgrade a dependency",
    template:
      "Upgrade {dependency} to its latest version. Adapt the code to what changed, and keep the tests passing.",
  },
  { name: "plan", title: "Review plan first", option: "reviewPlan" },
  { name: "pr", title: "Open PR when done", option: "autoPr" },
];

/** The commands whose name begins with what is typed; then those with it in their title. */
export function commandsFor(query: string): PromptCommand[] {
  const named = PROMPT_COMMANDS.filter(({ name }) => name.startsWith(query));
  const titled = PROMPT_COMMANDS.filter(
    (command) => query.length > 1 && !named.includes(command) && command.title.toLowerCase().includes(query),
  );
  return [...named, ...titled];
}

/** The template's text, and where its first part in braces stands in it. */
export function expand(template: string): { text: string; select: [from: number, to: number] } {
  const from = template.indexOf("{");
  const to = template.indexOf("}") - 1;
  return { text: template.replaceAll(/[{}]/g, ""), select: [from, to] };
}
