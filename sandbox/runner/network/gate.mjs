// Runs once in a new network, before anything of a task: listens on its loopback, hands the listening socket to the
// runner, and ends. From then on the runner itself answers there, without a process inside. JavaScript, since it
// must start in any folder under any version of Node that the runner has.
import { createServer } from "node:net";

const server = createServer();
server.listen(Number(process.argv[2]), "127.0.0.1", () => process.send?.("gate", server));
process.once("message", () => process.exit(0));
