import { describe, expect, it } from "vitest";
import { mutantsOf, withMutants } from "./mutators.ts";

const changes = (source: string) => mutantsOf("a.ts", source).map(({ from, to }) => `${from} → ${to}`);

describe("mutants", () => {
  it.each<[string, string[]]>([
    ["const over = a > 1;", ["a > 1 → (a) >= (1)", "a > 1 → (a) <= (1)"]],
    ["const f = () => !x;", ["!x → undefined", "!x → x"]],
    ["const last = list.filter(one).length;", ["list.filter(one) → list"]],
    ["save(true);", ["save(true) → undefined", "true → false"]],
    ["if (a) b = 1;", ["a → true", "a → false", "b = 1 → undefined"]],
    ["const [a = 1, b = 'x'] = of(c?.d);", ["c?.d → c.d"]],
    ["const word = kind === 'deleted';", ["kind === 'deleted' → (kind) !== ('deleted')", "'deleted' → \"\""]],
    ["const first = list[0] ?? 'none';", ["list[0] ?? 'none' → (list[0]) && ('none')"]],
    ["const begins = /^a/.test(b);", ["/^a/ → /a/"]],
  ])("of %s", (source, expected) => {
    expect(changes(source)).toEqual(expected);
  });

  it.each([
    "import a from 'a';",
    "export * from 'a';",
    "type A = { kind: 'a'; on: true };",
    "const message = 'A sentence for people';",
    "declare const b: 'x';",
  ])("are none in %s", (source) => {
    expect(changes(source)).toEqual([]);
  });

  it("name the line that they stand on", () => {
    expect(mutantsOf("a.ts", "\n  const on =\n    true;\n")).toEqual([
      { index: 0, line: 3, at: "true;", from: "true", to: "false" },
    ]);
  });
});

describe("a source with its mutants", () => {
  const SOURCE = `
    const limit = (list, most = 2) => {
      const seen = [];
      for (const item of list) if (seen.length < most && item?.ok !== false) seen.push(item.name.trim());
      return { seen, full: seen.length === most };
    };
    out.result = limit(input);`;
  const INPUT = [{ name: " a " }, { name: "b", ok: false }, { name: "c", ok: true }, { name: "d" }];
  const FIRST = 7;
  const run = (source: string, on: number | null) => {
    const out = { result: null };
    new Function("input", "out", "active", source)(INPUT, out, (n: number) => n === on);
    return out.result;
  };
  const whole = withMutants("a.ts", SOURCE, "active", FIRST);

  it("does what it did while none is switched on", () => {
    expect(run(whole, null)).toEqual({ seen: ["a", "c"], full: true });
    expect(run(whole, null)).toEqual(run(SOURCE, null));
  });

  it("does something else with each of them, counted from the number that was given", () => {
    const outcome = (n: number | null) => {
      try {
        return JSON.stringify(run(whole, n));
      } catch {
        return "throws";
      }
    };
    const mutants = mutantsOf("a.ts", SOURCE);
    const same = mutants.filter(({ index }) => outcome(index + FIRST) === outcome(null));
    expect(mutants.length).toBeGreaterThan(12);
    expect(same.map(({ from, to }) => `${from} → ${to}`)).toEqual(["item?.ok → item.ok"]);
  });
});
