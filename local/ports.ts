/** Which ports the pieces listen on. The same ones each time, so that sessions and links outlive a restart. */
import { randomInt } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { z } from "zod";

export const PIECES = ["web", "github", "supabase", "runner", "model"] as const;
export type Piece = (typeof PIECES)[number];
export type Ports = Record<Piece, number>;

const KnownPorts = z.partialRecord(z.enum(PIECES), z.int().min(1).max(65_535));

const FIRST = 8787;
const TRIES = 200;

/** True if a server may listen there now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * Chooses a free port for each piece: the wanted one, the one used last time, or the next free one after it.
 * `onTaken` hears of each port that could not be had.
 */
export async function choosePorts(
  dir: string,
  wantedWebPort: number | null,
  onTaken: (piece: Piece, taken: number, chosen: number) => void,
): Promise<Ports> {
  const file = join(dir, "ports.json");
  const known = knownPorts(file);
  const chosen = new Set<number>();
  const ports: Partial<Ports> = {};
  for (const [index, piece] of PIECES.entries()) {
    const wanted = (piece === "web" ? wantedWebPort : null) ?? known[piece] ?? FIRST + index;
    const port = await nextFree(wanted, chosen);
    if (port !== wanted) onTaken(piece, wanted, port);
    chosen.add(port);
    ports[piece] = port;
  }
  writeFileSync(file, JSON.stringify(ports));
  return ports as Ports; // the loop above filled in every piece
}

/** Of the last start; none where that cannot be read, which costs no more than other ports. */
function knownPorts(file: string): Partial<Ports> {
  try {
    return existsSync(file) ? KnownPorts.parse(JSON.parse(readFileSync(file, "utf8"))) : {};
  } catch {
    return {};
  }
}

async function nextFree(from: number, chosen: Set<number>): Promise<number> {
  for (let port = from; port < from + TRIES && port < 65_536; port++)
    if (!chosen.has(port) && (await isFree(port))) return port;
  throw new Error(`no free port between ${from} and ${from + TRIES}`);
}

/**
 * Below the ports that a system gives to outgoing connections (32768 on Linux, 49152 elsewhere): one of those could be
 * taken by a connection before the caller listens on it.
 */
const FRESH = { from: 10_000, to: 32_000 };

/** Ports that are free now, for runs that are not resumed. Two runs that ask at once rarely get the same. */
export async function freshPorts(): Promise<Ports> {
  const chosen = new Set<number>();
  while (chosen.size < PIECES.length)
    chosen.add(await nextFree(randomInt(FRESH.from, FRESH.to - TRIES), chosen));
  const ports = [...chosen];
  return Object.fromEntries(PIECES.map((piece, index) => [piece, ports[index]])) as Ports; // same length
}
