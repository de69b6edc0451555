/** A small client of Verne's API for the demo, the benches and the browser tests. It uses only the public contract. */
import { randomUUID } from "node:crypto";
import type {
  CreateTask,
  ErrorBody,
  EventPage,
  SocketFrame,
  SocketTicket,
  TaskDiff,
  TaskEvent,
  TaskRef,
  TaskView,
} from "../worker/protocol/index.ts";
import type { StandIns } from "./stand-ins.ts";
import { signInWithGitHub } from "./supabase/headless-sign-in.ts";

export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  readonly status: number;
  readonly body: ErrorBody["error"];

  constructor(status: number, body: ErrorBody["error"]) {
    super(`${status} ${body.code}: ${body.message}`);
    this.status = status;
    this.body = body;
  }
}

export class Client {
  readonly url: string;
  readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  /** Throws RequestFailed with the API's own error. */
  async request<T>(method: string, path: string, body?: unknown, key?: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    // The API answers JSON of the declared shape, or the error shape.
    if (!response.ok) throw new RequestFailed(response.status, (JSON.parse(text) as ErrorBody).error);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }

  get<T>(path: string): Promise<T> {
    return this.request("GET", path);
  }

  create(task: Partial<CreateTask> & Pick<CreateTask, "repo_full_name" | "prompt">): Promise<TaskRef> {
    const whole = { branch: "main", provider: "demo", model: "verne-demo", ...task };
    return this.request("POST", "/api/tasks", whole, randomUUID());
  }

  view(taskId: string): Promise<TaskView> {
    return this.get(`/api/tasks/${taskId}`);
  }

  diff(taskId: string): Promise<TaskDiff> {
    return this.get(`/api/tasks/${taskId}/diff`);
  }

  events(taskId: string, after = 0): Promise<EventPage> {
    return this.get(`/api/tasks/${taskId}/events?after=${after}&limit=1000`);
  }

  command(taskId: string, name: string, body?: unknown): Promise<TaskRef> {
    return this.request("POST", `/api/tasks/${taskId}/${name}`, body, randomUUID());
  }

  /** Approves the plan that the task shows now. */
  async approve(taskId: string): Promise<TaskRef> {
    const { plan_document, base_commit } = await this.view(taskId);
    return this.command(taskId, "approve", { plan_version: plan_document?.version, base_commit });
  }

  /** Opens the pull request of exactly this change. */
  publish(taskId: string, { tree }: Pick<TaskDiff, "tree">): Promise<TaskRef> {
    return this.command(taskId, "apply", { tree });
  }

  /**
   * Follows the task over its socket and calls `on` for each event, in order and once. Resolves with the event for
   * which `on` answers true; rejects when the socket closes before that.
   */
  async follow(taskId: string, on: (event: TaskEvent) => boolean, after = 0): Promise<TaskEvent> {
    const { ticket } = await this.request<SocketTicket>("POST", `/api/tasks/${taskId}/ticket`);
    const address = `${this.url.replace(/^http/, "ws")}/ws/tasks/${taskId}?after=${after}`;
    const socket = new WebSocket(address, ["verne", `ticket.${ticket}`]);
    try {
      return await new Promise<TaskEvent>((resolve, reject) => {
        socket.onerror = () => reject(new Error("the socket failed"));
        socket.onclose = (event) => reject(new Error(`the socket closed: ${event.code} ${event.reason}`));
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(String(data)) as SocketFrame; // the contract of this socket
          for (const event of eventsOf(frame))
            if (on(event)) {
              resolve(event);
              return;
            }
        };
      });
    } finally {
      socket.close();
    }
  }

  /** Resolves once the task is in one of these states; rejects when it ends in another. */
  async until(taskId: string, ...states: TaskView["state"][]): Promise<TaskEvent> {
    const ends = ["complete", "failed", "cancelled"];
    const event = await this.follow(
      taskId,
      (event) => event.type === "state" && (states.includes(event.data.to) || ends.includes(event.data.to)),
    );
    if (event.type === "state" && states.includes(event.data.to)) return event;
    throw new Error(`the task ended otherwise: ${event.message}`);
  }
}

function eventsOf(frame: SocketFrame): TaskEvent[] {
  if (frame.type === "batch") return frame.data.items;
  return frame.type === "live" ? [] : [frame];
}

/** A stack of the stand-ins, or one on the real GitHub. */
interface SignInPlace {
  url: string;
  standIns: Pick<StandIns, "supabase"> & { github: Pick<StandIns["github"], "startCode"> };
}

/** Signs a user in as the web app would, and hands the GitHub token to Verne. */
export async function signIn(stack: SignInPlace, login = "ada"): Promise<Client> {
  const { url, publishableKey } = stack.standIns.supabase;
  const session = await signInWithGitHub({
    supabaseUrl: url,
    publishableKey,
    redirectTo: `${stack.url}/auth/callback`,
    startCode: stack.standIns.github.startCode,
    login,
  });
  const client = new Client(stack.url, session.accessToken);
  await client.request("POST", "/api/session/github", { provider_token: session.providerToken });
  return client;
}
