import type { WebSocketRoute } from "playwright-core";
import type {
  BaseState,
  Draft,
  InvitePreview,
  Org,
  OrgPeople,
  OrgRole,
  Sharing,
  TaskDiff,
  TaskEvent,
  TaskSummary,
  TaskView,
} from "../../../worker/protocol/index.ts";

/** An organisation that keeps the changes that the page makes. Its owner is the reader, ada. */
export interface FakeOrg {
  /** Null until it is founded or joined. */
  org: Org | null;
  people: OrgPeople;
  /** True: the next change of a member is refused. */
  refuses?: boolean;
}

/** What the fake Worker answers. It speaks the protocol; only the data is made up. */
export interface FakeWorker {
  embedded: boolean;
  /** What commands of tasks run in; bubblewrap without it. */
  isolation?: "uid" | "none";
  signedIn: boolean;
  tasks: TaskSummary[];
  view: TaskView | null;
  events: TaskEvent[];
  /** Path prefixes that fail with an internal error. */
  failing: string[];
  /** Path prefixes that never answer. */
  hanging: string[];
  /** True: nothing was used and nothing is known. */
  unused: boolean;
  /** True: the month has limits. */
  limited?: boolean;
  /** True: the provider refuses the stored key. */
  badKey: boolean;
  /** True: there are keys of several providers, and tasks to learn from. */
  ownKeys?: boolean;
  /** True: a new task is accepted; otherwise it is refused for want of a key. */
  startsTasks?: boolean;
  /** True: the socket stays open and answers no ping, as behind a network that is gone. */
  silent?: boolean;
  /** True: every token is refused, as after a session was ended elsewhere. */
  expired: boolean;
  /** Every request of a session is refused with this: the user may not use the installation. */
  entry?: { code: "no_entry" | "entry_unknown"; message: string };
  /** True: there is no token of GitHub's. */
  disconnected?: boolean;
  /** True: GitHub no longer accepts the token that is there. */
  githubRefuses?: boolean;
  /** True: GitHub shows no repository. */
  noRepos?: boolean;
  /** How many images may still be uploaded; four when it is not said. */
  roomForImages?: number;
  /** What was uploaded, in order. */
  uploads?: { type: string; bytes: number }[];
  /** The user's role in an organisation of four people; without it there are only names. */
  orgRole?: OrgRole;
  /** An organisation that keeps the changes that the page makes. */
  org?: FakeOrg;
  /** What every invitation offers; without it invitations are invalid. */
  invite?: InvitePreview;
  /** Names of the user's organisations. */
  orgs?: string[];
  /** Who may read the task. */
  sharing?: Sharing;
  /** `METHOD path` of requests about the task that are refused. */
  refused?: string[];
  /** True: the task's commands are accepted without an effect. */
  accepts?: boolean;
  /** Gets the task's socket once everything that is known was sent: what it sends then is live. */
  onLive?: (socket: WebSocketRoute) => void;
  /** State of the task's base branch; unchanged by default. */
  base?: Partial<BaseState>;
  /** Repositories that can be read and not written. */
  readOnlyRepos?: string[];
  /** Messages that the page sends on the task's socket, in order. */
  heard?: string[];
  /** Another diff than the usual one. */
  diff?: TaskDiff;
  /** Messages to the agent are taken, and their bodies put here. */
  sent?: unknown[];
  /** Saved drafts. */
  drafts?: Draft[];
}

export const FAKE_DEFAULT: FakeWorker = {
  embedded: true,
  signedIn: true,
  tasks: [],
  view: null,
  events: [],
  failing: [],
  hanging: [],
  unused: false,
  badKey: false,
  expired: false,
};
