import Box from "lucide-solid/icons/box";
import CircleCheck from "lucide-solid/icons/circle-check";
import CircleX from "lucide-solid/icons/circle-x";
import FileCheck from "lucide-solid/icons/file-check";
import FileDiff from "lucide-solid/icons/file-diff";
import FlaskConical from "lucide-solid/icons/flask-conical";
import GitPullRequest from "lucide-solid/icons/git-pull-request";
import Info from "lucide-solid/icons/info";
import ShieldAlert from "lucide-solid/icons/shield-alert";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { type Component, For, type JSX, Match, Show, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Isolation } from "../../../../worker/protocol/index.ts";
import { DiffStat } from "../../ui/diff-stat.tsx";
import { StateGlyph } from "../../ui/state-glyph.tsx";
import type { Pane } from "../panes.ts";
import { VERDICT } from "../tests/verdict.ts";
import type { Entry } from "./entries.ts";
import { StepRow } from "./step-row.tsx";
import { UserText } from "./user-text.tsx";

const ISOLATION: Record<Isolation, string> = {
  container: "Working in a container",
  bubblewrap: "Working in an isolated sandbox",
  none: "Working without isolation on this machine",
};

/** The frame of a line in the timeline: a sign on the rail, the text beside it. */
export const Rail = (props: { icon: JSX.Element; children: JSX.Element }) => (
  <li class="relative flex gap-3 pb-3.5 before:absolute before:top-6 before:bottom-[-2px] before:left-[7px] before:w-px before:bg-line last:before:hidden">
    <span class="flex h-5 w-[15px] shrink-0 items-center justify-center">{props.icon}</span>
    <div class="min-w-0 flex-1 [overflow-wrap:anywhere]">{props.children}</div>
  </li>
);

const Sign = (props: { of: Component<{ size?: number; class?: string }>; colour?: string }) => (
  <Dynamic component={props.of} size={15} class={props.colour ?? "text-mute"} aria-hidden="true" />
);

const PaneLink = (props: { pane: Pane; onPane: (pane: Pane) => void; children: JSX.Element }) => (
  <button
    type="button"
    class="text-left font-medium hover:underline"
    onClick={() => props.onPane(props.pane)}
  >
    {props.children}
  </button>
);

/** `entry` when it is of `kind`. Lets a `<Match>` narrow the union. */
const as = <K extends Entry["kind"]>(entry: Entry, kind: K): Extract<Entry, { kind: K }> | false =>
  // The comparison proves what TypeScript cannot follow through the generic parameter.
  entry.kind === kind ? (entry as Extract<Entry, { kind: K }>) : false;

/** One entry of the timeline. */
export function EntryRow(props: { entry: Entry; onPane: (pane: Pane) => void }) {
  return (
    <Switch>
      <Match when={as(props.entry, "step")}>
        {(entry) => <StepRow entry={entry()} onPane={props.onPane} />}
      </Match>
      <Match when={as(props.entry, "message")}>
        {(entry) => <UserText text={entry().text} at={entry().at} label="You" queued={entry().queued} />}
      </Match>
      <Match when={as(props.entry, "plan")}>
        {(entry) => (
          <Rail icon={<Sign of={FileCheck} colour={entry().approvedBy ? "text-ok" : "text-warn"} />}>
            <PaneLink pane="plan" onPane={props.onPane}>
              Plan v{entry().plan.version}
            </PaneLink>{" "}
            <span class="text-mute">
              {entry().plan.steps.length} {entry().plan.steps.length === 1 ? "step" : "steps"}
              <Show when={entry().approvedBy}>
                {(by) => <> · {by() === "user" ? "approved by you" : "approved when the task was created"}</>}
              </Show>
            </span>
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "scope")}>
        {(entry) => (
          <Rail icon={<Sign of={ShieldAlert} colour="text-warn" />}>
            <p>The agent needs files outside the approved plan. It waits for you.</p>
            <ul class="mt-1 font-mono text-code">
              <For each={entry().paths}>{(path) => <li>{path}</li>}</For>
            </ul>
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "evidence")}>
        {(entry) => (
          <Rail icon={<Sign of={FlaskConical} colour={VERDICT[entry().comparison.verdict].colour} />}>
            <PaneLink pane="tests" onPane={props.onPane}>
              {VERDICT[entry().comparison.verdict].title}
            </PaneLink>
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "diff")}>
        {(entry) => (
          <Rail icon={<Sign of={FileDiff} />}>
            <PaneLink pane="diff" onPane={props.onPane}>
              {entry().files} {entry().files === 1 ? "file" : "files"} changed
            </PaneLink>{" "}
            <DiffStat additions={entry().additions} deletions={entry().deletions} />
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "pull_request")}>
        {(entry) => (
          <li class="mb-3.5 flex items-center gap-3 rounded-card border border-line bg-ok-soft px-3 py-2.5">
            <Sign of={GitPullRequest} colour="text-ok" />
            <div class="min-w-0 flex-1">
              <a
                href={entry().url}
                target="_blank"
                rel="noopener noreferrer"
                class="font-medium hover:underline"
              >
                {entry().draft ? "Draft pull request" : "Pull request"} #{entry().number}
              </a>
              <p class="truncate font-mono text-small text-mute">{entry().branch}</p>
            </div>
          </li>
        )}
      </Match>
      <Match when={as(props.entry, "sandbox")}>
        {(entry) => (
          <Rail
            icon={
              <Sign
                of={entry().isolation === "none" ? TriangleAlert : Box}
                colour={entry().isolation === "none" ? "text-warn" : undefined}
              />
            }
          >
            <p class={entry().isolation === "none" ? "" : "text-mute"}>{ISOLATION[entry().isolation]}</p>
            <Show when={entry().note}>
              <p class="text-small text-mute">{entry().note}</p>
            </Show>
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "warning")}>
        {(entry) => (
          <Rail icon={<Sign of={TriangleAlert} colour="text-warn" />}>
            <p>{entry().text}</p>
            <Show when={entry().detail}>
              <p class="text-small text-mute">{entry().detail}</p>
            </Show>
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "error")}>
        {(entry) => (
          <Rail icon={<Sign of={CircleX} colour="text-bad" />}>
            <p class="text-bad">{entry().text}</p>
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "end")}>
        {(entry) => (
          <Rail
            icon={
              <Show when={entry().state === "complete"} fallback={<StateGlyph state={entry().state} />}>
                <Sign of={CircleCheck} colour="text-ok" />
              </Show>
            }
          >
            {entry().text}
          </Rail>
        )}
      </Match>
      <Match when={as(props.entry, "note")}>
        {(entry) => (
          <Rail icon={<Sign of={Info} />}>
            <p class="text-mute">{entry().text}</p>
          </Rail>
        )}
      </Match>
    </Switch>
  );
}
