import Box from "lucide-solid/icons/box";
import CircleX from "lucide-solid/icons/circle-x";
import FileCheck from "lucide-solid/icons/file-check";
import FileDiff from "lucide-solid/icons/file-diff";
import FlaskConical from "lucide-solid/icons/flask-conical";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import Info from "lucide-solid/icons/info";
import ShieldAlert from "lucide-solid/icons/shield-alert";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { type Component, For, lazy, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { revealAll } from "../../../../worker/protocol/hidden-text.ts";
import type { Actor, Isolation } from "../../../../worker/protocol/index.ts";
import { userId } from "../../auth/session.ts";
import { DiffStat } from "../../ui/diff-stat.tsx";
import { StateGlyph } from "../../ui/state-glyph.tsx";
import { verdictOf } from "../tests/verdict.ts";
import { personOf, whoOf } from "../who.ts";
import type { Entry } from "./entries.ts";
import { QuestionEntry } from "./question-entry.tsx";
import { PaneLink, Rail, Sign, TwoLines } from "./rail.tsx";
import { StepRow } from "./step-row.tsx";
import { UserText } from "./user-text.tsx";

/** ` by grace`, quietly; nothing for what Verne and the agent do. */
const By = (props: { entry: Entry; word?: string }) => (
  <Show when={personOf(props.entry.by, userId())}>
    {(person) => (
      <span class="text-mute">
        {" "}
        {props.word ?? "by"} {person()}
      </span>
    )}
  </Show>
);

type Of<K extends Entry["kind"]> = { entry: Extract<Entry, { kind: K }> };

/** What few tasks have is loaded when one has it. */
const rare = <K extends Entry["kind"]>(load: () => Promise<{ default: Component<Of<K>> }>) => {
  const Loaded = lazy(load);
  return (props: Of<K>) => (
    <Suspense>
      <Loaded entry={props.entry} />
    </Suspense>
  );
};

const ISOLATION: Record<Isolation, string> = {
  container: "Working in a container",
  bubblewrap: "Working in an isolated sandbox",
  uid: "Working as a user of its own, without a sandbox",
  none: "Working without isolation on this machine",
};

const PlanEntry = (props: Of<"plan">) => {
  return (
    <Rail icon={<Sign of={FileCheck} colour={props.entry.approvedBy ? "text-ok" : "text-warn"} />}>
      <PaneLink target={{ ev: props.entry.id, pane: "plan", version: props.entry.plan.version }}>
        Plan v{props.entry.plan.version}
      </PaneLink>{" "}
      <span class="text-mute">
        {props.entry.plan.steps.length} {props.entry.plan.steps.length === 1 ? "step" : "steps"}
        <By entry={props.entry} word="· edited by" />
        <Show when={props.entry.approvedBy}>
          {(by) => (
            <>
              {" "}
              · approved{" "}
              {by() === "creation_option"
                ? "when the task was created"
                : `by ${whoOf(by() as Actor, userId())}`}
            </>
          )}
        </Show>
      </span>
    </Rail>
  );
};

const ScopeEntry = (props: Of<"scope">) => (
  <Rail icon={<Sign of={ShieldAlert} colour="text-warn" />}>
    <p>The agent needs files outside the approved plan. It waits for you.</p>
    <ul class="mt-1 font-mono text-code">
      <For each={props.entry.paths}>{(path) => <li>{revealAll(path)}</li>}</For>
    </ul>
  </Rail>
);

const EvidenceEntry = (props: Of<"evidence">) => (
  <Rail icon={<Sign of={FlaskConical} colour={verdictOf(props.entry.comparison).colour} />}>
    <PaneLink target={{ ev: props.entry.id, pane: "tests" }}>
      {verdictOf(props.entry.comparison).title}
    </PaneLink>
  </Rail>
);

const DiffEntry = (props: Of<"diff">) => (
  <Rail icon={<Sign of={FileDiff} />}>
    <PaneLink target={{ ev: props.entry.id, pane: "diff" }}>
      {props.entry.files} {props.entry.files === 1 ? "file" : "files"} changed
    </PaneLink>{" "}
    <DiffStat additions={props.entry.additions} deletions={props.entry.deletions} />
  </Rail>
);

const PullRequestEntry = (props: Of<"pull_request">) => (
  <li class="mb-3.5 flex items-center gap-3 rounded-card border border-line bg-ok-soft px-3 py-2.5">
    <Sign of={GitPullRequest} colour="text-ok" />
    <div class="min-w-0 flex-1">
      <a href={props.entry.url} target="_blank" rel="noopener noreferrer" class="font-medium hover:underline">
        {props.entry.draft ? "Draft pull request" : "Pull request"} #{props.entry.number}
      </a>
      <p class="truncate font-mono text-small text-mute">{props.entry.branch}</p>
    </div>
  </li>
);

const SandboxEntry = (props: Of<"sandbox">) => {
  const bare = () => props.entry.isolation === "none" || props.entry.isolation === "uid";
  return (
    <Rail icon={<Sign of={bare() ? TriangleAlert : Box} colour={bare() ? "text-warn" : "text-mute"} />}>
      <TwoLines text={ISOLATION[props.entry.isolation]} detail={props.entry.note} quiet={!bare()} />
    </Rail>
  );
};

const ErrorEntry = (props: Of<"error">) => (
  <Rail icon={<Sign of={CircleX} colour="text-bad" />}>
    <p class="text-bad">{props.entry.text}</p>
  </Rail>
);

const ENTRY: { [K in Entry["kind"]]: Component<Of<K>> } = {
  step: (props) => <StepRow entry={props.entry} />,
  message: (props) => (
    <UserText
      text={props.entry.text}
      label={whoOf(props.entry.actor, userId()).replace(/^[a-z]/, (first) => first.toUpperCase())}
      queued={props.entry.queued}
    />
  ),
  plan: PlanEntry,
  scope: ScopeEntry,
  question: QuestionEntry,
  evidence: EvidenceEntry,
  diff: DiffEntry,
  pull_request: PullRequestEntry,
  sandbox: SandboxEntry,
  warning: rare<"warning">(() => import("./warning-entry.tsx")),
  denied: rare<"denied">(() => import("./denied-entry.tsx")),
  reading: rare<"reading">(() => import("./reading-entry.tsx")),
  error: ErrorEntry,
  end: (props) => (
    <Rail icon={<StateGlyph state={props.entry.state} />}>
      {props.entry.text}
      <By entry={props.entry} />
    </Rail>
  ),
  note: (props) => (
    <Rail icon={<Sign of={Info} />}>
      <p class="text-mute">
        {props.entry.text}
        <By entry={props.entry} />
      </p>
    </Rail>
  ),
};

/** One entry of the timeline. The kind of an entry never changes. */
export const EntryRow = (props: { entry: Entry }) => (
  <Dynamic
    // The table pairs each kind with the component of that kind; TypeScript cannot follow the pair.
    component={ENTRY[props.entry.kind] as Component<{ entry: Entry }>}
    entry={props.entry}
  />
);
