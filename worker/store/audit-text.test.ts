import { expect, it } from "vitest";
import type { AuditEntry } from "../protocol/index.ts";
import { headOf, linesOf } from "./audit-text.ts";

const entry: AuditEntry = {
  entry_id: 7,
  at: "2026-11-30T10:00:00.000Z",
  actor: {
    kind: "client",
    user_id: "11111111-2222-4333-8444-555555555555",
    login: "grace",
    client_id: "=cmd()",
  },
  actor_removed: false,
  action: "network.changed",
  target: { kind: "repo", id: "acme/cart", login: null },
  org_id: null,
  detail: { added: ['"a".example', "b.example\n"] },
};

it("writes a line of CSV for each entry, with nothing in it that a spreadsheet would carry out", () => {
  const text = headOf("csv") + linesOf("csv", [entry, { ...entry, actor: { kind: "system" } }]);
  const [head, first, second, rest] = text.split("\r\n");
  expect(head?.split(",")).toHaveLength(13);
  expect(first).toBe(
    '"7","2026-11-30T10:00:00.000Z","client","11111111-2222-4333-8444-555555555555","grace","\'=cmd()","false",' +
      '"network.changed","repo","acme/cart","","","{""added"":[""\\""a\\"".example"",""b.example\\n""]}"',
  );
  expect(second).toContain('"system","","","","false"');
  expect(rest).toBe("");
});

it("writes a JSON object for each line, as the API gives it", () => {
  const lines = linesOf("ndjson", [entry, entry]).trimEnd().split("\n");
  expect(headOf("ndjson")).toBe("");
  expect(lines.map((line) => JSON.parse(line))).toEqual([entry, entry]);
});
