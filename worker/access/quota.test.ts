import { afterEach, describe, expect, it, vi } from "vitest";
import type { Config } from "../env.ts";
import type { Amounts } from "../protocol/index.ts";
import { ADA, configWith, readVariables, serve } from "./access-fixture.ts";
import { quotaMessage, resetsAt, usedUp } from "./quota.ts";
import { askingFirst, requireSpending, requireTaskQuota } from "./spending.ts";

afterEach(() => vi.unstubAllGlobals());

const NOW = Date.parse("2026-11-30T23:59:59.999Z");
const amounts = (tasks: number, minutes: number, usd: number): Amounts => ({ tasks, minutes, usd });
const spender = { userId: ADA.userId, taskId: "20000000-0000-4000-8000-000000000001" };

const used = (user: Amounts, organisation: Amounts | null = null) =>
  serve({ functions: { consumption: { user, organisation } } });

it("is used up when the limit is reached, not before", () => {
  expect(usedUp({ tasks: 3 }, amounts(2, 999, 999))).toBeNull();
  expect(usedUp({ tasks: 3 }, amounts(3, 0, 0))).toBe("tasks");
  expect(usedUp({ minutes: 1.5, usd: 1 }, amounts(9, 1.4, 1))).toBe("usd");
  expect(usedUp({ usd: 0 }, amounts(0, 0, 0))).toBe("usd");
  expect(usedUp({}, amounts(9, 9, 9))).toBeNull();
  expect(usedUp({ tasks: 1, usd: 1 }, amounts(1, 0, 0), ["minutes", "usd"])).toBeNull();
});

it("begins again with the month, in UTC", () => {
  expect(resetsAt(NOW)).toBe("2026-12-01T00:00:00.000Z");
  expect(resetsAt(NOW + 1)).toBe("2027-01-01T00:00:00.000Z");
  expect(quotaMessage("You have", "tasks", 1, NOW)).toBe(
    "You have used up this month's 1 task. The next month begins at 2026-12-01T00:00:00.000Z.",
  );
});

describe("a user", () => {
  const limited: Partial<Config> = { MONTHLY_TASKS_PER_USER: 3, MONTHLY_USD_PER_USER: 10 };

  it.each([
    [amounts(2, 0, 9.99), null],
    [amounts(3, 0, 0), "quota.tasks"],
    [amounts(0, 0, 10), "quota.usd"],
  ])("who used %j may begin a task unless %s is over", async (consumed, path) => {
    used(consumed);
    const asked = requireTaskQuota(configWith(limited), ADA.userId, NOW);
    if (path === null) await expect(asked).resolves.toBeUndefined();
    else
      await expect(asked).rejects.toMatchObject({
        code: "quota_exceeded",
        status: 429,
        details: [{ path, message: expect.stringContaining("2026-12-01") }],
      });
  });

  it("may begin the one that counts already", async () => {
    used(amounts(3, 0, 0));
    await expect(requireTaskQuota(configWith(limited), ADA.userId, NOW, 1)).resolves.toBeUndefined();
    used(amounts(4, 0, 0));
    await expect(requireTaskQuota(configWith(limited), ADA.userId, NOW, 1)).rejects.toMatchObject({
      code: "quota_exceeded",
    });
  });

  it("is not counted where nothing is limited", async () => {
    const asked = used(amounts(0, 0, 0));
    await requireTaskQuota(configWith(), ADA.userId, NOW);
    await requireSpending(configWith(), spender);
    expect(asked).toEqual([]);
  });
});

describe("a task that works", () => {
  const limited = configWith({
    MONTHLY_TASKS_PER_USER: 1,
    MONTHLY_MINUTES_PER_USER: 60,
    MONTHLY_USD_PER_ORG: 5,
  });

  it.each([
    ["goes on beside the number of tasks, in which it counts itself", amounts(1, 59, 99), null, null],
    ["stops when its owner's minutes are over", amounts(1, 60, 0), null, /owner of this task .* 60 minutes/],
    [
      "stops when its organisation's money is over",
      amounts(1, 0, 0),
      amounts(9, 99, 5),
      /organisation .* \$5/,
    ],
    ["goes on while its organisation has money", amounts(1, 0, 0), amounts(9, 99, 4.99), null],
  ])("%s", async (_what, user, organisation, message) => {
    used(user, organisation);
    const asked = requireSpending(limited, spender);
    if (message === null) await expect(asked).resolves.toBeUndefined();
    else
      await expect(asked).rejects.toMatchObject({
        code: "quota_exceeded",
        message: expect.stringMatching(message),
      });
  });

  it("does not go on when what it used cannot be read", async () => {
    serve({ before: () => new Response("", { status: 503 }) });
    await expect(requireSpending(limited, spender)).rejects.toMatchObject({ name: "StoreFailure" });
  });

  it("asks before each call of a model, and calls none that is refused", async () => {
    let calls = 0;
    const model = {
      provider: "p",
      stream: async function* () {
        calls += 1;
        yield { type: "finish" as const, reason: "stop" as const };
      },
      listModels: async () => ["m"],
    };
    let left = 1;
    const client = askingFirst(model, async () => {
      left -= 1;
      if (left < 0) throw new Error("used up");
    });
    const call = async () => {
      for await (const _ of client.stream({} as never, new AbortController().signal)); // no request is read
    };
    await call();
    await expect(call()).rejects.toThrow("used up");
    expect(calls).toBe(1);
    expect(await client.listModels(new AbortController().signal)).toEqual(["m"]);
  });
});

describe("the variables", () => {
  it("are numbers, and no limit where they are empty", () => {
    const config = readVariables({
      MONTHLY_TASKS_PER_USER: "20",
      MONTHLY_USD_PER_ORG: "12.5",
      MONTHLY_USD_PER_USER: "",
    });
    expect(config).toMatchObject({ MONTHLY_TASKS_PER_USER: 20, MONTHLY_USD_PER_ORG: 12.5 });
    expect(config.MONTHLY_USD_PER_USER).toBeUndefined();
    expect(config.MONTHLY_MINUTES_PER_USER).toBeUndefined();
  });

  it.each([
    ["MONTHLY_TASKS_PER_USER", "many"],
    ["MONTHLY_TASKS_PER_ORG", "1.5"],
    ["MONTHLY_MINUTES_PER_USER", "-1"],
    ["MONTHLY_USD_PER_USER", "$5"],
    ["MONTHLY_USD_PER_ORG", "Infinity"],
  ])("%s may not be %s", (name, value) => {
    expect(() => readVariables({ [name]: value })).toThrow(new RegExp(`${name}: `));
  });
});
