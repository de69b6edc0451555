/** Who may import whom: the table of docs/architecture.md as code. */
export const MAX_LINES = 400;

/** Rooms of the house. The first match counts. */
const PLACES = [
  [/^worker\/protocol\//, "protocol"],
  [/^worker\/llm\//, "llm"],
  [/^worker\/sandbox\//, "worker-sandbox"],
  [/^worker\/github\//, "github"],
  [/^worker\/store\//, "store"],
  [/^worker\/agent\//, "agent"],
  [/^worker\/task\//, "task"],
  [/^worker\/api\//, "api"],
  [/^worker\//, "entry"],
  [/^web\//, "web"],
  [/^local\//, "local"],
  [/^sandbox\//, "sandbox"],
  [/^supabase\//, "supabase"],
  [/^(?:e2e|bench|\.ci)\/|^[^/]+\.ts$/, "outside"],
] as const;

type Place = (typeof PLACES)[number][1];

export function placeOf(file: string): Place | null {
  return PLACES.find(([pattern]) => pattern.test(file))?.[1] ?? null;
}

const ROOMS: Record<Place, readonly Place[]> = {
  protocol: [],
  llm: ["protocol"],
  "worker-sandbox": ["protocol"],
  github: ["protocol"],
  store: ["protocol"],
  agent: ["llm", "worker-sandbox", "protocol"],
  task: ["agent", "worker-sandbox", "github", "store", "llm", "protocol"],
  api: ["task", "github", "store", "llm", "protocol"],
  entry: ["api", "task", "agent", "worker-sandbox", "github", "store", "llm", "protocol"],
  web: ["protocol"],
  // The local entry also starts the runner, builds the tools, and starts what it starts.
  local: ["protocol", "sandbox"],
  sandbox: [],
  supabase: ["local"],
  outside: PLACES.map(([, place]) => place),
};

/** Modules of one room that another may use although the room as a whole may not. */
const EXCEPTIONS: Partial<Record<Place, RegExp>> = {
  // Types of the bindings; `env.ts` is the only reader of them.
  task: /^worker\/env\.ts$/,
  api: /^worker\/env\.ts$/,
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

const INSIDE_WORKER: readonly Place[] = [
  "protocol",
  "llm",
  "worker-sandbox",
  "github",
  "store",
  "agent",
  "task",
  "api",
  "entry",
];

function mayUsePackage(room: Place, name: string, typeOnly: boolean): boolean {
  if (room === "protocol") return name === "zod";
  // The Worker runs on Web APIs alone.
  if (INSIDE_WORKER.includes(room)) return typeOnly || !name.startsWith("node:");
  return true;
}
