import { expect, it } from "vitest";
import { drawFault, NEIGHBOURS, RATES } from "./neighbour-faults.ts";
import { seeded } from "./random.ts";

const DRAWS = 20_000;

it.each(NEIGHBOURS)("%s is harmed as often, and in the ways, that its rates say", (neighbour) => {
  const random = seeded(7).fork(neighbour);
  const counts: Record<string, number> = {};
  for (let draw = 0; draw < DRAWS; draw++) {
    const kind = drawFault(random, neighbour)?.kind ?? "none";
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  for (const [kind, rate] of Object.entries(RATES[neighbour])) {
    const expected = rate * DRAWS;
    expect(Math.abs((counts[kind] ?? 0) - expected), kind).toBeLessThanOrEqual(5 * Math.sqrt(expected) + 1);
  }
});

it("is the same for the same seed, and another for another", () => {
  const faults = (seed: number) => {
    const random = seeded(seed);
    return Array.from({ length: 200 }, () => drawFault(random, "model"));
  };
  expect(faults(3)).toEqual(faults(3));
  expect(faults(3)).not.toEqual(faults(4));
});

it("harms nothing at the scale 0", () => {
  const random = seeded(1);
  for (let draw = 0; draw < 1_000; draw++) expect(drawFault(random, "github", 0)).toBeNull();
});
