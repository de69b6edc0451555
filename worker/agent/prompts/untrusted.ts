/**
 * Wraps text that comes from the repository or from running it. The tag carries a mark made from the task's random
 * id, which text written before the task cannot know, so it cannot close the tag and speak with our voice.
 */
export function untrusted(taskId: string, label: string, text: string): string {
  const tag = `untrusted-${taskId.replace(/[^0-9a-zA-Z]/g, "").slice(0, 12)}`;
  return `<${tag} source="${label}">\n${text.replaceAll(tag, "untrusted")}\n</${tag}>`;
}
