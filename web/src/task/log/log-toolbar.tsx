import ChevronDown from "lucide-solid/icons/chevron-down";
import ChevronUp from "lucide-solid/icons/chevron-up";
import Clock from "lucide-solid/icons/clock";
import Download from "lucide-solid/icons/download";
import Search from "lucide-solid/icons/search";
import TextWrap from "lucide-solid/icons/text-wrap";
import TriangleAlert from "lucide-solid/icons/triangle-alert";
import { Show } from "solid-js";
import { IconButton } from "../../ui/button.tsx";

interface LogToolbarProps {
  typed: string;
  onType: (typed: string) => void;
  /** How many lines match, and which of them is shown (from 0); null while nothing is searched. */
  found: { count: number; at: number } | null;
  onJump: (by: 1 | -1) => void;
  onlyErrors: boolean;
  onOnlyErrors: () => void;
  times: boolean;
  onTimes: () => void;
  wrap: boolean;
  onWrap: () => void;
  /** Null while there is nothing to download. */
  onDownload: (() => void) | null;
}

/** Search, errors, times, wrapping and download of the log. */
export const LogToolbar = (props: LogToolbarProps) => (
  <div class="flex h-9 max-md:h-12 shrink-0 items-center gap-1 border-b border-line px-2">
    <Search size={13} class="ml-2 shrink-0 text-mute" aria-hidden="true" />
    <input
      type="search"
      aria-label="Search the log"
      placeholder="Search the log"
      class="field-text h-7 max-md:h-11 min-w-0 flex-1 rounded-control bg-transparent px-2 outline-none focus-visible:outline-2"
      value={props.typed}
      onInput={(event) => props.onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") props.onJump(event.shiftKey ? -1 : 1);
      }}
    />
    <Show when={props.found}>
      {(found) => (
        <>
          <span role="status" class="px-1 text-small text-mute tabular whitespace-nowrap">
            {found().count === 0 ? "No match" : `${found().at + 1} of ${found().count}`}
          </span>
          <IconButton label="Previous match" onClick={() => props.onJump(-1)}>
            <ChevronUp size={14} aria-hidden="true" />
          </IconButton>
          <IconButton label="Next match" onClick={() => props.onJump(1)}>
            <ChevronDown size={14} aria-hidden="true" />
          </IconButton>
        </>
      )}
    </Show>
    <IconButton label="Errors only" pressed={props.onlyErrors} onClick={() => props.onOnlyErrors()}>
      <TriangleAlert size={14} aria-hidden="true" />
    </IconButton>
    <IconButton label="Times" pressed={props.times} onClick={() => props.onTimes()}>
      <Clock size={14} aria-hidden="true" />
    </IconButton>
    <IconButton label="Wrap lines" pressed={props.wrap} onClick={() => props.onWrap()}>
      <TextWrap size={14} aria-hidden="true" />
    </IconButton>
    <IconButton
      label="Download the log"
      disabled={props.onDownload === null}
      onClick={() => props.onDownload?.()}
    >
      <Download size={14} aria-hidden="true" />
    </IconButton>
  </div>
);
