import { preloadHighlighter, registerCustomTheme, resolveTheme } from "@pierre/diffs";
import { getOrCreateWorkerPoolSingleton, type WorkerPoolManager } from "@pierre/diffs/worker";
import DiffWorker from "@pierre/diffs/worker/worker.js?worker";
import { DIFF_THEMES } from "./diff-themes.ts";

/**
 * GitHub's high-contrast themes on our page colour: of those tried, only they pass AA on green and red
 * lines. `comment` replaces the colour of comments where it would still be too pale.
 */
function registerOn(base: string, name: string, background: string, comment?: string): void {
  registerCustomTheme(name, async () => {
    const { textmate } = await resolveTheme(base);
    if (!textmate) throw new Error(`theme ${base} has no TextMate form`);
    const recolour = <R extends { scope?: string | string[]; settings: { foreground?: string } }>(
      rule: R,
    ): R => {
      const scopes = [rule.scope ?? []].flat();
      if (!comment || !scopes.some((scope) => scope.startsWith("comment"))) return rule;
      return { ...rule, settings: { ...rule.settings, foreground: comment } };
    };
    return {
      ...textmate,
      name,
      bg: background,
      colors: { ...textmate.colors, "editor.background": background },
      settings: textmate.settings.map(recolour),
      ...(textmate.tokenColors && { tokenColors: textmate.tokenColors.map(recolour) }),
    };
  });
}
registerOn("github-dark-high-contrast", DIFF_THEMES.dark, "#0e0f11");
registerOn("github-light-high-contrast", DIFF_THEMES.light, "#fcfcfd", "#4e5661");

/** The one pool of highlighting workers. Without it a large file would block the page for seconds. */
export const highlighterPool = (): WorkerPoolManager =>
  getOrCreateWorkerPoolSingleton({
    poolOptions: { workerFactory: () => new DiffWorker(), poolSize: 1 },
    highlighterOptions: { theme: DIFF_THEMES, lineDiffType: "word-alt" },
  });

/**
 * Gets the pool ready while the diff is still on its way: not one line is drawn before the worker answers, and by
 * itself the library begins only with the first diff. Themes and highlighter are fetched beside each other.
 */
export function startHighlighter(): void {
  const themes = [DIFF_THEMES.dark, DIFF_THEMES.light];
  // A failure is ignored here: the view loads it again and reports it.
  Promise.all([highlighterPool().initialize(), preloadHighlighter({ themes, langs: ["text"] })]).catch(
    () => {},
  );
}
