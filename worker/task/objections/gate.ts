/**
 * Pure, and the only place that decides it: the objections to publishing a change without a review. With an empty list
 * `auto_pr` opens the pull request; serious objections have to be accepted by a person.
 */
import {
  type FileDiff,
  MAX_LISTED,
  type Objection,
  type ObjectionFinding,
  type ObjectionKind,
  stillFails,
  type TestComparison,
} from "../../protocol/index.ts";
import type { ScanFindings } from "../record/stored-documents.ts";
import { maskSecrets } from "../secrets/find.ts";
import type { ContentFindings } from "./content.ts";
import { locksWithoutManifest } from "./lock-files.ts";
import { placeOf } from "./places.ts";
import { secretsInTexts } from "./secrets.ts";

export interface GateInput {
  /** Null while no test has run on this tree. */
  comparison: TestComparison | null;
  files: readonly FileDiff[];
  /** Null when the texts were not read; that is an objection of its own. */
  content: ContentFindings | null;
  /** Null when this tree was not scanned. */
  scans: ScanFindings | null;
  /** Why installing the dependencies failed; null when they are installed. */
  installFailure: string | null;
  /** The user allows publishing on the exit status of the test command alone. */
  exitStatusCounts: boolean;
  /** Other published texts (commit message, pull request), by name. */
  texts: Readonly<Record<string, string>>;
}

/** Shown, but a person who reads the diff need not accept them. */
const MILD: ReadonlySet<ObjectionKind> = new Set([
  "tests_changed",
  "lock_without_manifest",
  "advisories_unknown",
]);

/** Nobody may accept these: publishing a secret cannot be undone. */
const BLOCKING: ReadonlySet<ObjectionKind> = new Set(["secrets"]);

export function objectionsOf(input: GateInput): Objection[] {
  return [...evidenceObjections(input), ...changeObjections(input)];
}

/** The objections that still block publishing, after those a person accepted. */
export const openOf = (objections: readonly Objection[], accepted: readonly string[]): Objection[] =>
  objections.filter(({ id, serious, blocking }) => blocking || (serious && !accepted.includes(id)));

function evidenceObjections({ comparison, installFailure, exitStatusCounts }: GateInput): Objection[] {
  const found: Objection[] = [];
  if (installFailure !== null)
    found.push(
      told("install_failed", "The dependencies of the change could not be installed", installFailure),
    );
  if (comparison === null) {
    found.push(told("no_evidence", "The tests were not run on this change", ""));
    return found;
  }
  const { verdict, after, baseline } = comparison;
  const command = after.command ?? "";
  if (verdict === "no_evidence")
    found.push(told("no_evidence", "No test ran, so nothing shows that the change works", after.note ?? ""));
  if (verdict === "exit_status" && !exitStatusCounts)
    found.push(
      told(
        "exit_status_only",
        "Only the exit status of the test command is known; no test is named",
        command,
      ),
    );
  if (verdict === "no_baseline")
    found.push(
      told("no_baseline", "The tests have no run before the edits to compare with", baseline?.note ?? ""),
    );
  if (verdict === "errored")
    found.push(
      told("tests_errored", "The tests could not be run to the end on the change", after.note ?? ""),
    );
  const { broken, vanished, counts } = comparison;
  if (verdict === "broken" && counts.broken > 0) found.push(cases("tests_broken", broken, counts.broken));
  // The removal of a test that failed loses no evidence.
  if (counts.vanished > 0) found.push(cases("tests_vanished", vanished, counts.vanished));
  if (comparison.reproduction && stillFails(comparison.reproduction))
    found.push(
      told(
        "reproduction_fails",
        "The reproduction of the fault still fails on the change",
        comparison.reproduction.after.reason,
      ),
    );
  return found;
}

function changeObjections({ files, content, texts, scans }: GateInput): Objection[] {
  const all = files.map(({ path }) => path);
  const at = (place: ReturnType<typeof placeOf>) => all.filter((path) => placeOf(path) === place);
  const both = (one: readonly string[], other: readonly string[] = []) =>
    [...new Set([...one, ...other])].sort();
  return [
    content === null ? told("unchecked", "The texts of the change were not checked", "") : null,
    findings("secrets", content?.secrets.certain ?? []),
    findings("possible_secrets", content?.secrets.possible ?? []),
    findings("secrets_in_text", secretsInTexts(texts)),
    findings("tests_weakened", content?.weakened ?? []),
    paths("tests_changed", content?.changedTests ?? []),
    paths("test_configuration", both(at("test_configuration"), content?.testConfiguration)),
    paths(
      "outside_plan",
      files.filter(({ out_of_plan }) => out_of_plan).map(({ path }) => path),
    ),
    paths("workflow", at("workflow")),
    paths("code_owners", at("code_owners")),
    paths("submodule", both(at("submodule"), content?.submodules)),
    paths("hook", at("hook")),
    paths("agent_configuration", at("agent_configuration")),
    findings("package_script", content?.packageScripts ?? []),
    paths("lock_without_manifest", locksWithoutManifest(all)),
    findings("foreign_host", content?.foreignHosts ?? []),
    findings("advisories", scans?.advisories ?? []),
    reason("advisories_unknown", scans?.advisoriesUnknown ?? null),
    findings("scanner", scans?.scanner ?? []),
    reason("scanner_failed", scans?.scannerFailure ?? null),
    findings("hidden_text", content?.hidden ?? []),
    paths(
      "binary",
      files.filter(({ binary, status }) => binary && status !== "deleted").map(({ path }) => path),
    ),
    findings("link", content?.links ?? []),
  ].filter((objection) => objection !== null);
}

type WithDetail =
  | "no_evidence"
  | "exit_status_only"
  | "no_baseline"
  | "tests_errored"
  | "reproduction_fails"
  | "install_failed"
  | "advisories_unknown"
  | "scanner_failed"
  | "unchecked";
type WithCases = "tests_broken" | "tests_vanished";
type WithFindings =
  | "secrets"
  | "possible_secrets"
  | "secrets_in_text"
  | "tests_weakened"
  | "package_script"
  | "foreign_host"
  | "advisories"
  | "scanner"
  | "hidden_text"
  | "link";
type WithPaths = Exclude<ObjectionKind, WithDetail | WithCases | WithFindings>;

function told<K extends WithDetail>(kind: K, message: string, detail: string) {
  return { ...head(kind, message, [detail]), detail: detail.slice(0, 1_000) };
}

const REASONS = {
  advisories_unknown: "Nothing is known of vulnerabilities in the dependencies of the change",
  scanner_failed: "The scanner of this repository has said nothing about the change",
};

const reason = (kind: keyof typeof REASONS, detail: string | null) =>
  detail === null ? null : told(kind, REASONS[kind], detail);

function cases<K extends WithCases>(kind: K, ids: readonly string[], count: number) {
  const message = {
    tests_broken: "The change breaks tests that passed before it",
    tests_vanished: "Tests that passed before the change are not run any more",
  }[kind];
  return { ...head(kind, message, ids), cases: ids.slice(0, MAX_LISTED), count };
}

const PATHS: Record<WithPaths, string> = {
  tests_changed: "Existing tests were changed",
  test_configuration: "The settings that decide how tests run were changed",
  outside_plan: "Files were changed that the approved plan does not name",
  workflow: "The change touches workflows, which run with the repository's rights",
  code_owners: "The change touches who has to review",
  submodule: "The change touches submodules, whose contents nobody saw here",
  hook: "The change touches what runs by itself on a developer's machine",
  agent_configuration: "The change touches what coding agents are told",
  lock_without_manifest: "Lock files changed although no manifest did",
  binary: "Binary files cannot be reviewed here",
};

function paths<K extends WithPaths>(kind: K, list: readonly string[]) {
  if (list.length === 0) return null;
  return { ...head(kind, PATHS[kind], list), paths: list.slice(0, MAX_LISTED), count: list.length };
}

const FINDINGS: Record<WithFindings, string> = {
  secrets: "The change holds secrets, and is not published before they are out of it",
  possible_secrets: "The change holds what may be secrets",
  secrets_in_text: "The task's own text holds what may be secrets; they are masked in the pull request",
  tests_weakened: "Existing tests were weakened",
  package_script: "The change decides what runs when dependencies are installed",
  foreign_host: "Lock files name hosts that were not named before",
  advisories: "The change brings dependencies with known vulnerabilities",
  scanner: "The scanner of this repository objects to the change",
  hidden_text: "New text holds characters that are not seen, or that turn the direction of writing",
  link: "The change adds or turns symbolic links",
};

function findings<K extends WithFindings>(kind: K, list: readonly ObjectionFinding[]) {
  if (list.length === 0) return null;
  const said = list.map(({ path, line, what }) => `${path}:${line}:${what}`);
  // A quoted line may contain a secret as well.
  const shown = list.slice(0, MAX_LISTED).map((finding) => ({ ...finding, what: maskSecrets(finding.what) }));
  return { ...head(kind, FINDINGS[kind], said), findings: shown, count: list.length };
}

function head<K extends ObjectionKind>(kind: K, message: string, content: readonly string[]) {
  return {
    id: `${kind}:${fingerprint(content.join("\0"))}`,
    kind,
    serious: !MILD.has(kind),
    blocking: BLOCKING.has(kind),
    message,
  };
}

/** Distinguishes the lists shown to a person one after the other; not collision-resistant. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
