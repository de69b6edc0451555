import { expect, it } from "vitest";
import { NOTHING_KEPT, wantedIn, withKept } from "./kept-changes.ts";

const file = (path: string) => [{ path, before: null, after: "x", executable: false }];

it("keeps the last eight under ids of their own, and an equal one once", () => {
  let { id, stored } = withKept(NOTHING_KEPT, file("0"));
  expect(withKept(stored, file("0"))).toEqual({ id: "k1", stored });
  for (let at = 1; at < 10; at++) ({ id, stored } = withKept(stored, file(`${at}`)));
  expect(id).toBe("k10");
  expect(stored.items.map((change) => change.id)).toEqual(["k3", "k4", "k5", "k6", "k7", "k8", "k9", "k10"]);
});

it("finds the kept changes of a scope request", () => {
  expect(wantedIn([{ kept: "k1" }, {}, { kept: "k1" }, { kept: "k2" }])).toEqual(["k1", "k2"]);
});
