/**
 * What stands against publishing a change before a person has looked. One list for the API, the review, the choice
 * `auto_pr` and the pull request; the gate that makes it is `worker/task/objections/gate.ts`.
 */
import { z } from "zod";

/** Never more than this of paths, cases or findings in one objection; `count` says how many there are. */
export const MAX_LISTED = 50;

/** One place in the change. `line` counts in the new file; null where it is the file as a whole. */
export const ObjectionFinding = z.object({
  path: z.string(),
  line: z.int().nullable(),
  /** What is there, in a few words. */
  what: z.string(),
  /** Of a tool that has one for each of its findings: its rule, or the number of an advisory. */
  rule: z.string().optional(),
  severity: z.enum(["critical", "high", "moderate", "low", "unknown"]).optional(),
});
export type ObjectionFinding = z.infer<typeof ObjectionFinding>;

const detail = { detail: z.string() };
const cases = { cases: z.array(z.string()), count: z.int() };
const paths = { paths: z.array(z.string()), count: z.int() };
const findings = { findings: z.array(ObjectionFinding), count: z.int() };

const objection = <K extends string, D extends z.ZodRawShape>(kind: K, data: D) =>
  z.object({
    /** The same for as long as the objection says the same; what a person accepts is this very one. */
    id: z.string(),
    kind: z.literal(kind),
    /** A person must accept it by its id before the change is published. The others are only shown. */
    serious: z.boolean(),
    /** Nobody can accept it: the change has to lose it before it is published. */
    blocking: z.boolean(),
    /** One sentence for a person. */
    message: z.string(),
    ...data,
  });

export const Objection = z.discriminatedUnion("kind", [
  /** No test ran after the edits. */
  objection("no_evidence", detail),
  /** The test command succeeded, and nothing in what it printed names a test. */
  objection("exit_status_only", detail),
  /** Tests ran after the edits, and there is no run before them to compare with. */
  objection("no_baseline", detail),
  /** The test command failed, and no failed test explains it. */
  objection("tests_errored", detail),
  objection("tests_broken", cases),
  /** Passed before the edits, and are not run any more. */
  objection("tests_vanished", cases),
  /** It failed before the change as the plan says, and fails on the change. */
  objection("reproduction_fails", detail),
  /** The dependencies that the change declares could not be installed. */
  objection("install_failed", detail),
  /** Of a form that leaves no doubt; findings name kind and place, and never the value. */
  objection("secrets", findings),
  /** Named as a secret, or random. */
  objection("possible_secrets", findings),
  /** In title, prompt, summary or plan (`path` says which); masked in commit message and pull request. */
  objection("secrets_in_text", findings),
  /** Existing tests assert less than before, or are skipped. */
  objection("tests_weakened", findings),
  /** Existing tests differ, other than by new tests beside them. */
  objection("tests_changed", paths),
  /** What decides which tests run, and how. */
  objection("test_configuration", paths),
  objection("outside_plan", paths),
  /** Too large to be read, so that nothing is known of its texts. */
  objection("unchecked", detail),
  /** Runs with the repository's rights on the build service. */
  objection("workflow", paths),
  objection("code_owners", paths),
  objection("submodule", paths),
  /** Runs by itself on the machine of whoever works on the repository. */
  objection("hook", paths),
  /** Tells coding agents what to do. */
  objection("agent_configuration", paths),
  /** Runs, or decides what runs, when dependencies are installed. */
  objection("package_script", findings),
  objection("lock_without_manifest", paths),
  /** Dependencies come from a host that no lock file named before. */
  objection("foreign_host", findings),
  /** Characters that the reader of the diff does not see, in new lines and names. */
  objection("hidden_text", findings),
  /** Dependencies of the change have known vulnerabilities that those of the base commit do not have. */
  objection("advisories", findings),
  /** A tool that knows advisories is there, and could not be asked about the change. */
  objection("advisories_unknown", detail),
  /** What the repository's scanner finds, and does not find in the base commit. */
  objection("scanner", findings),
  objection("scanner_failed", detail),
  objection("binary", paths),
  objection("link", findings),
]);
export type Objection = z.infer<typeof Objection>;
export type ObjectionKind = Objection["kind"];

/** What a person accepted, and who it was. */
export const AcceptedObjections = z.object({
  ids: z.array(z.string()),
  /** GitHub login; null where it is not known. */
  by: z.string().nullable(),
  at: z.iso.datetime(),
});
export type AcceptedObjections = z.infer<typeof AcceptedObjections>;
