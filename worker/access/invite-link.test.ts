import { expect, it } from "vitest";
import { configWith } from "./access-fixture.ts";
import { inviteIdOf, inviteUrl } from "./invite-link.ts";
import { signLink } from "./link-token.ts";

const ID = "5e0c1d0a-9a52-4a0e-8a51-0f4d3b1c2a10";
const config = configWith();

it("leads to the web app, and back to the invitation", async () => {
  const url = await inviteUrl(config, { invite_id: ID });
  expect(url).toMatch(/^https:\/\/verne\.test\/invite\/[\w-]{64}$/);
  expect(await inviteIdOf(config, url.split("/").at(-1) ?? "")).toBe(ID);
});

it("that was given out yesterday still leads there", async () => {
  expect(await inviteIdOf(config, await signLink(config.CAPABILITY_SECRET, "invite", ID))).toBe(ID);
});

it.each([
  ["a forged one", () => Promise.resolve("A".repeat(64))],
  ["one of another installation", () => signLink("another secret of so many characters", "invite", ID)],
  ["one that shares a task", () => signLink(config.CAPABILITY_SECRET, "share", ID)],
])("takes no link but its own: %s", async (_what, made) => {
  await expect(inviteIdOf(config, await made())).rejects.toMatchObject({
    code: "not_found",
    message: "this invitation does not hold any more",
  });
});
