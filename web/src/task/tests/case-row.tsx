import { useLocation } from "@solidjs/router";
import { Show } from "solid-js";
import type { TestCase } from "../../../../worker/protocol/index.ts";
import { formatDuration } from "../../ui/time.ts";
import { Excerpt } from "./excerpt.tsx";
import { failedAt } from "./failure.ts";

/** Where a failure can be followed to. */
export interface Places {
  /** Paths of the files in the change. */
  files: readonly string[];
  /** The event at which the run's command started, for the log. */
  command: string | null;
}

const LINK =
  "text-accent underline underline-offset-2 [overflow-wrap:anywhere] max-md:inline-flex max-md:min-h-11 max-md:items-center";

/** One test; a failing one is open at its message, with a way to the code or to the log. */
export const CaseRow = (props: { id: string; found: TestCase | undefined; places: Places }) => {
  const failed = () => props.found?.outcome === "failed";
  return (
    <li class="px-3 py-2">
      <p class="flex items-baseline gap-3">
        <span class="min-w-0 flex-1 font-mono text-code [overflow-wrap:anywhere]">
          {props.found?.name ?? props.id}
        </span>
        <Show when={props.found?.duration_ms}>
          {(ms) => <span class="shrink-0 text-small text-mute tabular">{formatDuration(ms())}</span>}
        </Show>
      </p>
      <Show when={failed() && props.found} fallback={<FileName file={props.found?.file} />}>
        {(found) => <FailurePlaceLink found={found()} places={props.places} />}
      </Show>
      <Show when={failed() && props.found?.message}>
        {(message) => <Excerpt text={message()} label={`Message of ${props.found?.name ?? props.id}`} />}
      </Show>
    </li>
  );
};

const FileName = (props: { file: string | null | undefined }) => (
  <Show when={props.file}>
    {(file) => <p class="text-small text-mute [overflow-wrap:anywhere]">{file()}</p>}
  </Show>
);

/** `file:line`, which leads into the diff when the file is in the change; otherwise the run's place in the log. */
const FailurePlaceLink = (props: { found: TestCase; places: Places }) => {
  const location = useLocation();
  const at = () => failedAt(props.found, props.places.files);
  const name = () => {
    const place = at();
    return place ? `${place.file}${place.line === null ? "" : `:${place.line}`}` : "";
  };
  const inChange = () => {
    const place = at();
    return place !== null && props.places.files.includes(place.file);
  };
  const diffLink = () => {
    const params = new URLSearchParams({ pane: "diff", file: at()?.file ?? "" });
    const line = at()?.line ?? null;
    if (line !== null) params.set("line", String(line));
    return `${location.pathname}?${params}`;
  };
  const logLink = () => {
    const params = new URLSearchParams({ pane: "log" });
    if (props.places.command !== null) params.set("ev", props.places.command);
    return `${location.pathname}?${params}`;
  };
  return (
    <p class="flex flex-wrap items-baseline gap-x-3 text-small">
      <Show when={inChange()} fallback={<FileName file={name()} />}>
        <a class={LINK} href={diffLink()}>
          {name()}
        </a>
      </Show>
      <Show when={props.places.command !== null}>
        <a class={LINK} href={logLink()}>
          Show in the log
        </a>
      </Show>
    </p>
  );
};
