/** Pure: parses a scanner's findings from SARIF or from a list of results in the form of Semgrep and Bandit. */
import type { ObjectionFinding } from "../../protocol/index.ts";
import { line, severityOf } from "./finding.ts";
import { type Fields, fields, items, parsed, within } from "./json.ts";

/** Ignored levels: informational notes. */
const QUIET = new Set(["note", "none", "info", "low", "inventory", "experiment"]);

/** Null when the output is neither. `root` is the checkout's path in the sandbox. */
export function scannerFindings(output: string, root: string): ObjectionFinding[] | null {
  const report = fields(parsed(output));
  if (report === null) return null;
  const found = Array.isArray(report.runs)
    ? items(report.runs).flatMap((run) => ofRun(fields(run) ?? {}, root))
    : Array.isArray(report.results)
      ? items(report.results).map((result) => ofResult(fields(result) ?? {}, root))
      : null;
  return found?.filter((finding) => finding !== null) ?? null;
}

function ofRun(run: Fields, root: string): (ObjectionFinding | null)[] {
  const rules = items(within(within(run, "tool"), "driver").rules).map((rule) => fields(rule) ?? {});
  const levels = new Map(rules.map((rule) => [rule.id, within(rule, "defaultConfiguration").level]));
  return items(run.results).map((value) => {
    const result = fields(value) ?? {};
    const { kind, level, ruleId, ruleIndex, suppressions } = result;
    if ((kind ?? "fail") !== "fail" || items(suppressions).length > 0) return null;
    const rule = ruleId ?? within(result, "rule").id ?? rules[Number(ruleIndex)]?.id;
    const place = within(fields(items(result.locations)[0]) ?? {}, "physicalLocation");
    return finding(
      {
        path: within(place, "artifactLocation").uri,
        at: within(place, "region").startLine,
        rule,
        level: level ?? levels.get(rule) ?? "warning",
        text: within(result, "message").text,
      },
      root,
    );
  });
}

function ofResult(result: Fields, root: string): ObjectionFinding | null {
  const extra = within(result, "extra");
  if (extra.is_ignored === true) return null;
  return finding(
    {
      path: result.path ?? result.filename ?? result.file,
      at: within(result, "start").line ?? result.line_number ?? result.line,
      rule: result.check_id ?? result.test_id ?? result.rule_id,
      level: extra.severity ?? result.issue_severity ?? result.severity,
      text: extra.message ?? result.issue_text ?? result.message,
    },
    root,
  );
}

interface Raw {
  path: unknown;
  at: unknown;
  rule: unknown;
  level: unknown;
  text: unknown;
}

function finding({ path, at, rule, level, text }: Raw, root: string): ObjectionFinding | null {
  if (typeof level === "string" && QUIET.has(level.toLowerCase())) return null;
  const name = line(rule, 200);
  const what = [name, line(text, 300)].filter(Boolean).join(": ") || "a finding without a text";
  return {
    path: inCheckout(line(path, 1_000), root).slice(0, 300),
    line: Number.isSafeInteger(at) && Number(at) > 0 ? Number(at) : null,
    what: what.slice(0, 300),
    ...(name ? { rule: name } : {}),
    severity: severityOf(level),
  };
}

function inCheckout(uri: string, root: string): string {
  const plain = uri.replace(/^file:\/\//, "");
  let path = plain;
  try {
    path = uri.includes("%") ? decodeURIComponent(plain) : plain;
  } catch {
    // Not a valid percent-encoding.
  }
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^\.\//, "");
}
