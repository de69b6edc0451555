/**
 * A Worker between the product and what it calls. Its `send` is what the product's binding `STEPS` calls: it loses,
 * doubles and delays messages, as a queue that delivers at least once, and an object that dies before it sends, may
 * do. What the product fetches goes through its `fetch` to the proxy of `fault-proxy.ts`.
 */

/** The entrypoint with `send`. */
export const FAULTY_QUEUE_ENTRYPOINT = "FaultyQueue";

/** JavaScript for workerd. Bindings: `QUEUE`, the real queue, `PROXY`, and `FAULTS`, the seed and what multiplies every rate. */
export const BETWEEN_MODULE = `
import { WorkerEntrypoint } from "cloudflare:workers";

const LOST = 0.06, DOUBLED = 0.08, DELAYED = 0.1, MAX_DELAY_S = 4;
let state = null;

function draw(seed) {
  // Each life of this process draws other numbers.
  state ??= (seed ^ Date.now()) >>> 0;
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

export class ${FAULTY_QUEUE_ENTRYPOINT} extends WorkerEntrypoint {
  async send(body) {
    const { seed, scale } = this.env.FAULTS;
    if (draw(seed) < LOST * scale) return;
    const delaySeconds = draw(seed) < DELAYED * scale ? 1 + Math.floor(draw(seed) * MAX_DELAY_S) : 0;
    await this.env.QUEUE.send(body, { delaySeconds });
    if (draw(seed) < DOUBLED * scale) await this.env.QUEUE.send(body);
  }
}

export default { fetch: (request, env) => env.PROXY.fetch(request) };
`;
