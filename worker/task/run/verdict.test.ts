import { describe, expect, it } from "vitest";
import { PublishFailure } from "../../github/change.ts";
import { GitHubFailure } from "../../github/client.ts";
import { ModelFailure } from "../../llm/types.ts";
import { PublishRefusal } from "../../protocol/index.ts";
import { type FailureKind, SandboxFailure } from "../../sandbox/port.ts";
import { StoreFailure } from "../../store/failure.ts";
import { Fenced, StepFailure } from "./failures.ts";
import { MAX_ATTEMPTS } from "./lease.ts";
import { judge } from "./verdict.ts";

const sandbox = (kind: FailureKind) => new SandboxFailure(kind, "CODE", "text");

describe("judge", () => {
  it("stops without a trace when the run was fenced", () => {
    expect(judge(new Fenced("lease lost"), 1)).toEqual({ type: "stop" });
  });

  it("fails at once for what another attempt would not change", () => {
    expect(judge(new StepFailure("repository_empty", "no commits"), 1)).toEqual({
      type: "fail",
      code: "repository_empty",
      message: "no commits",
    });
    const refused = new ModelFailure({
      class: "refused",
      message: "no",
      retryable: false,
      retryAfterMs: null,
    });
    expect(judge(refused, 1)).toMatchObject({ type: "fail", code: "model_refused" });
    expect(judge(sandbox("permanent"), 1)).toMatchObject({ type: "fail", code: "sandbox_unavailable" });
    expect(judge(new GitHubFailure("unauthorized", 401, "x"), 1)).toMatchObject({
      code: "github_access_lost",
    });
  });

  it("keeps the reason for which a change was not published", () => {
    for (const code of PublishRefusal.options)
      expect(judge(new PublishFailure(code, "why"), 1)).toEqual({ type: "fail", code, message: "why" });
  });

  it("tries again, later each time, and gives up after the last attempt with the cause", () => {
    for (const error of [
      sandbox("transient"),
      sandbox("capacity"),
      new StoreFailure("unavailable", "x"),
      new Error("bug"),
    ]) {
      const [first, second] = [judge(error, 1), judge(error, 2)];
      if (first.type !== "retry" || second.type !== "retry") throw new Error("expected a retry");
      expect(second.delayMs).toBeGreaterThan(first.delayMs);
      expect(judge(error, MAX_ATTEMPTS)).toMatchObject({ type: "fail" });
    }
  });

  it("knows a lost sandbox, which has to be built again", () => {
    expect(judge(sandbox("lost"), 1)).toMatchObject({ type: "retry", sandboxLost: true });
    expect(judge(sandbox("transient"), 1)).toMatchObject({ type: "retry", sandboxLost: false });
  });

  it("waits as long as GitHub asks", () => {
    const limited = new GitHubFailure("rate_limited", 429, "limit", { retryAfterMs: 42_000 });
    expect(judge(limited, 1)).toMatchObject({ type: "retry", delayMs: 42_000 });
  });

  it("does not show the text of an unexpected error", () => {
    expect(JSON.stringify(judge(new Error("secret ghp_123"), MAX_ATTEMPTS))).not.toContain("ghp_123");
  });
});
