import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderOf, PlanDraft, planAsText } from "./plan.ts";
import { RepoPath } from "./repo-path.ts";

const step = (id: string, ...depends_on: string[]) => ({ id, depends_on });

describe("orderOf", () => {
  it("puts each step after what it depends on, and else keeps the order", () => {
    const ids = (steps: ReturnType<typeof step>[]) => orderOf(steps)?.map(({ id }) => id) ?? null;
    expect(ids([step("a"), step("b"), step("c")])).toEqual(["a", "b", "c"]);
    expect(ids([step("a", "c"), step("b"), step("c")])).toEqual(["b", "c", "a"]);
    expect(ids([step("a", "b"), step("b", "a")])).toBeNull();
    expect(ids([step("a", "a")])).toBeNull();
    expect(ids([step("a", "nowhere")])).toBeNull();
    expect(ids([step("a"), step("a")])).toBeNull();
  });

  it("finds an order for whatever has one", () => {
    const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 20 });
    fc.assert(
      fc.property(edges, fc.array(fc.nat(), { minLength: 10, maxLength: 10 }), (pairs, keys) => {
        // Edges from a larger number to a smaller one alone: there is no circle.
        const steps = Array.from({ length: 10 }, (_, n) =>
          step(String(n), ...pairs.filter(([from, to]) => from === n && to < n).map(([, to]) => String(to))),
        );
        const shuffled = steps.toSorted((a, b) => (keys[Number(a.id)] ?? 0) - (keys[Number(b.id)] ?? 0));
        const ordered = orderOf(shuffled) ?? [];
        expect(ordered).toHaveLength(10);
        for (const [at, each] of ordered.entries())
          for (const id of each.depends_on)
            expect(ordered.findIndex((other) => other.id === id)).toBeLessThan(at);
      }),
    );
  });
});

describe("planAsText", () => {
  const files = (...paths: string[]) => paths.map((path) => ({ path, action: "modify" as const }));

  it("is a numbered list, a line for each step, whatever their titles hold", () => {
    const steps = [
      { title: "Round the total", files: files("src/cart.ts", "src/money.ts") },
      { title: "Say so\n  in the\tdocs", files: [] },
      { title: "Rename", files: files("a", "b", "c", "d", "e", "f") },
    ];
    expect(planAsText({ steps })).toBe(
      "1. Round the total (src/cart.ts, src/money.ts)\n2. Say so in the docs\n3. Rename (a, b, c, d, 2 more)",
    );
  });
});

describe("PlanDraft", () => {
  const draft = { goal: "g", steps: [{ id: "a", title: "t", intent: "i", files: [] }] };

  it("fills in what was left out", () => {
    expect(PlanDraft.parse(draft)).toMatchObject({
      new_dependencies: [],
      steps: [{ depends_on: [], risk: "low" }],
    });
  });

  it("names what is wrong", () => {
    const wrong = {
      ...draft,
      steps: [{ ...draft.steps[0], files: [{ path: ".git/config", action: "modify" }] }],
    };
    expect(PlanDraft.safeParse(wrong).error?.issues[0]?.path).toEqual(["steps", 0, "files", 0, "path"]);
    expect(PlanDraft.safeParse({ ...draft, steps: [] }).error?.issues[0]?.message).toContain(
      "at least one step",
    );
  });

  it("takes only paths inside the repository", () => {
    for (const path of ["a.js", "src/.github/x", "a b/ü.txt"])
      expect(RepoPath.safeParse(path).success).toBe(true);
    for (const path of ["", "/etc", "../x", "a/../b", "a//b", ".git/x", "a/.GIT/b", "a\\b", "./a", "a\0b"])
      expect(RepoPath.safeParse(path).success, path).toBe(false);
  });
});
