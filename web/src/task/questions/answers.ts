/** What the agent is told: each answered question with its answer, in the order asked. Empty when none is answered. */
export function answersText(questions: readonly string[], answers: readonly string[]): string {
  return questions
    .flatMap((question, index) => {
      const answer = answers[index]?.trim() ?? "";
      return answer === "" ? [] : [`Question: ${question}\nAnswer: ${answer}`];
    })
    .join("\n\n");
}

/** The stored answers to `count` questions; anything unreadable counts as nothing typed. */
export function readAnswers(stored: string, count: number): string[] {
  let found: unknown;
  try {
    found = JSON.parse(stored);
  } catch {
    found = null;
  }
  const list: unknown[] = Array.isArray(found) ? found : [];
  return Array.from({ length: count }, (_, index) => {
    const answer = list[index];
    return typeof answer === "string" ? answer : "";
  });
}
