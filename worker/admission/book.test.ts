import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  admitted,
  type Book,
  type Caps,
  inOrder,
  slotsIn,
  toReclaim,
  type Waiter,
  waitsFor,
} from "./book.ts";

const caps = (tasks: number, tasksPerUser = 1_000): Caps => ({ machines: tasks * 2, tasksPerUser });
const wait = (taskId: string, since: number): Waiter => ({ taskId, userId: taskId[0] ?? "", since });
const slot = (taskId: string, idleSince: number | null = null) => ({
  ...{ taskId, userId: taskId[0] ?? "" },
  idleSince,
});
const book = (part: Partial<Book>): Book => ({ slots: [], waiting: [], served: new Map(), ...part });
const ids = (tasks: readonly { taskId: string }[]) => tasks.map(({ taskId }) => taskId);

/** Runs the line until it is empty: each round the tasks that ran longest end, and others come. */
function serve(limits: Caps, arrivals: readonly Waiter[], rounds: number) {
  let state = book({});
  const served: { taskId: string; round: number }[] = [];
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    // Each task runs for one round.
    state = {
      ...state,
      slots: [],
      waiting: [...state.waiting, ...arrivals.filter(({ since }) => since === round)],
    };
    const now = admitted(state, limits);
    const turns = new Map(state.served);
    for (const { userId } of now) {
      count += 1;
      turns.set(userId, count);
    }
    served.push(...now.map(({ taskId }) => ({ taskId, round })));
    state = {
      slots: now.map(({ taskId }) => slot(taskId)),
      waiting: state.waiting.filter(({ taskId }) => !now.some((one) => one.taskId === taskId)),
      served: turns,
    };
  }
  return served;
}

describe("admission", () => {
  it("gives each user a turn, the oldest task first", () => {
    const waiting = [
      wait("a1", 1),
      wait("a2", 2),
      wait("a3", 3),
      wait("b1", 4),
      wait("c1", 5),
      wait("b2", 6),
    ];
    expect(ids(inOrder(book({ waiting }), caps(1)))).toEqual(["a1", "b1", "c1", "a2", "b2", "a3"]);
    // Who was served last comes last.
    const served = new Map([["a", 9]]);
    expect(ids(inOrder(book({ waiting, served }), caps(1)))).toEqual(["b1", "c1", "a1", "b2", "a2", "a3"]);
  });

  it("lets nobody wait behind a hundred tasks of another", () => {
    const flood = Array.from({ length: 100 }, (_, n) => wait(`a${n}`, 0));
    const served = serve(caps(1), [...flood, wait("b1", 1), wait("c1", 1), wait("b2", 2)], 110);
    const roundOf = (id: string) => served.find(({ taskId }) => taskId === id)?.round;
    expect({ b1: roundOf("b1"), c1: roundOf("c1"), b2: roundOf("b2") }).toEqual({ b1: 1, c1: 2, b2: 4 });
    expect(served).toHaveLength(103);
  });

  it("shares a busy installation evenly: 300 turns of three users with work without end are 100 each", () => {
    const arrivals = ["a", "b", "c"].flatMap((user, k) =>
      Array.from({ length: 200 * (k + 1) }, (_, n) => wait(`${user}${n}`, 0)),
    );
    const served = serve(caps(4), arrivals, 75);
    const share = (user: string) => served.filter(({ taskId }) => taskId.startsWith(user)).length;
    expect([share("a"), share("b"), share("c")]).toEqual([100, 100, 100]);
  });

  it("is held by both caps, and a user at the limit holds nobody up", () => {
    const waiting = [wait("a3", 1), wait("b1", 2), wait("c1", 3)];
    const state = book({ slots: [slot("a1"), slot("a2")], waiting });
    expect(ids(admitted(state, caps(3, 2)))).toEqual(["b1"]);
    expect(ids(admitted(state, caps(9, 2)))).toEqual(["b1", "c1"]);
    expect(ids(admitted(state, caps(2)))).toEqual([]);
    expect(waitsFor(state, caps(9, 2), "a")).toBe("user");
    expect(waitsFor(state, caps(2, 9), "b")).toBe("installation");
    expect(ids(inOrder(state, caps(9, 2)))).toEqual(["b1", "c1", "a3"]);
  });

  it("counts two machines for a task", () => {
    expect([0, 1, 2, 3, 40].map((machines) => slotsIn({ machines, tasksPerUser: 1 }))).toEqual([
      0, 0, 1, 1, 20,
    ]);
  });

  it("asks idle tasks for their machines only where that helps whoever is first, the longest idle first", () => {
    const slots = [slot("a1", 20), slot("b1", 10), slot("a2")];
    expect(toReclaim(book({ slots }), caps(3))).toEqual([]);
    expect(ids(toReclaim(book({ slots, waiting: [wait("c1", 1)] }), caps(3)))).toEqual(["b1", "a1"]);
    expect(toReclaim(book({ slots, waiting: [wait("c1", 1)] }), caps(4))).toEqual([]);
    // Only the user's own would help a user at the limit.
    expect(ids(toReclaim(book({ slots, waiting: [wait("a3", 1)] }), caps(9, 2)))).toEqual(["a1"]);
    expect(toReclaim(book({ slots: [slot("a2")], waiting: [wait("c1", 1)] }), caps(1))).toEqual([]);
  });

  it("never exceeds a cap, never leaves a slot free that somebody may take, and forgets nobody", () => {
    const users = fc.constantFrom("a", "b", "c", "d");
    const tasks = fc.array(fc.tuple(users, fc.nat(20), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(tasks, fc.nat(8), fc.integer({ min: 1, max: 4 }), (list, machines, tasksPerUser) => {
        const limits = { machines, tasksPerUser };
        const all = list.map(([user, since, runs], n) => ({ ...wait(`${user}${n}`, since), runs }));
        let slots: ReturnType<typeof slot>[] = [];
        for (const { taskId, userId, runs } of all) {
          const own = slots.filter((one) => one.userId === userId).length;
          if (runs && slots.length < slotsIn(limits) && own < tasksPerUser) slots = [...slots, slot(taskId)];
        }
        const waiting = all.filter(({ taskId }) => !slots.some((one) => one.taskId === taskId));
        const state = book({ slots, waiting });
        expect(new Set(ids(inOrder(state, limits)))).toEqual(new Set(ids(waiting)));
        const after = [...slots, ...admitted(state, limits).map(({ taskId }) => slot(taskId))];
        expect(after.length).toBeLessThanOrEqual(slotsIn(limits));
        const own = (user: string) => after.filter(({ userId }) => userId === user).length;
        for (const { userId, taskId } of waiting) {
          expect(own(userId)).toBeLessThanOrEqual(tasksPerUser);
          const stillWaits = !after.some((one) => one.taskId === taskId);
          if (stillWaits) expect(after.length >= slotsIn(limits) || own(userId) >= tasksPerUser).toBe(true);
        }
      }),
    );
  });
});
