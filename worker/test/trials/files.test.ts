/**
 * Files of many names, contents and kinds, from the prompt to the published tree. Each table is one task; the tasks run
 * in parallel.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { diffOf } from "../trial.ts";
import { call, connectGitHub, errorOf, fireDeadline, users } from "../verne.ts";
import { ATTRIBUTES, TEXTS } from "./bytes.ts";
import { KINDS } from "./kinds.ts";
import { NAMES } from "./names.ts";
import { together } from "./table.ts";

beforeAll(connectGitHub);

describe.concurrent("a name that", () => {
  together(NAMES, "Change them all. @Übersicht.md first.");
});

describe.concurrent("of what stands at a path,", () => {
  together(KINDS);
});

describe.concurrent("a text", () => {
  const came = together([...TEXTS, ...ATTRIBUTES]);

  it("can be downloaded byte for byte, by its owner alone, and is kept in Postgres when the task is forgotten", async () => {
    const { taskId, diff } = came();
    expect(diff.patch).toContain("\n+Patch:\rdiff --git a/odd/x.js b/odd/x.js\rindex 1..2\n");
    const answer = await call("GET", `/api/tasks/${taskId}/patch`);
    expect(answer.headers.get("content-disposition")).toContain(`verne-${taskId.slice(0, 8)}.patch`);
    const patch = new TextDecoder("latin1").decode(await answer.arrayBuffer());
    expect(patch).toContain("\n caf\xe9\n-1\n+th\xe9\n");
    expect(patch).toContain("Binary files a/gone.bin and /dev/null differ\n");
    expect(patch).toContain("\n-two\r\n+2\r\n");
    const { accessToken: token } = users().grace;
    expect(await errorOf(call("GET", `/api/tasks/${taskId}/patch`, { token }))).toMatchObject({
      status: 404,
      code: "not_found",
    });

    await expect(fireDeadline(taskId, "expire")).rejects.toThrow("expired");
    const stored = await diffOf(taskId);
    expect(stored.files).toEqual(diff.files);
    // Except binary files, and the one of 800 kB, which is too large for a row.
    const pieces = diff.patch.split(/(?<=^|\n)(?=diff --git )/);
    const kept = pieces.filter((piece) => !/app\.min\.js|^Binary files /m.test(piece));
    expect(stored.patch).toBe(kept.join(""));
  });
});
