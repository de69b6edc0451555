import type { Socket } from "node:net";

/** Carries bytes both ways until one side ends; what ends or breaks takes the other with it. */
export function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy());
    from.once("close", () => to.destroy());
    from.pipe(to);
  }
  one.resume();
}
