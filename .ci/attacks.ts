/**
 * Which tests carry out attacks, by what they attack. The counts of `npm test` and `npm run test:security` come from
 * this table; docs/security.md names the same tests. A new test of an attack gets a row here.
 */
export interface Attack {
  group: string;
  kind: string;
  project: "node" | "worker" | "browser";
  file: string;
  /** Of the names of its tests; all of the file without it. */
  tests?: RegExp;
}

const RUNNER = "sandbox/runner/security";
const SECURITY = "worker/test/security";

const of =
  (group: string, project: Attack["project"]) =>
  (kind: string, file: string, tests?: RegExp): Attack => ({ group, kind, project, file, tests });
const breakOut = of("sandbox escapes", "node");
const forged = of("sandbox escapes", "worker");
const access = of("access matrix", "node");
const visitor = of("access matrix", "worker");
const token = of("bad tokens", "worker");
const secret = of("secrets that must not get out", "node");
const input = of("bad input", "worker");

export const ATTACKS: readonly Attack[] = [
  breakOut("files", `${RUNNER}/confinement.test.ts`, /reads no secret of Verne's/),
  breakOut("files", "local/task-users.test.ts"),
  breakOut("loopback", `${RUNNER}/network.test.ts`, /no way to servers of this machine|nothing but git/),
  breakOut(
    "loopback",
    "local/worker/worker.test.ts",
    /opens no debugger|has no door to storage|lets nobody work/,
  ),
  breakOut(
    "local network",
    `${RUNNER}/network.test.ts`,
    /not get to addresses|fails closed|one loopback|no other task's/,
  ),
  breakOut("local network", "sandbox/runner/network/dial.test.ts"),
  breakOut("/proc, capabilities, signals", `${RUNNER}/confinement.test.ts`, /has no capability/),
  breakOut("sysctl", `${RUNNER}/confinement.test.ts`, /writes no setting of the kernel/),
  breakOut("descriptors", `${RUNNER}/confinement.test.ts`, /gets no descriptor/),
  breakOut("variables of the host", `${RUNNER}/host-process.test.ts`),
  breakOut("daemons", `${RUNNER}/confinement.test.ts`, /leaves nothing running/),
  breakOut(
    "fork, memory, processor",
    `${RUNNER}/limits.test.ts`,
    /processes without end|memory without|processor without/,
  ),
  breakOut("control groups", "sandbox/runner/slices.test.ts", /end at once|hold no more processes/),
  breakOut("disk, output", `${RUNNER}/limits.test.ts`, /prints without end|fills the disk/),
  breakOut("network of containers", "worker/sandbox/container/egress.test.ts"),
  breakOut("links", "worker/sandbox/git.test.ts", /never through a link|attributes are a link/),
  breakOut("links", "worker/agent/tools/paths.test.ts", /links/),
  breakOut(
    "the platform's repository",
    `${RUNNER}/confinement.test.ts`,
    /writes nothing in the platform's folder/,
  ),
  breakOut("the task's own repository", "worker/sandbox/own-repository.test.ts"),
  breakOut("hooks", "worker/sandbox/git.test.ts", /hooks and monitors/),
  forged("hooks, attributes, index flags", "worker/test/change-set.test.ts", /by attributes, excludes/),
  breakOut("filters, attributes", "worker/sandbox/git.test.ts", /whatever its attributes|ask for a filter/),
  breakOut("replace refs", "worker/sandbox/git.test.ts", /a replace ref stands in/),
  forged("filters with replace refs", "worker/test/change-set.test.ts", /clean filter with a replace ref/),
  forged(
    "forged objects, alternates",
    "worker/test/change-set.test.ts",
    /forged objects|another repository in the place/,
  ),
  breakOut("forged objects, alternates", "worker/task/change-set/verified-objects.test.ts"),
  breakOut("submodules", "worker/github/change.test.ts", /refuses submodules/),
  breakOut("submodules", "worker/agent/tools/paths.test.ts", /populated submodule/),
  breakOut("names", "worker/github/change.test.ts", /refuses|\/etc\/passwd|\.\./),
  breakOut("names", "worker/agent/edit/path.test.ts"),
  breakOut("names", "worker/agent/tools/paths.test.ts", /capitals|not seen/),
  breakOut(
    "the permission to clone",
    "worker/sandbox/git.test.ts",
    /shows its permission|takes no other transport/,
  ),
  breakOut("the permission to clone", "worker/github/git-proxy.test.ts", /refuses|never follows|few headers/),
  forged("the permission to clone", `${SECURITY}/clone-capability.test.ts`),
  forged("network rules", `${SECURITY}/egress-rules.test.ts`),
  forged("commands that nobody agreed to", `${SECURITY}/agreement.test.ts`),
  forged("level of isolation", `${SECURITY}/sandbox-level.test.ts`),
  access("tables and functions", "supabase/tests/pgtap.test.ts"),
  access("every table x verb x role", "supabase/tests/access.test.ts", /every table/),
  access("every function x role", "supabase/tests/access.test.ts", /every function/),
  visitor("every operation x person", `${SECURITY}/access.test.ts`),
  access(
    "sign-in on this machine",
    "local/github/oauth.test.ts",
    /code of this start|sends no code|loopback names/,
  ),
  visitor("tasks", "worker/test/bad-input.test.ts", /somebody else's|opens no socket/),
  visitor("audit log", "worker/test/audit.test.ts"),
  visitor("removed accounts", "worker/test/removals.test.ts"),
  visitor("organisations", "worker/test/orgs.test.ts", /roles|invitation|read by viewers|not watched/),
  visitor("links", "worker/test/sharing.test.ts"),
  visitor("commands in every state", "worker/test/refusals.test.ts"),
  token("access tokens", "worker/test/bad-input.test.ts", /a token/),
  of("bad tokens", "node")("tokens of links", "worker/access/link-token.test.ts"),
  of("bad tokens", "node")("permissions to clone", "worker/access/capability.test.ts"),
  of("bad tokens", "node")("access tokens", "local/supabase/contract.test.ts", /token|key/),
  of("addresses of model servers", "node")("private addresses", "worker/llm/base-url.test.ts"),
  of("addresses of model servers", "node")("special addresses", "worker/llm/special-addresses.test.ts"),
  of("addresses of model servers", "node")("names that lead to them", "worker/llm/resolved-url.test.ts"),
  of("addresses of model servers", "node")("origins of sockets", "worker/api/socket-origin.test.ts"),
  secret("redaction", "worker/tasks/redact.test.ts"),
  secret("redaction", "worker/tasks/redact-events.test.ts"),
  of("secrets that must not get out", "worker")("canaries in every store", `${SECURITY}/canaries.test.ts`),
  secret("canary: secrets of the Worker", "local/worker/worker.test.ts", /no secret in its arguments/),
  input("API", "worker/test/bad-input.test.ts", /POST \/api\/tasks|a command|keys|a model/),
  input("API, fuzzed", `${SECURITY}/fuzz.test.ts`),
  input("API", "worker/test/attachments.test.ts", /POST \/api\/attachments/),
  of("hostile repositories", "node")("what the platform does", "worker/sandbox/hostile-repos.test.ts"),
  of("hostile repositories", "worker")("whole tasks", `${SECURITY}/hostile-repos.test.ts`),
  of("hostile models", "node")("a whole run", "worker/agent/hostile-model.test.ts", /a hostile model/),
  of("hostile models", "node")(
    "what a server sends",
    "worker/agent/hostile-model.test.ts",
    /a hostile server/,
  ),
  of("hostile models", "node")("runs that do not end", "worker/agent/bad-model.test.ts", /a model that/),
  of("hostile models", "node")("silence without an end", "worker/llm/stream-clock.test.ts"),
  of("hostile models", "browser")("text on the page", "web/test/hostile-text.test.ts"),
  of("hostile models", "node")("orders in a repository", "worker/agent/bad-model.test.ts", /gives orders/),
  of("unreviewed publishing", "node")("objections of the gate", "worker/task/objections/gate.test.ts"),
  of("unreviewed publishing", "node")("weakened tests", "worker/task/objections/weakened.test.ts"),
  of("unreviewed publishing", "node")("weakened tests", "worker/task/objections/weakened-languages.test.ts"),
  of("unreviewed publishing", "node")("known vulnerabilities", "worker/task/work/scans.test.ts"),
  of("unreviewed publishing", "node")("settings, scripts, locks", "worker/task/objections/content.test.ts"),
  of("unreviewed publishing", "worker")(
    "files that the sandbox hides",
    "worker/test/tests-no-longer-run.test.ts",
    /only the sandbox has|is not there for the tests/,
  ),
  secret("published secrets", "worker/task/secrets/find.test.ts"),
  secret("published secrets", "worker/task/objections/secrets.test.ts"),
  of("secrets that must not get out", "worker")("published secrets", "worker/test/secrets.test.ts"),
];
