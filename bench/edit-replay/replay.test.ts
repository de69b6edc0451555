/** Made-up histories in every form: what is written is what the commit has, or nothing is. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type FileChange, FORMS } from "./forms.ts";
import { FOUND } from "./found.ts";
import { madeUpChange } from "./made-up.ts";
import { replay } from "./run.ts";

/** As many ways to send a change: more or less context, with or without the last line end. */
const TURNS = [0, 1, 2, 3, 4, 5];

/** The same histories each time. `bench:edit -- --made-up` is where new ones are looked for. */
const SEED = 20_261_130;
const examples = FOUND.flatMap((change) => TURNS.map((turn): [FileChange, number] => [change, turn]));

it.each(FORMS.map(({ name }) => name))("%s: writes what the commit has, or nothing", (form) => {
  const seen = { right: 0, wrong: 0, refused: 0 };
  fc.assert(
    fc.property(madeUpChange, fc.nat(5), (given, turn) => {
      for (const { verdict, written, sent } of replay(given, turn, form)) {
        seen[verdict] += 1;
        if (verdict === "wrong")
          expect({ sent: sent.request, written }).toEqual({ sent: sent.request, written: sent.after });
      }
    }),
    { numRuns: examples.length + 120, seed: SEED, examples },
  );
  expect(seen.right).toBeGreaterThan(seen.refused / 4);
});
