/**
 * Who may run, and who waits for what: the rules of admission, pure. The book is the only place that counts running tasks
 * and their machines.
 */

export interface Caps {
  /** Machines of the whole installation. */
  machines: number;
  /** Running tasks of one user. */
  tasksPerUser: number;
}

/** A task has a machine for each of its two trees; both are reserved at once, so that none waits for its second. */
export const MACHINES_PER_TASK = 2;

/** A task that may have machines. */
export interface Slot {
  taskId: string;
  userId: string;
  /** Since when it waits for its user, with machines that it could give up; null while it works. */
  idleSince: number | null;
}

export interface Waiter {
  taskId: string;
  userId: string;
  since: number;
}

export interface Book {
  slots: readonly Slot[];
  waiting: readonly Waiter[];
  /** When each user was last given a slot, by a count of all that were ever given. */
  served: ReadonlyMap<string, number>;
}

/** Which limit a task waits for. */
export type WaitsFor = "user" | "installation";

export const slotsIn = ({ machines }: Caps): number => Math.floor(machines / MACHINES_PER_TASK);

/**
 * The waiting tasks in the order in which they are served: one of each user in turn, the user first who has waited longest
 * since the last one, and of each user the oldest. Users who have as many as they may come last.
 */
export function inOrder({ slots, waiting, served }: Book, caps: Caps): Waiter[] {
  const running = countBy(slots);
  const turns = new Map(served);
  const lines = new Map<string, Waiter[]>();
  for (const waiter of [...waiting].sort((a, b) => a.since - b.since || (a.taskId < b.taskId ? -1 : 1)))
    lines.set(waiter.userId, [...(lines.get(waiter.userId) ?? []), waiter]);
  let turn = Math.max(0, ...turns.values());
  const order: Waiter[] = [];
  while (lines.size > 0) {
    const [next] = [...lines.values()]
      .flatMap(([first]) => first ?? [])
      .sort((a, b) => before(a, b, caps, { running, turns }));
    if (!next) break;
    order.push(next);
    turn += 1;
    turns.set(next.userId, turn);
    running.set(next.userId, (running.get(next.userId) ?? 0) + 1);
    const rest = (lines.get(next.userId) ?? []).slice(1);
    if (rest.length > 0) lines.set(next.userId, rest);
    else lines.delete(next.userId);
  }
  return order;
}

interface Standing {
  running: ReadonlyMap<string, number>;
  turns: ReadonlyMap<string, number>;
}

function before(a: Waiter, b: Waiter, { tasksPerUser }: Caps, { running, turns }: Standing): number {
  const full = ({ userId }: Waiter) => Number((running.get(userId) ?? 0) >= tasksPerUser);
  const turn = ({ userId }: Waiter) => turns.get(userId) ?? 0;
  return full(a) - full(b) || turn(a) - turn(b) || a.since - b.since;
}

/** Those of `inOrder` that may run now. */
export function admitted(book: Book, caps: Caps): Waiter[] {
  const running = countBy(book.slots);
  let free = slotsIn(caps) - book.slots.length;
  return inOrder(book, caps).filter(({ userId }) => {
    const own = running.get(userId) ?? 0;
    if (free <= 0 || own >= caps.tasksPerUser) return false;
    free -= 1;
    running.set(userId, own + 1);
    return true;
  });
}

/** What a waiting task waits for: its user's own limit, or a free machine of the installation. */
export function waitsFor({ slots }: Book, caps: Caps, userId: string): WaitsFor {
  return (countBy(slots).get(userId) ?? 0) >= caps.tasksPerUser ? "user" : "installation";
}

/** The tasks whose idle machines would let the first of the waiting ones run; the longest idle first. */
export function toReclaim(book: Book, caps: Caps): Slot[] {
  const [first] = inOrder(book, caps);
  if (!first || admitted(book, caps).length > 0) return [];
  const own = waitsFor(book, caps, first.userId) === "user";
  return book.slots
    .filter(({ idleSince, userId }) => idleSince !== null && (!own || userId === first.userId))
    .sort((a, b) => (a.idleSince ?? 0) - (b.idleSince ?? 0));
}

function countBy(slots: readonly Slot[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { userId } of slots) counts.set(userId, (counts.get(userId) ?? 0) + 1);
  return counts;
}
