import { expect, it } from "vitest";
import { readLink, signLink } from "./link-token.ts";

const SECRET = "a secret of more than thirty-two characters";
const ID = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10";

it("carries the id and fits a URL", async () => {
  const token = await signLink(SECRET, "invite", ID);
  expect(token).toMatch(/^[\w-]{64}$/);
  expect(await readLink(SECRET, "invite", token)).toBe(ID);
});

it("holds for its purpose and its secret alone", async () => {
  const token = await signLink(SECRET, "invite", ID);
  expect(await readLink(SECRET, "share", token)).toBeNull();
  expect(await readLink(`${SECRET}!`, "invite", token)).toBeNull();
});

it("refuses every change of a character", async () => {
  const token = await signLink(SECRET, "invite", ID);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === "A" ? "B" : "A";
    expect(await readLink(SECRET, "invite", token.slice(0, at) + other + token.slice(at + 1))).toBeNull();
  }
});

it.each(["", "x", "é".repeat(64), "A".repeat(63), "A".repeat(65)])("refuses %j", async (token) => {
  expect(await readLink(SECRET, "invite", token)).toBeNull();
});
