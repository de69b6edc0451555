/** Who may import whom: the only statement of it. docs/architecture.md draws the same picture. */
export const MAX_LINES = 400;

/** Rooms of the house. The first match counts. */
const PLACES = [
  [/^worker\/protocol\//, "protocol"],
  [/^worker\/log\//, "log"],
  [/^worker\/llm\//, "llm"],
  [/^worker\/sandbox\//, "worker-sandbox"],
  [/^worker\/github\//, "github"],
  [/^worker\/store\//, "store"],
  [/^worker\/access\//, "access"],
  [/^worker\/agent\//, "agent"],
  [/^worker\/admission\//, "admission"],
  [/^worker\/task\/record\//, "task-record"],
  [/^worker\/task\/change-set\//, "task-change-set"],
  [/^worker\/task\/secrets\//, "task-secrets"],
  [/^worker\/task\/objections\//, "task-objections"],
  [/^worker\/task\/run\//, "task-run"],
  [/^worker\/task\/work\//, "task-work"],
  [/^worker\/task\/out\//, "task-out"],
  [
    /^worker\/task\/(?:state-machine|state-diagram|print-state-diagram|mutex|throttle|bucket)\.ts$/,
    "task-leaf",
  ],
  [/^worker\/task\//, "task"],
  [/^worker\/tasks\//, "tasks"],
  [/^worker\/account\//, "account"],
  [/^worker\/api\//, "api"],
  [/^worker\/env\.ts$/, "env"],
  [/^worker\//, "entry"],
  [/^(?:e2e|bench|\.ci|web\/test)\/|^[^/]+\.ts$/, "outside"],
  [/^web\//, "web"],
  [/^local\//, "local"],
  [/^sandbox\//, "sandbox"],
  [/^supabase\//, "supabase"],
] as const;

type Place = (typeof PLACES)[number][1];

export function placeOf(file: string): Place | null {
  return PLACES.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}

const OUTER: readonly Place[] = [
  "log",
  "agent",
  "worker-sandbox",
  "github",
  "store",
  "llm",
  "access",
  "env",
  "protocol",
];
const INSIDE_TASK: readonly Place[] = [
  "task-leaf",
  "task-record",
  "task-change-set",
  "task-secrets",
  "task-objections",
  "task-run",
  "task-work",
  "task-out",
];

const ROOMS: Record<Place, readonly Place[]> = {
  protocol: [],
  log: ["task-secrets"],
  llm: ["protocol"],
  "worker-sandbox": ["protocol"],
  github: ["protocol"],
  store: ["protocol"],
  env: ["protocol"],
  // Knows tasks by name alone; the entry binds the two.
  admission: ["protocol"],
  access: ["github", "store", "llm", "env", "protocol"],
  agent: ["llm", "worker-sandbox", "protocol"],
  // The table of states, and what knows nothing of a task.
  "task-leaf": ["protocol"],
  "task-record": ["task-leaf", "agent", "llm", "log", "protocol"],
  "task-change-set": ["task-leaf", "task-record", "agent", "worker-sandbox", "github", "protocol"],
  "task-secrets": [],
  "task-objections": ["task-change-set", "task-record", "task-secrets", "agent", "protocol"],
  "task-run": ["task-leaf", "task-change-set", "task-record", ...OUTER],
  "task-work": [
    "task-leaf",
    "task-run",
    "task-objections",
    "task-change-set",
    "task-record",
    "task-secrets",
    ...OUTER,
  ],
  "task-out": ["task-leaf", "task-objections", "task-change-set", "task-record", ...OUTER],
  task: [...INSIDE_TASK, "admission", ...OUTER],
  tasks: [
    "task",
    "task-leaf",
    "task-record",
    "task-secrets",
    "task-work",
    "log",
    "access",
    "github",
    "store",
    "llm",
    "env",
    "protocol",
  ],
  account: ["tasks", "access", "github", "store", "llm", "env", "protocol"],
  // Rows are read and written by use cases alone.
  api: ["tasks", "account", "log", "access", "github", "llm", "env", "protocol"],
  entry: ["api", "tasks", "task", "admission", ...OUTER],
  web: ["protocol"],
  // The local entry also starts the runner, builds the tools, and starts what it starts.
  local: ["protocol", "sandbox"],
  sandbox: [],
  supabase: ["local"],
  outside: PLACES.map(([, place]) => place),
};

/** Modules that a room may use although it may not use the room that they are in. */
const EXCEPTIONS: Partial<Record<Place, RegExp>> = {
  // The life of a task owns its steps, which are leased; the list of its documents names their types.
  "task-record": /^worker\/task\/(?:run\/lease|change-set\/change-set|objections\/content)\.ts$/,
  // A step's context is made of what it works with.
  "task-run": /^worker\/task\/work\/checkout\/checkout\.ts$/,
  // What the platform hands over: the key ring is checked when it is read, the namespaces have types.
  env: /^worker\/(?:access\/(?:keyring|entry-variables|quota-variables)|sandbox\/container\/(?:sandbox-object|settings)|admission\/(?:admission-object|settings)|log\/error-reports)\.ts$/,
  // What it answers for a failure of the store.
  api: /^worker\/(?:bindings|store\/failure)\.ts$/,
  // What the runner and the Worker say to each other stands once.
  sandbox: /^worker\/protocol\/runner\.ts$/,
};

/** `to` is a path in the repository or the name of a package. */
export function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  const room = placeOf(from);
  if (room === null) return false;
  if (!/^(?:worker|web|local|sandbox|supabase|e2e|bench|\.ci)\//.test(to))
    return mayUsePackage(room, to, typeOnly);
  const target = placeOf(to);
  if (target === null) return false;
  return target === room || ROOMS[room].includes(target) || (EXCEPTIONS[room]?.test(to) ?? false);
}

const INSIDE_WORKER: ReadonlySet<Place> = new Set([
  ...INSIDE_TASK,
  ...OUTER,
  "task",
  "tasks",
  "account",
  "api",
  "entry",
]);

const DOORS: ReadonlySet<Place> = new Set(["api"]);
const OF_HTTP = /^(?:hono|@hono)(?:\/|$)/;

function mayUsePackage(room: Place, name: string, typeOnly: boolean): boolean {
  if (room === "protocol") return name === "zod";
  // What may be asked, and who may ask it, is the same at every door.
  if (INSIDE_WORKER.has(room) && !DOORS.has(room) && OF_HTTP.test(name)) return false;
  // The Worker runs on Web APIs alone.
  if (INSIDE_WORKER.has(room)) return typeOnly || !name.startsWith("node:");
  return true;
}
