import { DropdownMenu } from "@kobalte/core/dropdown-menu";
import Archive from "lucide-solid/icons/archive";
import ArchiveRestore from "lucide-solid/icons/archive-restore";
import Check from "lucide-solid/icons/check";
import CircleStop from "lucide-solid/icons/circle-stop";
import Download from "lucide-solid/icons/download";
import Ellipsis from "lucide-solid/icons/ellipsis";
import GitBranch from "lucide-solid/icons/git-branch";
import Headphones from "lucide-solid/icons/headphones";
import Link from "lucide-solid/icons/link";
import Share from "lucide-solid/icons/share-2";
import { type Component, createSignal, type JSX, Show } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { TaskView } from "../../../../worker/protocol/index.ts";
import { downloadPatch } from "../commands/download-patch.ts";
import { stopTask } from "../commands/stop.ts";
import type { TaskModel } from "../model.ts";
import type { Entry } from "../timeline/entries.ts";

const ITEM =
  "flex h-8 max-md:h-11 cursor-default items-center gap-2.5 rounded-control px-2 outline-none select-none " +
  "data-[highlighted]:bg-hover [&>svg]:text-mute";

/** The branch that the task works on: the one it publishes on once there is one. */
const workBranch = (view: TaskView, timeline: readonly Entry[]): string =>
  view.head_branch ?? timeline.findLast((entry) => entry.kind === "pull_request")?.branch ?? view.branch;

/** Everything that can be done with a task besides the one thing to do next. It opens as it appears. */
export default function MoreMenu(props: {
  task: TaskModel;
  view: TaskView;
  label: string;
  onShare: () => void;
  onListen: (() => void) | undefined;
}) {
  const [copied, setCopied] = createSignal<"link" | "branch" | null>(null);
  const owner = () => props.view.access === "owner";
  const copy = async (what: "link" | "branch") => {
    const text =
      what === "link" ? location.href : workBranch(props.view, props.task.stream.journal().timeline);
    await navigator.clipboard.writeText(text).then(
      () => setCopied(what),
      () => setCopied(null),
    );
  };
  const Item = (own: {
    icon: Component<{ size?: number }>;
    onSelect: () => void;
    stays?: boolean;
    children: JSX.Element;
  }) => (
    <DropdownMenu.Item class={ITEM} closeOnSelect={!own.stays} onSelect={() => own.onSelect()}>
      <Dynamic component={own.icon} size={14} aria-hidden="true" />
      {own.children}
    </DropdownMenu.Item>
  );
  return (
    <DropdownMenu
      defaultOpen
      gutter={4}
      placement="bottom-end"
      modal={false}
      onOpenChange={() => setCopied(null)}
    >
      <DropdownMenu.Trigger
        aria-label={props.label}
        title={props.label}
        data-more
        class="inline-flex size-7 max-md:size-11 items-center justify-center rounded-control text-mute hover:bg-hover hover:text-fg"
      >
        <Ellipsis size={16} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal mount={document.getElementById("main") ?? undefined}>
        <DropdownMenu.Content class="z-50 min-w-56 rounded-card border border-line bg-raised p-1 shadow-float outline-none animate-float-in">
          <Show when={owner()}>
            <Item icon={Share} onSelect={() => props.onShare()}>
              Share…
            </Item>
          </Show>
          <Show when={props.onListen}>
            {(listen) => (
              <Item icon={Headphones} onSelect={() => listen()()}>
                Listen to the summary
              </Item>
            )}
          </Show>
          <Item icon={copied() === "link" ? Check : Link} stays onSelect={() => void copy("link")}>
            {copied() === "link" ? "Link copied" : "Copy link"}
          </Item>
          <Item icon={copied() === "branch" ? Check : GitBranch} stays onSelect={() => void copy("branch")}>
            {copied() === "branch" ? "Branch name copied" : "Copy branch name"}
          </Item>
          <Show when={props.view.diff_stat}>
            <Item icon={Download} onSelect={() => void downloadPatch(props.task.id)}>
              Download patch
            </Item>
          </Show>
          <Show when={owner()}>
            <DropdownMenu.Separator class="my-1 border-line" />
            <Item
              icon={props.view.archived_at ? ArchiveRestore : Archive}
              onSelect={() => void props.task.properties.archive(props.view.archived_at === null)}
            >
              {props.view.archived_at ? "Take out of the archive" : "Archive"}
              <kbd class="ml-auto font-mono text-small text-mute max-md:hidden">e</kbd>
            </Item>
          </Show>
          <Show when={props.task.may("cancel")}>
            <Item icon={CircleStop} onSelect={() => void stopTask(props.task)}>
              <span class="text-bad">Stop task…</span>
            </Item>
          </Show>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  );
}
