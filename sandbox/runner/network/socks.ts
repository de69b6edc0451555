import type { Socket } from "node:net";
import { NotConnected } from "./dial.ts";
import { join } from "./join.ts";

const NO_AUTHENTICATION = 0;
const CONNECT = 1;
const REPLY = { ok: 0, failed: 1, refused: 2, command: 7, address: 8 } as const;

/** Answers SOCKS5 (RFC 1928) without authentication; CONNECT alone, by name or address. */
export async function answerSocks(
  socket: Socket,
  open: (host: string, port: number) => Promise<Socket>,
): Promise<void> {
  const reply = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  try {
    const read = reader(socket);
    const [, methods = 0] = await read(2);
    await read(methods);
    socket.write(Buffer.from([5, NO_AUTHENTICATION]));
    const [, command, , kind] = await read(4);
    const host = await readHost(read, kind ?? 0);
    const port = (await read(2)).readUInt16BE(0);
    if (command !== CONNECT) return void socket.end(reply(REPLY.command));
    if (host === null) return void socket.end(reply(REPLY.address));
    try {
      const remote = await open(host, port);
      socket.write(reply(REPLY.ok));
      join(socket, remote);
    } catch (error) {
      const denied = error instanceof NotConnected && error.rule !== null;
      socket.end(reply(denied ? REPLY.refused : REPLY.failed));
    }
  } catch {
    // It went away in the middle of its greeting.
    socket.destroy();
  }
}

type Read = (bytes: number) => Promise<Buffer>;

async function readHost(read: Read, kind: number): Promise<string | null> {
  if (kind === 1) return (await read(4)).join(".");
  if (kind === 3) return (await read((await read(1))[0] ?? 0)).toString("latin1");
  if (kind !== 4) return null;
  const address = await read(16);
  return Array.from({ length: 8 }, (_, n) => address.readUInt16BE(2 * n).toString(16)).join(":");
}

function reader(socket: Socket): Read {
  return (bytes) =>
    new Promise((resolve, reject) => {
      if (bytes === 0) return resolve(Buffer.alloc(0));
      const attempt = () => {
        const data: Buffer | null = socket.read(bytes);
        if (data === null) return;
        stop();
        resolve(data);
      };
      const fail = () => {
        stop();
        reject(new Error("the connection ended"));
      };
      const stop = () => {
        socket.off("readable", attempt);
        socket.off("close", fail);
        socket.off("end", fail);
      };
      socket.on("readable", attempt);
      socket.on("close", fail);
      socket.on("end", fail);
      attempt();
    });
}
