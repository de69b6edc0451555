/**
 * What a link of the navigation says about itself: `page` on its own address, `true` on a page below it
 * (the pages of the settings, a task under the tasks), nothing elsewhere.
 */
export function currentAt(href: string, path: string): "page" | "true" | undefined {
  if (path === href) return "page";
  return path.startsWith(href === "/" ? "/t/" : `${href}/`) ? "true" : undefined;
}
