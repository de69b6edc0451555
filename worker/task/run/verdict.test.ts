import { describe, expect, it } from "vitest";
import { AgentStopped } from "../../agent/types.ts";
import { PublishFailure } from "../../github/change.ts";
import { GitHubFailure } from "../../github/client.ts";
import { type ModelErrorClass, ModelFailure } from "../../llm/types.ts";
import { type FailureCode, PublishRefusal } from "../../protocol/index.ts";
import { GitFailure } from "../../sandbox/git.ts";
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

  it("names the database, and tells one that is away from one that refuses", () => {
    const verdict = (kind: StoreFailure["kind"]) =>
      judge(new StoreFailure(kind, "read key: x"), MAX_ATTEMPTS);
    expect(verdict("unavailable")).toEqual({
      type: "fail",
      code: "database_unavailable",
      message: "The database does not answer, after 3 attempts",
    });
    expect(verdict("refused")).toMatchObject({
      code: "internal",
      message: expect.stringContaining("refused"),
    });
  });

  it("does not show the text of an unexpected error", () => {
    expect(judge(new Error("secret ghp_123"), MAX_ATTEMPTS)).toEqual({
      type: "fail",
      code: "internal",
      message: "An unexpected error in Verne itself, after 3 attempts",
    });
  });

  const gitHub = (kind: GitHubFailure["kind"], retryAfterMs: number | null = null) =>
    new GitHubFailure(kind, 500, "GitHub said no", { retryAfterMs });

  it.each<[unknown, FailureCode, number]>([
    [new StepFailure("sandbox_lost", "gone", { retryable: true }), "sandbox_lost", 2_000],
    [sandbox("lost"), "sandbox_lost", 500],
    [sandbox("transient"), "sandbox_unavailable", 2_000],
    [sandbox("capacity"), "sandbox_unavailable", 30_000],
    [sandbox("timeout"), "step_timeout", 1_000],
    [gitHub("rate_limited"), "publish_failed", 30_000],
    [gitHub("rate_limited", 7), "publish_failed", 7],
    [gitHub("unavailable"), "publish_failed", 2_000],
    [new GitFailure("clone", 128, "no route"), "internal", 1_000],
    [new StoreFailure("unavailable", "x"), "database_unavailable", 5_000],
    [new Error("bug"), "internal", 1_000],
  ])("tries %s again and fails with %s in the end", (error, code, delayMs) => {
    const lost = error instanceof SandboxFailure && error.kind === "lost";
    const again = judge(error, 1);
    if (again.type !== "retry") throw new Error("expected a retry");
    expect(again).toEqual({ type: "retry", delayMs, message: again.message, sandboxLost: lost });
    expect(judge(error, MAX_ATTEMPTS - 1)).toEqual({ ...again, delayMs: delayMs * 2 });
    const message = `${again.message}, after ${MAX_ATTEMPTS} attempts`;
    expect(judge(error, MAX_ATTEMPTS)).toEqual({ type: "fail", code, message });
  });

  it("says which git command failed", () => {
    expect(judge(new GitFailure("clone", 128, "no route"), 1)).toMatchObject({
      message: "clone failed: no route",
    });
  });

  it.each<[unknown, FailureCode]>([
    [new StepFailure("repository_empty", "no"), "repository_empty"],
    [new AgentStopped("budget_exhausted", "no"), "budget_exhausted"],
    [sandbox("permanent"), "sandbox_unavailable"],
    [gitHub("unauthorized"), "github_access_lost"],
    [gitHub("not_found"), "publish_failed"],
  ])("fails at once with %s: %s", (error, code) => {
    expect(judge(error, 1)).toMatchObject({ type: "fail", code });
  });

  it.each<[ModelErrorClass, FailureCode]>([
    ["invalid_key", "model_invalid_key"],
    ["no_quota", "model_no_quota"],
    ["rate_limited", "model_rate_limited"],
    ["overloaded", "model_overloaded"],
    ["context_too_long", "model_context_too_long"],
    ["refused", "model_refused"],
    ["bad_request", "model_bad_request"],
    ["network", "model_unreachable"],
    ["timeout", "model_timeout"],
    ["garbage", "model_garbage"],
    ["cancelled", "internal"],
  ])("says of a model that failed by %s: %s", (why, code) => {
    const failure = new ModelFailure({ class: why, message: "why", retryable: true, retryAfterMs: null });
    expect(judge(failure, 1)).toEqual({ type: "fail", code, message: "why" });
  });
});
