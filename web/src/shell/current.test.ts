import { describe, expect, it } from "vitest";
import { currentAt } from "./current.ts";

describe("a link of the navigation", () => {
  it.each([
    ["/settings", "/settings", "page"],
    ["/settings", "/settings/keys", "true"],
    ["/settings", "/settings-of-another", undefined],
    ["/", "/", "page"],
    ["/", "/t/task_1", "true"],
    ["/", "/usage", undefined],
  ])("%s on %s is %s", (href, path, current) => expect(currentAt(href, path)).toBe(current));
});
