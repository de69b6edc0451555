/**
 * Preloaded (`--import`) into a program that does not know who started it. Its file descriptor 3 is a pipe from that
 * process, which ends when the process does, however it ends; then this program's whole group is killed.
 */
import { Socket } from "node:net";

const PIPE_FD = 3;

const end = (): void => {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // Not the leader of a group.
    process.kill(process.pid, "SIGKILL");
  }
};

const pipe = new Socket({ fd: PIPE_FD, readable: true, writable: false });
pipe.on("end", end).on("error", end).resume();
// Without its parent this process has no purpose.
pipe.unref();
